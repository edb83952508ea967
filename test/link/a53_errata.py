#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""usage: test/link/a53_errata.py FOLDER PROGRAM [ARCHIVE...]

Succeeds when no program of FOLDER (*.elf) contains an instruction sequence of erratum 843419 or 835769 of
Cortex-A53, and PROGRAM is one of them. Prints each sequence with its function. ARCHIVE...: libraries that
others have compiled and that lld takes as they are; what they contain of 835769 is counted only, and so are
the sequences of 843419 that lld takes for harmless.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from a53_sequences import lld_takes_for_harmless, places_of_835769, places_of_843419
from elf_code import code_of, members_of

ERRATA = {843419: places_of_843419, 835769: places_of_835769}


@dataclass(frozen=True)
class Found:
    erratum: int
    function: str
    address: int
    lld_leaves_it: bool


def found_in(elf: bytes) -> list[Found]:
    return [
        Found(
            erratum,
            code.function_at(place),
            place,
            erratum == 843419 and lld_takes_for_harmless(code.words, (place - code.address) // 4),
        )
        for code in code_of(elf)
        for erratum, places in ERRATA.items()
        for place in places(code.words, code.address)
    ]


def functions_with_835769(archives: list[Path]) -> set[str]:
    return {
        found.function
        for archive in archives
        for member in members_of(archive.read_bytes())
        for found in found_in(member)
        if found.erratum == 835769
    }


def main() -> int:
    folder, wanted = Path(sys.argv[1]), sys.argv[2]
    archives = [Path(name) for name in sys.argv[3:]]
    known = functions_with_835769(archives)
    programs = sorted(folder.glob("*.elf"))
    mistakes = []
    if wanted not in (program.stem for program in programs):
        mistakes.append(f"there is no program {wanted} in {folder}")
    left: Counter[tuple[int, str]] = Counter()
    for program in programs:
        try:
            found = found_in(program.read_bytes())
        except ValueError as error:
            mistakes.append(f"{program.name} {error}")
            continue
        for one in found:
            if (one.erratum == 835769 and one.function in known) or (
                archives and one.lld_leaves_it
            ):
                left[one.erratum, one.function] += 1
            else:
                mistakes.append(
                    f"{program.name}: erratum {one.erratum} at {one.address:#x}, in {one.function}()"
                )
    print("".join(f"{line}\n" for line in mistakes), end="")
    for (erratum, function), count in sorted(left.items()):
        print(f"erratum {erratum}, which lld leaves as it is, {count} times: {function}()")
    print(f"{len(programs)} programs, {len(mistakes)} mistakes")
    return int(bool(mistakes))


if __name__ == "__main__":
    sys.exit(main())
