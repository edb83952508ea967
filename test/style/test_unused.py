# SPDX-License-Identifier: MIT
"""Tests of the check of unused public names on a small tree."""

from __future__ import annotations

import pathlib
import tempfile
import unittest

import unused

HEADER = """\
int muster_do(void);
int muster_undo(void);
static inline int muster_redo(void);
#define muster_twice(code) \\
    do { \\
        muster_helper(code); \\
    } while (0)
/** @cond internal */
#define muster_helper(code) muster_undo() + (code)
static inline int muster_redo(void)
{
    return muster_do();
}
/** @endcond */
"""
PROGRAM = "int main(void)\n{\n    return muster_redo() + muster_twice(1);\n}\n"
PAPER = f"# Calls\n\n## {unused.HEADING}\n\n| Header | For |\n| --- | --- |\n| `port.h` | ports |\n"


class UnusedTest(unittest.TestCase):
    """The check finds names that no program uses."""

    def findings_in(self, files: dict[str, str]) -> list[str]:
        """Returns the findings in a small tree in which these files are added or changed."""
        tree = {
            "include/muster/do.h": HEADER,
            "include/muster/port.h": "int muster_port(void);\n",
            "apps/do/do.c": PROGRAM,
            unused.PAPER: PAPER,
        }
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for file, text in (tree | files).items():
                (root / file).parent.mkdir(parents=True, exist_ok=True)
                (root / file).write_text(text, encoding="utf-8")
            return unused.check(root)

    def test_uses_within_inline_functions_and_macros(self) -> None:
        self.assertEqual(self.findings_in({}), [])

    def test_unused_names(self) -> None:
        program = '/* muster_redo() */ const char *text = "muster_twice";\nint x = muster_do();\n'
        self.assertEqual(
            self.findings_in({"apps/do/do.c": program}),
            [
                f"include/muster/do.h: no program uses {name}"
                for name in ("muster_redo", "muster_twice", "muster_undo")
            ],
        )

    def test_a_test_is_no_program(self) -> None:
        findings = self.findings_in({"apps/do/do.c": "", "test/do/do.c": PROGRAM})
        self.assertIn("include/muster/do.h: no program uses muster_redo", findings)

    def test_a_benchmark_is_a_program(self) -> None:
        self.assertEqual(self.findings_in({"apps/do/do.c": "", "bench/do/do.c": PROGRAM}), [])

    def test_an_unnamed_header(self) -> None:
        self.assertEqual(
            self.findings_in({unused.PAPER: "# Calls\n"}),
            ["include/muster/port.h: no program uses muster_port"],
        )

    def test_a_header_that_brings_a_special_one_along(self) -> None:
        header = "#include <muster/port.h>\n" + HEADER
        self.assertEqual(
            self.findings_in({"include/muster/do.h": header}),
            ["include/muster/do.h: includes port.h, which is not for all"],
        )

    def test_a_header_that_is_gone(self) -> None:
        paper = PAPER + "| `gone.h` | nothing |\n"
        self.assertEqual(
            self.findings_in({unused.PAPER: paper}), [f"{unused.PAPER}: there is no gone.h"]
        )


if __name__ == "__main__":
    unittest.main()
