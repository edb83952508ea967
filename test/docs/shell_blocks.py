# SPDX-License-Identifier: MIT
"""Reads the command lines of papers in Markdown: those of blocks ```sh, and tools/NAME in `...`."""

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

OPERATORS = ("|", "&&", ";", ">", "<")


@dataclass(frozen=True)
class Command:
    """A command of a paper: its place, its words, and the whole line as the reader copies it."""

    place: str
    words: tuple[str, ...]
    line: str


def blocks(text: str) -> list[tuple[int, str]]:
    """Returns the lines in blocks of sh, by the number of the first where a line goes on."""
    lines: list[tuple[int, str]] = []
    is_inside = is_continued = False
    for number, line in enumerate(text.splitlines(), 1):
        if re.match(r"\s*```", line):
            is_inside = line.strip() == "```sh"
            continue
        if not is_inside or not line.strip():
            continue
        if is_continued:
            first, before = lines.pop()
            lines.append((first, f"{before} {line.strip()}"))
        else:
            lines.append((number, line.strip()))
        is_continued = line.endswith("\\")
        if is_continued:
            lines[-1] = (lines[-1][0], lines[-1][1][:-1].rstrip())
    return lines


def simple_commands(line: str) -> list[tuple[str, ...]]:
    """Takes a line of the shell apart: the commands in it, those in $(...) first."""
    commands = []
    for inner in re.findall(r"\$\(([^()]*)\)", line):
        commands += simple_commands(inner)
    lexer = shlex.shlex(
        re.sub(r"\$\([^()]*\)", "$OUTPUT", line), posix=True, punctuation_chars=True
    )
    lexer.whitespace_split = True
    words: list[str] = []
    for word in [*lexer, ";"]:
        if word not in OPERATORS:
            words.append(word)
        elif words:
            commands.append(tuple(words))
            words = []
    return commands


def read_blocks(file: str, text: str) -> list[Command]:
    """Returns the commands in the blocks of a paper."""
    return [
        Command(f"{file}:{number}", words, line)
        for number, line in blocks(text)
        for words in simple_commands(line)
    ]


def read_inline(file: str, text: str) -> list[Command]:
    """Returns the commands `tools/NAME ...` in the text of a paper."""
    commands = []
    is_inside = False
    for number, line in enumerate(text.splitlines(), 1):
        if re.match(r"\s*```", line):
            is_inside = not is_inside
        elif not is_inside:
            for code in re.findall(r"`((?:\./)?tools/[a-z-]+(?: [^`]*)?)`", line):
                commands.append(Command(f"{file}:{number}", tuple(code.split()), code))
    return commands


def papers(root: Path) -> list[Path]:
    """Returns the papers that tell a reader what to type."""
    return [root / "README.md", root / "CONTRIBUTING.md", *sorted((root / "docs").glob("*.md"))]
