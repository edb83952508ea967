# SPDX-License-Identifier: MIT
"""Tests of the check of the reference on a small header."""

from __future__ import annotations

import pathlib
import shutil
import tempfile
import unittest

import reference
import source_tree

HEADER = """\
/* SPDX-License-Identifier: MIT */
/**
 * @file
 * A header.
 *
 * @addtogroup sync
 * @{
 */

/**
 * Does something.
 *
 * @param cpu  the CPU
 * @return 0
 *
 * **Context:** any CPU.
 */
int muster_do(unsigned int cpu);

/** @} */

/** @cond internal */
int muster_do_slowly(unsigned int cpu);
/** @endcond */
"""
COPIED = ("CMakeLists.txt", "docs/Doxyfile.in", "docs/groups.dox")


class ReferenceTest(unittest.TestCase):
    """The check finds what a header lacks."""

    def findings_in(self, header: str) -> list[str]:
        """Returns the findings in a tree with that header alone."""
        if not shutil.which("doxygen"):
            self.skipTest("there is no doxygen here")
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            (root / "include/muster").mkdir(parents=True)
            (root / "docs").mkdir()
            for file in COPIED:
                shutil.copy(source_tree.OWN_ROOT / file, root / file)
            (root / "include/muster/do.h").write_text(header, encoding="utf-8")
            return reference.check(root, root / "build")

    def test_the_header_as_it_is(self) -> None:
        self.assertEqual(self.findings_in(HEADER), [])

    def test_a_missing_parameter(self) -> None:
        findings = self.findings_in(HEADER.replace(" * @param cpu  the CPU\n", ""))
        self.assertTrue(any("parameter" in finding for finding in findings), findings)

    def test_a_missing_return(self) -> None:
        findings = self.findings_in(HEADER.replace(" * @return 0\n", ""))
        self.assertTrue(any("return" in finding for finding in findings), findings)

    def test_no_group(self) -> None:
        header = HEADER.replace(" * @addtogroup sync\n * @{\n", "").replace("/** @} */\n", "")
        findings = self.findings_in(header)
        self.assertIn("include/muster/do.h: muster_do() is in no group", findings)

    def test_no_context(self) -> None:
        findings = self.findings_in(HEADER.replace(" * **Context:** any CPU.\n", ""))
        self.assertEqual(
            findings, ["include/muster/do.h: muster_do() does not say its **Context:**"]
        )

    def test_no_comment(self) -> None:
        header = HEADER.replace("/** @} */", "int muster_undo(void);\n\n/** @} */")
        findings = self.findings_in(header)
        self.assertTrue(any("muster_undo" in finding for finding in findings), findings)


class DeclaredFunctionsTest(unittest.TestCase):
    """The check sees each function that a header declares, and no other."""

    def test_without_what_is_internal(self) -> None:
        self.assertEqual(reference.declared_functions(HEADER), {"muster_do"})

    def test_forms(self) -> None:
        text = (
            "static inline bool a(int x);\nconst char *b(void) MUSTER_LINK_NAME(b);\n"
            "MUSTER_ATOMIC_FUNCTION uint32_t c(uint32_t *word,\n    int order);\n"
            "typedef int (*d)(int);\n#define e(x) f(x)\nstruct g {\n    void (*h)(int x);\n};\n"
        )
        self.assertEqual(reference.declared_functions(text), {"a", "b", "c"})


if __name__ == "__main__":
    unittest.main()
