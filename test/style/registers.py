#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks that docs/boot.md says of each system register what the entry does with it.

The paper has two tables: registers that are written, with the file that does it, and registers that are
left. Each register of test/style/system_registers.txt stands in one of the two. The file that a row names
writes the register. What the entry code writes stands in the first table, and no code of the architecture
writes what stands in the second. A register that the entry writes has a row in the test that reads it back,
or stands there among those that no test in QEMU can see."""

from __future__ import annotations

import argparse
import pathlib
import re
import sys

import papers

PAPER = "docs/boot.md"
LIST = "test/style/system_registers.txt"
ARCH = "arch/aarch64"
ENTRY = "arch/aarch64/entry"
# The table of a test below a firmware that leaves junk.
TEST = "test/el3/registers.h"
WRITTEN_HEAD = ("Registers", "Where", "When and what")
LEFT_HEAD = ("Registers", "Why that does no harm")

# What the entry writes that is no register of EL2 or below, or not the register alone: a macro names it
NOT_LISTED = re.compile(r".*_EL3|CNTFRQ_EL0|.*_EL|SPSEL|DAIF(SET|CLR)?")
# Scratch: the vectors of EL2 and the way down keep something there for a few instructions, and a look at
# a translation puts back what PAR_EL1 held.
SCRATCH = {"TPIDR_EL2", "ESR_EL1", "PAR_EL1"}


def strip_comments(text: str) -> str:
    """Returns the code without its comments."""
    return re.sub(r"/\*.*?\*/", " ", text, flags=re.S)


def architectural_name(name: str) -> str:
    """Returns the name that the paper uses: without SYS_; the names of EL1 for those under E2H."""
    name = name.upper().removeprefix("SYS_")
    return name.replace("_EL12", "_EL1").replace("_EL02", "_EL0")


def written_registers(text: str) -> set[str]:
    """Returns the registers that a file writes, in assembly or in C."""
    code = strip_comments(text)
    names = re.findall(r"\bmsr\s+\"?\s*(?:SYSREG_STRING\()?(\w+)", code)
    names += re.findall(r"\bWRITE(?:_SYSREG)?\((\w+),", code)
    names += re.findall(r"\bon\((\w+)\)", code)
    for line in code.splitlines():
        words = re.split(r"[\s,]+", line.strip())
        if words[0] == "clear":
            names += words[1:]
        elif words[0] == "clear_if":
            names += words[4:]
        elif words[0] == "hand_to_el1":
            names += words[1:5]
    return {architectural_name(name) for name in names}


def family(name: str) -> str:
    """Returns the name of the family that a register belongs to: ICC_AP1R<n>_EL1 for ICC_AP1R0_EL1."""
    return re.sub(r"^(ICC_AP[01]R)\d", r"\1<n>", name)


def writes(file: str, text: str, name: str) -> bool:
    """Returns true if the file writes the register. A register of a device in memory is written by a
    function, so its name is enough.
    """
    if not file.startswith("arch/"):
        return re.search(rf"\b{name}\b", strip_comments(text)) is not None
    return name in {family(each) for each in written_registers(text)}


class Tables:
    """The two tables of the paper: each register with its files, or with none."""

    def __init__(self, paper: papers.Paper) -> None:
        self.written: dict[str, set[str]] = {}
        self.left: set[str] = set()
        heads: dict[int, tuple[str, ...]] = {}
        for row in paper.rows():
            head = heads.setdefault(row.table, row.cells)
            names = re.findall(r"`([^`]+)`", row.cells[0])
            if row.cells == head:
                continue
            if head == WRITTEN_HEAD:
                for name in names:
                    self.written.setdefault(name, set()).update(
                        re.findall(r"`([^`]+)`", row.cells[1])
                    )
            elif head == LEFT_HEAD:
                self.left.update(names)


def check(root: pathlib.Path) -> list[str]:
    """Returns what is wrong."""
    tables = Tables(papers.read_paper(root, PAPER))
    findings = []
    known = {
        line
        for line in (root / LIST).read_text(encoding="utf-8").split("\n")
        if line and not line.startswith("#")
    }
    named = set(tables.written) | tables.left
    findings += [f"{PAPER}: {name} is in neither table" for name in known - named]
    findings += [f"{LIST}: {name} is missing, {PAPER} has it" for name in named - known]
    findings += [f"{PAPER}: {name} is in both tables" for name in tables.left & set(tables.written)]
    for name, files in tables.written.items():
        for file in files:
            if not writes(file, (root / file).read_text(encoding="utf-8"), name):
                findings.append(f"{file}: does not write {name}, {PAPER} says so")
    for path in sorted((root / ARCH).rglob("*.[chS]")):
        file = path.relative_to(root).as_posix()
        if not file.startswith(ENTRY):
            for name in tables.left & written_registers(path.read_text(encoding="utf-8")) - SCRATCH:
                findings.append(f"{file}: writes {name}, {PAPER} says that it is left")
    for path in sorted((root / ENTRY).iterdir()):
        for name in written_registers(path.read_text(encoding="utf-8")) - SCRATCH:
            if name not in tables.written and not NOT_LISTED.fullmatch(name):
                findings.append(f"{ENTRY}/{path.name}: writes {name}, {PAPER} does not say so")
    tested = set(re.findall(r"\b[A-Z]\w+\b", (root / TEST).read_text(encoding="utf-8")))
    for name, files in tables.written.items():
        if name not in tested and any(file.startswith(ENTRY) for file in files):
            findings.append(f"{TEST}: {name} has no row, and no reason for that")
    return sorted(findings)


def main() -> int:
    """Prints what is wrong, and returns 1 if something is."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--root", type=pathlib.Path, default=pathlib.Path(__file__).parents[2])
    findings = check(arguments.parse_args().root)
    print("\n".join(findings))
    if findings:
        print(
            f"\n{len(findings)} findings. To mend: write the register, or say why it may be left."
        )
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
