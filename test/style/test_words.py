# SPDX-License-Identifier: MIT
"""Tests of the check of words on small files."""

from __future__ import annotations

import unittest

import words


class WordsTest(unittest.TestCase):
    """The words are refused in comments, and only there."""

    def test_c(self) -> None:
        """Comments of both kinds, also in assembly; a phrase may go over the end of a line."""
        text = 'int a; // whose\n/* all but\n * for this */\nconst char *b = "/* whose */";\n'
        self.assertEqual(words.check_words("a.c", text), ['a.c:1: "whose"', 'a.c:2: "but for"'])
        self.assertEqual(words.check_words("a.S", "nop /* Nobody */\n"), ['a.S:1: "Nobody"'])

    def test_names_of_the_code(self) -> None:
        """A constant may be called NOBODY, and a variable whose_turn."""
        self.assertEqual(words.check_words("a.h", "/* NOBODY or whose_turn */\nint nobody;\n"), [])

    def test_cmake(self) -> None:
        """Comments, not strings."""
        text = '# first\n# of one\n# that\nset(nobody "# whose")\n'
        self.assertEqual(
            words.check_words("CMakeLists.txt", text), ['CMakeLists.txt:2: "of one that"']
        )

    def test_python(self) -> None:
        """Comments and docstrings, not other strings."""
        text = 'def f():\n    """Whoever calls."""\n    # but\n    # for\n    return "somebody"\n'
        self.assertEqual(
            words.check_words("a.py", text), ['a.py:3: "but for"', 'a.py:2: "Whoever"']
        )

    def test_other_files(self) -> None:
        """Files of other kinds are left alone."""
        self.assertEqual(words.check_words("a.md", "whose\n"), [])


if __name__ == "__main__":
    unittest.main()
