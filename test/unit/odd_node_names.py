#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""usage: test/unit/odd_node_names.py IN.dtb OUT.dtb

Writes the device tree IN with a control character in the name of each node that has a unit address. No
compiler of device trees makes such names; a damaged tree has them.
"""

import struct
import sys
from pathlib import Path

ESCAPE = 0x1B
BEGIN_NODE, END_NODE, PROP, NOP, END = 1, 2, 3, 4, 9


def round_up(number: int) -> int:
    return (number + 3) // 4 * 4


def with_odd_names(tree: bytes) -> bytes:
    made = bytearray(tree)
    (at,) = struct.unpack_from(">8xI", tree)
    while True:
        (token,) = struct.unpack_from(">I", tree, at)
        at += 4
        if token == BEGIN_NODE:
            end = tree.index(b"\0", at)
            if b"@" in tree[at:end]:
                made[end - 1] = ESCAPE
            at = round_up(end + 1)
        elif token == PROP:
            (size,) = struct.unpack_from(">I", tree, at)
            at = round_up(at + 8 + size)
        elif token == END:
            return bytes(made)
        elif token not in (END_NODE, NOP):
            # Some trees of the tests end early, on purpose.
            return bytes(made)


def main() -> int:
    source, made = map(Path, sys.argv[1:])
    made.write_bytes(with_odd_names(source.read_bytes()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
