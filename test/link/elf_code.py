# SPDX-License-Identifier: MIT
"""Finds the instructions and the functions of an ELF file of AArch64, and the members of an archive."""

from __future__ import annotations

import bisect
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SHT_SYMTAB = 2
SHF_EXECINSTR = 4
SHT_NOBITS = 8
AR_MAGIC = b"!<arch>\n"
AR_HEADER_BYTES = 60


@dataclass(frozen=True)
class Symbol:
    value: int
    name: str
    section: int


@dataclass(frozen=True)
class Section:
    kind: int
    flags: int
    address: int
    offset: int
    size: int
    link: int

    def content(self, elf: bytes) -> bytes:
        return elf[self.offset : self.offset + self.size]


@dataclass(frozen=True)
class Code:
    """Instructions that stand behind each other, and the functions of their section by address."""

    address: int
    words: Sequence[int]
    functions: list[Symbol]

    def function_at(self, address: int) -> str:
        at = bisect.bisect(self.functions, address, key=lambda symbol: symbol.value) - 1
        return self.functions[at].name if at >= 0 else "?"


def _sections_of(elf: bytes) -> list[Section]:
    if elf[:5] != b"\x7fELF\x02":
        raise ValueError("is no ELF file of 64 bits")
    (offset,) = struct.unpack_from("<Q", elf, 40)
    size, count = struct.unpack_from("<HH", elf, 58)
    return [
        Section(*struct.unpack_from("<4xIQQQQI", elf, offset + number * size))
        for number in range(count)
    ]


def _symbols_of(elf: bytes, sections: list[Section]) -> list[Symbol]:
    """Returns the symbols by address."""
    symbols = []
    for table in (section for section in sections if section.kind == SHT_SYMTAB):
        names = sections[table.link].content(elf)
        for name, section, value in struct.iter_unpack("<I2xHQ8x", table.content(elf)):
            text = names[name : names.index(b"\0", name)].decode()
            symbols.append(Symbol(value, text, section))
    return sorted(symbols, key=lambda symbol: symbol.value)


def _instructions(section: Section, marks: list[Symbol]) -> Iterator[tuple[int, int]]:
    """Yields the ranges of a section that the mapping symbols $x call instructions."""
    end = section.address + section.size
    ends = [mark.value for mark in marks[1:]] + [end]
    for mark, following in zip(marks, ends):
        if mark.name.startswith("$x"):
            yield mark.value, following


def _joined(ranges: Iterator[tuple[int, int]]) -> list[tuple[int, int]]:
    """Returns the ranges, those that touch as one: a sequence may begin in one function and end in the
    next one."""
    joined: list[tuple[int, int]] = []
    for start, end in ranges:
        if joined and joined[-1][1] == start:
            start, _ = joined.pop()
        if end > start:
            joined.append((start, end))
    return joined


def code_of(elf: bytes) -> Iterator[Code]:
    """Yields the instructions of a program or an object."""
    sections = _sections_of(elf)
    symbols = _symbols_of(elf, sections)
    for number, section in enumerate(sections):
        if not section.flags & SHF_EXECINSTR or section.kind == SHT_NOBITS or not section.size:
            continue
        own = [symbol for symbol in symbols if symbol.section == number]
        marks = [symbol for symbol in own if symbol.name.startswith(("$x", "$d"))]
        if not marks:
            raise ValueError("has no symbols that tell instructions from data")
        functions = [symbol for symbol in own if not symbol.name.startswith("$")]
        for start, end in _joined(_instructions(section, marks)):
            offset = section.offset + start - section.address
            code = elf[offset : offset + (end - start) // 4 * 4]
            yield Code(start, memoryview(code).cast("I"), functions)


def members_of(archive: bytes) -> Iterator[bytes]:
    """Yields the ELF files of an archive (ar)."""
    if not archive.startswith(AR_MAGIC):
        raise ValueError("is no archive")
    at = len(AR_MAGIC)
    while at + AR_HEADER_BYTES <= len(archive):
        size = int(archive[at + 48 : at + 58])
        at += AR_HEADER_BYTES
        if archive[at : at + 4] == b"\x7fELF":
            yield archive[at : at + size]
        at += size + size % 2
