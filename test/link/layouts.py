#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks that a layout moves the functions of a program: `layouts.py NM PLAIN.elf MOVED.elf`.

The two are the same program, the second with MUSTER_LAYOUT. The text must begin in the same way up to the
vectors, have the same functions, and have them in another order at other places in their pages.
"""

from __future__ import annotations

import subprocess
import sys

PAGE = 4096


def functions(nm: str, elf: str) -> dict[str, int]:
    """Returns the global functions with their addresses, in the order of those."""
    done = subprocess.run(
        [nm, "--numeric-sort", "--extern-only", elf], capture_output=True, text=True, check=True
    )
    lines = (line.split() for line in done.stdout.splitlines())
    return {words[2]: int(words[0], 16) for words in lines if len(words) == 3 and words[1] == "T"}


def complaints(plain: dict[str, int], moved: dict[str, int]) -> list[str]:
    """Returns what is wrong with the second program."""
    found = []
    if plain.keys() != moved.keys():
        found.append(f"not the same functions: {sorted(plain.keys() ^ moved.keys())}")
    if plain.get("vectors") != moved.get("vectors"):
        found.append("the vectors have moved")
    if list(plain) == list(moved):
        found.append("the functions stand in the same order")
    both = plain.keys() & moved.keys()
    elsewhere = sum(plain[name] % PAGE != moved[name] % PAGE for name in both)
    if elsewhere * 2 < len(both):
        found.append(f"only {elsewhere} of {len(both)} functions have another place in their page")
    return found


def main() -> int:
    nm, plain, moved = sys.argv[1:]
    found = complaints(functions(nm, plain), functions(nm, moved))
    for complaint in found:
        print(complaint)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
