# SPDX-License-Identifier: MIT
"""Tests of named_paths.py."""

import tempfile
import unittest
from pathlib import Path

from named_paths import files_that_name


class NamedPaths(unittest.TestCase):
    def names(self, path: str, content: bytes) -> bool:
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "file").write_bytes(content)
            return bool(files_that_name(Path(folder), [path]))

    def test_part_of_another_path(self) -> None:
        self.assertFalse(self.names("/w", b"/usr/include/wchar.h\n"))
        self.assertFalse(self.names("/w", b"/usr/include/w/char.h\n"))
        self.assertFalse(self.names("/home/x", b"/home/xy/main.c"))
        self.assertFalse(self.names("/lib", b"${root}/lib/libc.a"))
        self.assertFalse(self.names("/home/x", b"/srv/home/x/main.c"))

    def test_whole_path(self) -> None:
        self.assertTrue(self.names("/w", b'set(folder "/w")'))
        self.assertTrue(self.names("/w", b"\0/w/runtime/main.c\0"))
        self.assertTrue(self.names("/w/", b"-DFOLDER=/w/build"))
        self.assertTrue(self.names("/home/x", b"/usr:/home/x:/bin"))

    def test_behind_an_option(self) -> None:
        self.assertTrue(self.names("/w", b"cc -I/w/include -c"))
        self.assertTrue(self.names("/w", b"cc -isystem/w/include -c"))

    def test_in_a_binary_file(self) -> None:
        self.assertTrue(self.names("/w", b"\x7fELF\0\0/w/build\0\x01\x02"))
        self.assertTrue(self.names("/home/x", b"\x7fELF\0\0/home/x\0\x01\x02"))
        self.assertTrue(self.names("/w", b"\x7fELF\0GNU C17 -g -I/w/include -O2\0"))
        self.assertFalse(self.names("/w", b"\0\0/w\x06\0\0"))
        self.assertFalse(self.names("/w", b"\x14?\x07/w\0\0\0"))
        self.assertFalse(self.names("/w", b"\0]'/w>ww'DwOw\x87'\0"))


if __name__ == "__main__":
    unittest.main()
