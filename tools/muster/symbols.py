# SPDX-License-Identifier: MIT
"""Addresses of a program as functions, files and lines: Program, by the binutils' nm and addr2line."""

import re
import subprocess
from bisect import bisect_right
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from muster import ROOT, packages
from muster.messages import fail, say

#: GNU's for AArch64, or LLVM's, which have the same options and output.
PREFIXES = ("aarch64-linux-gnu-", "aarch64-none-elf-", "llvm-")


class Place(NamedTuple):
    """A function, and where its source is at an address; for inlined ones, the innermost first."""

    function: str
    source: str


def find_prefix() -> str:
    """Returns what the names of the binutils begin with. Installs them where there are none."""
    for prefix in PREFIXES:
        if packages.is_present(f"{prefix}addr2line") and packages.is_present(f"{prefix}nm"):
            return prefix
    packages.require("symbolize")
    return PREFIXES[0]


def run(command: Sequence[str], elf: Path, given: str = "") -> str:
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        fail(f"{elf} cannot be read: {done.stderr.partition(chr(10))[0]}")
    return done.stdout


def shown_source(source: str) -> str:
    """Returns file:line, for the files of the tree as from its top."""
    source = re.sub(r" \(discriminator [0-9]+\)$|[.]obj:[?0]$", "", source)
    # What the runtime's own files are called there.
    return source.removeprefix(f"{ROOT}/").removeprefix("/usr/src/muster/")


class Program:
    """The symbols of an ELF file."""

    def __init__(self, elf: Path) -> None:
        with open(elf, "rb") as file:
            if file.read(4) != b"\x7fELF":
                fail(f"{elf} is no ELF file")
        self.elf = elf
        self.prefix = find_prefix()
        rows = [row.split() for row in run([f"{self.prefix}nm", "-n", str(elf)], elf).splitlines()]
        symbols = [(int(row[0], 16), row[1], row[2]) for row in rows if len(row) == 3]
        if not rows:
            fail(f"{elf} has no symbols; is there one that has not been stripped?")
        addresses = {name: address for address, _, name in symbols}
        if not {"__muster_image_start", "__muster_image_end"} <= set(addresses):
            fail(f"{elf} is no program of this runtime: it has no symbol __muster_image_start")
        self.begin, self.end = addresses["__muster_image_start"], addresses["__muster_image_end"]
        self.functions = [
            (address, name)
            for address, kind, name in symbols
            if kind in "tTwW" and not name.startswith(("__muster_", "$"))
        ]

    def function_of(self, address: int) -> tuple[int, str]:
        """Returns the last function that does not begin behind the address, its address first."""
        return self.functions[max(0, bisect_right(self.functions, (address, "\x7f")) - 1)]

    def sources_of(self, addresses: Sequence[int]) -> list[str]:
        """Returns file:line of each address, with the functions inlined there; empty if unknown."""
        if b".debug_line" not in self.elf.read_bytes():  # the name of that section
            say(f"{self.elf} has no debug info: functions only, without files and lines")
        command = [f"{self.prefix}addr2line", "-a", "-f", "-i", "-e", str(self.elf)]
        answers = run(command, self.elf, "".join(f"{address:#x}\n" for address in addresses))
        places: list[list[Place]] = []
        lines = iter(answers.splitlines())
        for line in lines:
            if re.fullmatch("0x[0-9a-f]+", line):
                places.append([])
            else:
                places[-1].append(Place(line, shown_source(next(lines))))
        return [self.source_text(some) for some in places]

    def source_text(self, places: Sequence[Place]) -> str:
        text = places[0].source
        if text.startswith("?"):
            return ""
        if len(places) > 1:
            outer = (f"inlined in {place.function} at {place.source}" for place in places[1:])
            text += f" ({places[0].function}, {', '.join(outer)})"
        return text

    def describe(self, addresses: Sequence[int], calls: Sequence[int]) -> list[str]:
        """Returns "function+offset  file:line" of each address, where calls has the address of the
        instruction that it stands for.
        """
        texts = []
        for address, call, source in zip(addresses, calls, self.sources_of(calls)):
            if not self.begin <= call < self.end:
                texts.append("not in the program")
                continue
            begin, function = self.function_of(call)
            texts.append(f"{function}+{address - begin:#x}" + (f"  {source}" if source else ""))
        return texts
