#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks what runs with the MMU off, in the objects of a build.

usage: test/style/uncached.py --build FOLDER

A CPU with its MMU off reads memory past all caches, cannot use exclusives, and faults when an access is
not aligned. So the functions that can be reached then, from the entries of ROOTS up to one that has a
name in _with_mmu, read nothing but constants and published variables (base/published.h). They call
nothing of a libc, and use no atomic operation, no FP register and no DC ZVA. The boot CPU, which is
alone, reads .data too: the loader has cleaned it to memory.

What cannot be followed is taken for granted: an address in a register that comes from elsewhere, as the
pointer that a caller passes. A function counts as called when such code takes its address.
"""

from __future__ import annotations

import argparse
import collections
import dataclasses
import pathlib
import re
import subprocess
import sys

from object_calls import find_objects

OBJDUMP = "aarch64-linux-gnu-objdump"
BOOT_ROOT = "primary_entry"
ROOTS = ("muster_secondary_entry", "muster_resume_entry", "muster_early_vectors")
WITH_MMU = "_with_mmu"

# Constants: the loader has cleaned them to memory, and the boot CPU relocates them with its MMU off.
CONSTANT = re.compile(
    r"\.rodata|\.data\.rel\.ro|\.got|\.muster_(fixups|compiled_for|(late_)?drivers|stack_sizes)$"
)
PUBLISHED = ".data..published"
BOOT_ONLY = re.compile(r"\.data(\.[^.]|$)|\.muster_page_tables$")
# Only a boot record's first words are read; arch_publish_boot_record() has cleaned them. Of the others
# only the address is used.
# What the pen's slots hold is whole or is written again (arch/aarch64/entry/pen.h).
ALLOWED = ("muster_boot_records", "muster_pen_slots", "muster_root_table", "_start")
# A report takes serial drivers only from these tables.
DRIVERS = (".muster_drivers", ".muster_late_drivers")
SERIAL_DRIVERS = "/drivers/serial/"
LINKER_SYMBOL = "__muster_"

ENDS = re.compile(r"(b|br|ret|eret|brk|hlt|udf)\b")
BRANCHES = re.compile(r"(b|bl|b\.\w+|bc\.\w+|cbn?z|tbn?z|adr)\b")
REFUSED = {
    "an atomic operation": re.compile(
        r"(ldx|ldax|stx|stlx|clrex|cas|swp|ld(add|clr|eor|set|smax|smin|umax|umin))"
    ),
    "DC ZVA": re.compile(r"dc\s+zva"),
    "an FP register": re.compile(r"[a-z].*\s\{?[qvdsh](\d|[12]\d|3[01])\b"),
}

Place = tuple[str, str]  # an object, and a function or a section of it


@dataclasses.dataclass
class Function:
    """What a function's instructions name."""

    names: set[str] = dataclasses.field(default_factory=set)
    instructions: list[str] = dataclasses.field(default_factory=list)
    next_function: str = ""


@dataclasses.dataclass
class Objects:
    """Functions, data and symbols of all objects."""

    functions: dict[Place, Function] = dataclasses.field(default_factory=dict)
    starts: dict[Place, list[tuple[int, str]]] = dataclasses.field(
        default_factory=lambda: collections.defaultdict(list)
    )  # of each section: its functions and where they begin
    data: dict[Place, set[str]] = dataclasses.field(
        default_factory=lambda: collections.defaultdict(set)
    )  # of each section: what its pointers name
    sections: dict[str, Place] = dataclasses.field(default_factory=dict)  # of global symbols
    local_sections: dict[Place, str] = dataclasses.field(default_factory=dict)


def dump(option: str, objects: list[str]) -> list[str]:
    command = [OBJDUMP, option, "--no-show-raw-insn", *objects]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()


def read_symbols(found: Objects, objects: list[str]) -> None:
    file = section = ""
    for line in dump("-tr", objects):
        if match := re.match(r"(.+):\s+file format", line):
            file = match[1]
        elif match := re.match(r"RELOCATION RECORDS FOR \[(.+)\]", line):
            section = match[1]
        elif match := re.match(r"[0-9a-f]{16} (.)(.{6}) (\S+)\s+\S+ (?:\.hidden )?(\S+)$", line):
            if match[3] != "*UND*":
                found.local_sections[file, match[4]] = match[3]
                if match[1] != "l":
                    found.sections[match[4]] = (file, match[3])
        elif match := re.match(r"[0-9a-f]{16} R_AARCH64_\w+\s+(\S+)", line):
            found.data[file, section].add(match[1])


def read_functions(found: Objects, objects: list[str]) -> None:
    file = section = ""
    function = Function()
    pending = ""  # what the branch before names, unless a relocation says otherwise
    for line in dump("-dr", objects):
        if match := re.match(r"(.+):\s+file format", line):
            file = match[1]
        elif match := re.match(r"Disassembly of section (.+):", line):
            section, function = match[1], Function()
        elif match := re.match(r"([0-9a-f]{16}) <(.+)>:", line):
            function.next_function = match[2]
            function = found.functions[file, match[2]] = Function()
            found.starts[file, section].append((int(match[1], 16), match[2]))
            pending = ""
        elif match := re.match(r"\s+[0-9a-f]+: R_AARCH64_\w+\s+(\S+)", line):
            function.names.add(match[1])
            pending = ""
        elif match := re.match(r"\s+[0-9a-f]+:\s+(\S.*)", line):
            if pending:
                function.names.add(pending)
            function.instructions.append(re.sub(r"\s*//.*", "", match[1]))
            target = re.search(r"<(\S+?)(\+0x[0-9a-f]+)?>$", match[1])
            pending = target[1] if target and BRANCHES.match(match[1]) else ""
            if pending:
                function.names.add(pending)


def split_addend(name: str) -> tuple[str, int]:
    match = re.fullmatch(r"(.+?)\+0x([0-9a-f]+)", name)
    return (match[1], int(match[2], 16)) if match else (name, 0)


def function_at(found: Objects, file: str, section: str, offset: int) -> Place | None:
    """Returns the function of a section that holds an offset."""
    at = [name for start, name in found.starts.get((file, section), []) if start <= offset]
    return (file, at[-1]) if at else None


def place_of(found: Objects, file: str, name: str) -> tuple[Place | None, Place | None]:
    """Returns the function, or the section of data, that a name stands for in an object."""
    name, offset = split_addend(name)
    if (file, name) in found.functions:
        return (file, name), None
    if (file, name) in found.local_sections:
        owner, section = file, found.local_sections[file, name]
    elif name in found.sections:
        owner, section = found.sections[name]
    else:
        return None, None
    if (owner, name) in found.functions:
        return (owner, name), None
    function = function_at(found, owner, section, offset)
    return (function, None) if function else (None, (owner, section))


def table_places(found: Objects, name: str) -> list[Place]:
    """Returns the sections of the table that a symbol of the linker script is the start or end of."""
    section = "." + re.sub(r"_(start|end)$", "", name.removeprefix("__"))
    # the console's port may be of a late driver, too, which no code finds with the MMU off
    sections = DRIVERS if section in DRIVERS else (section,)
    return [place for place in found.data if place[1] in sections]


class Walk:
    """Goes through all that can be reached from a root."""

    def __init__(self, found: Objects, is_boot_cpu: bool) -> None:
        self.found = found
        self.is_boot_cpu = is_boot_cpu
        self.findings: set[str] = set()
        self.seen: set[Place] = set()
        self.waiting: list[tuple[Place, bool]] = []  # a place, and whether it is a function

    def add(self, place: Place, is_function: bool) -> None:
        if place not in self.seen and not place[1].endswith(WITH_MMU):
            self.seen.add(place)
            self.waiting.append((place, is_function))

    def add_data(self, user: str, name: str, place: Place) -> None:
        section = place[1]
        if CONSTANT.match(section):
            if section not in DRIVERS or SERIAL_DRIVERS in place[0]:
                self.add(place, False)
        elif section != PUBLISHED and not (self.is_boot_cpu and BOOT_ONLY.match(section)):
            self.findings.add(f"{user} uses {name}, in {section}: it may lie in a cache")

    def add_name(self, file: str, user: str, name: str) -> None:
        bare = split_addend(name)[0]
        if bare in ALLOWED:
            return
        function, data = place_of(self.found, file, name)
        if function:
            self.add(function, True)
        elif data:
            self.add_data(user, bare, data)
        elif bare.startswith(LINKER_SYMBOL):
            for place in table_places(self.found, bare):
                self.add_data(user, bare, place)
        else:
            self.findings.add(f"{user} needs {bare}, which is not the runtime's own")

    def visit_function(self, place: Place) -> None:
        function = self.found.functions[place]
        for name in sorted(function.names):
            self.add_name(place[0], place[1], name)
        for instruction in function.instructions:
            for what, regex in REFUSED.items():
                if regex.match(instruction) and not BRANCHES.match(instruction):
                    self.findings.add(f"{place[1]} uses {what}: {instruction}")
        falls_through = function.instructions and not ENDS.match(function.instructions[-1])
        if falls_through and function.next_function:
            self.add((place[0], function.next_function), True)

    def run(self, roots: tuple[str, ...]) -> None:
        for root in roots:
            places = [place for place in self.found.functions if place[1] == root]
            if not places:
                self.findings.add(f"no object has {root}")
            for place in places:
                self.add(place, True)
        while self.waiting:
            place, is_function = self.waiting.pop()
            if is_function:
                self.visit_function(place)
            else:
                for name in sorted(self.found.data.get(place, ())):
                    self.add_name(place[0], f"the constant in {place[1]}", name)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--list", action="store_true", help="print the functions that were found")
    options = parser.parse_args()
    root = pathlib.Path(__file__).resolve().parents[2]
    build = options.build.resolve()
    objects = [*find_objects(build, root), *map(str, sorted((build / "board").rglob("*.obj")))]
    found = Objects()
    read_symbols(found, objects)
    read_functions(found, objects)

    findings: set[str] = set()
    for roots, is_boot_cpu in (((BOOT_ROOT,), True), (ROOTS, False)):
        walk = Walk(found, is_boot_cpu)
        walk.run(roots)
        findings |= walk.findings
        if options.list:
            reached = sorted(place[1] for place in walk.seen if place in found.functions)
            print(f"{', '.join(roots)}: {len(reached)} functions: {' '.join(reached)}")
    for finding in sorted(findings):
        print(f"with the MMU off, {finding}")
    sys.exit(bool(findings))


if __name__ == "__main__":
    main()
