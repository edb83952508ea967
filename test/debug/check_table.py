#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""usage: test/debug/check_table.py COMPILER NM

Succeeds when cmake/symbol-table.cmake takes a program with functions that stay where they are from one
link to the next, and refuses one with functions that have moved, and one that does not link.
"""

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from judge import ROOT

COMPILER, NM = sys.argv[1:]
LAUNCHER = ROOT / "cmake/symbol-table.cmake"
#: In place of a linker: a "program" of two functions, assembled. Its first argument has, for each link,
#: which counts itself in ./links, the instruction that it puts between the two.
LINKER = """#!/bin/sh
set -eu
link=$(($(cat links) + 1))
echo $link >links
between=$(echo "$1" | cut -d ' ' -f $link)
[ "$between" != fail ]
printf '%s\\n' .text '.global _start' '_start: nop' "$between" 'second: ret' __muster_text_end: >program.S
exec "$COMPILER" -c program.S -o "$3"
"""


class Table(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        linker = self.folder / "linker"
        linker.write_text(LINKER)
        linker.chmod(0o755)

    def launch(self, words: str) -> tuple[int, str]:
        """Runs the launcher with that for a linker. Returns its status and its messages."""
        (self.folder / "links").write_text("0\n")
        launcher = ["cmake", f"-DCC={COMPILER}", f"-DNM={NM}", "-P", str(LAUNCHER), "--"]
        done = subprocess.run(
            [*launcher, "./linker", words, "-o", "program", "table-symbols.o"],
            cwd=self.folder,
            env={**os.environ, "COMPILER": COMPILER},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout

    def is_linked(self) -> bool:
        return (self.folder / "program").exists()

    def test_program_that_stays(self) -> None:
        status, messages = self.launch("nop nop")
        self.assertEqual(status, 0, messages)
        self.assertEqual((self.folder / "links").read_text(), "2\n")
        self.assertTrue(self.is_linked())
        table = (self.folder / "table-symbols.o").read_bytes()
        for name in (b"_start", b"second"):
            self.assertIn(name, table)

    def test_program_that_moves(self) -> None:
        status, messages = self.launch("nop #")
        self.assertNotEqual(status, 0)
        self.assertIn("has moved", messages)
        self.assertFalse(self.is_linked())

    def test_program_that_does_not_link(self) -> None:
        status, _ = self.launch("nop fail")
        self.assertNotEqual(status, 0)
        self.assertFalse(self.is_linked())


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
