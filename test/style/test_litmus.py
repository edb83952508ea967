# SPDX-License-Identifier: MIT
"""Tests of the check of litmus tests on small trees."""

from __future__ import annotations

import unittest

import litmus

SOURCES = {
    "runtime/a.c": "void take(void)\n{\n    smp_mb();\n}\n",
    "runtime/b.c": "void plain(void)\n{\n}\n",
    "arch/c.S": "ldaxr w0, [x1]\n",
}
TEST = "; runtime/a.c and arch/c.S: the lock.\ntest a\nthread one  ; take()\n"
PAPER = "| Source | What | Litmus tests |\n| --- | --- | --- |\n"
ROW = "| `runtime/a.c`, `arch/c.S` | lock | `a.litmus` |\n"


def table_findings(rows: str, tests: dict[str, str]) -> list[str]:
    """Returns the findings of a paper with these rows."""
    return litmus.check_table(litmus.table(PAPER + rows), SOURCES, tests)


class TestOfFiles(unittest.TestCase):
    """What a litmus file names is in the tree."""

    def test_good(self) -> None:
        """Sources and functions that there are."""
        self.assertEqual(litmus.check_test("a.litmus", TEST, SOURCES), [])

    def test_no_such_source(self) -> None:
        """A source that has moved."""
        findings = litmus.check_test("a.litmus", "; runtime/old.c\n", SOURCES)
        self.assertEqual(findings, ["a.litmus:1: there is no runtime/old.c"])

    def test_no_such_function(self) -> None:
        """A function that has another name now."""
        findings = litmus.check_test("a.litmus", "; runtime/a.c\n\nnop  ; took()\n", SOURCES)
        self.assertEqual(findings, ["a.litmus:3: no source has took()"])

    def test_no_source(self) -> None:
        """Each file names a source, except for the explorer's own."""
        self.assertEqual(
            litmus.check_test("a.litmus", "test a\n", SOURCES), ["a.litmus: names no source"]
        )
        self.assertEqual(litmus.check_test("a.litmus", "; the model against itself\n", SOURCES), [])


class TestOfTable(unittest.TestCase):
    """The table has each source that orders memory, and each test."""

    def test_good(self) -> None:
        """All are there; a source without order needs no row."""
        self.assertEqual(table_findings(ROW, {"a.litmus": TEST}), [])

    def test_lacking(self) -> None:
        """A new source, and a new test."""
        self.assertEqual(
            table_findings("| `arch/c.S` | | none |\n", {"a.litmus": TEST}),
            [
                "docs/atomics.md: the table has no a.litmus",
                "docs/atomics.md: the table has no runtime/a.c",
            ],
        )

    def test_wrong_rows(self) -> None:
        """A source without order, a test that is gone, and one that is of another source."""
        row = "| `runtime/b.c` | | `b.litmus` |\n"
        self.assertEqual(
            table_findings(ROW + row, {"a.litmus": TEST}),
            [
                "docs/atomics.md:4: there is no b.litmus",
                "docs/atomics.md:4: runtime/b.c orders nothing",
                "docs/atomics.md:4: no test names runtime/b.c",
            ],
        )


if __name__ == "__main__":
    unittest.main()
