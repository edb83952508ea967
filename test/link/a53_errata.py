#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""usage: test/link/a53_errata.py FOLDER PROGRAM [ARCHIVE...]

Succeeds when no program of FOLDER (*.elf) contains an instruction sequence of erratum 843419 or 835769 of
Cortex-A53, and PROGRAM is one of them. Prints each sequence with its function. ARCHIVE...: libraries that
others have compiled and that the linker takes as they are; what they contain of 835769 is counted only.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from a53_sequences import places_of_835769, places_of_843419
from elf_code import code_of, members_of

ERRATA = {843419: places_of_843419, 835769: places_of_835769}


def found_in(elf: bytes) -> list[tuple[int, str, int]]:
    """Returns erratum, function and address of each sequence."""
    return [
        (erratum, code.function_at(place), place)
        for code in code_of(elf)
        for erratum, places in ERRATA.items()
        for place in places(code.words, code.address)
    ]


def functions_with_835769(archives: list[Path]) -> set[str]:
    return {
        function
        for archive in archives
        for member in members_of(archive.read_bytes())
        for erratum, function, _ in found_in(member)
        if erratum == 835769
    }


def main() -> int:
    folder, wanted = Path(sys.argv[1]), sys.argv[2]
    known = functions_with_835769([Path(name) for name in sys.argv[3:]])
    programs = sorted(folder.glob("*.elf"))
    mistakes = []
    if wanted not in (program.stem for program in programs):
        mistakes.append(f"there is no program {wanted} in {folder}")
    in_archives: Counter[str] = Counter()
    for program in programs:
        try:
            found = found_in(program.read_bytes())
        except ValueError as error:
            mistakes.append(f"{program.name} {error}")
            continue
        for erratum, function, place in found:
            if erratum == 835769 and function in known:
                in_archives[function] += 1
            else:
                mistakes.append(f"{program.name}: erratum {erratum} at {place:#x}, in {function}()")
    print("".join(f"{line}\n" for line in mistakes), end="")
    for function, count in sorted(in_archives.items()):
        print(f"erratum 835769 as another's archive has it, {count} times: {function}()")
    print(f"{len(programs)} programs, {len(mistakes)} mistakes")
    return int(bool(mistakes))


if __name__ == "__main__":
    sys.exit(main())
