# SPDX-License-Identifier: MIT
"""Tests of tools/bench size: which source and which room the bytes of a symbol belong to."""

from __future__ import annotations

import unittest

import bench_command  # noqa: F401  (finds the modules of tools)

from muster.benchmarks.size import LIBC, room_of, source_name, text_of_objects

LISTING = """\
0000000040201000 000000000000078c T early\t/usr/src/muster/arch/aarch64/entry/early_vectors.S:44
0000000040206c84 000000000000001c t fail\t/build/x/../../runtime/console/stack_protector.c:17
0000000040206c84 000000000000001c t alias\t/build/x/../../runtime/console/stack_protector.c:17
0000000040206ca0 0000000000000004 r constant\t/build/x/../../runtime/console/stack_protector.c:9
000000004022fd50 0000000000000008 B variable\t/usr/src/muster/runtime/console/port.c:71
0000000040217960 00000000000001c8 T memcpy
0000000040217b28 T no_size
"""


class SizeTest(unittest.TestCase):
    def test_objects(self) -> None:
        self.assertEqual(
            text_of_objects(LISTING),
            {
                "arch/aarch64/entry/early_vectors.S": 0x78C,
                "runtime/console/stack_protector.c": 0x1C + 4,
                LIBC: 0x1C8,
            },
        )

    def test_rooms(self) -> None:
        self.assertEqual(room_of("runtime/console/port.c"), "runtime/console")
        self.assertEqual(room_of("arch/aarch64/entry/el2.S"), "arch/aarch64/entry")
        self.assertEqual(room_of(LIBC), LIBC)
        self.assertEqual(source_name("/a/newlib/libc/tinystdio/vfprintf.c"), LIBC)


if __name__ == "__main__":
    unittest.main()
