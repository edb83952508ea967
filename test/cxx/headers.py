#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compares the table of headers in docs/cxx.md with what the compiler and its library can do.

usage: headers.py check NINJA BUILD_FOLDER [HEADER...]    compiles and links a use of each header by itself
       headers.py program FILE    writes one program with the uses that link

The commands are those that the build has for the program cxx-linked, with other sources."""

from __future__ import annotations

import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
PAPER = HERE.parents[1] / "docs/cxx.md"
USES = HERE / "header_uses.txt"
PROGRAM = "cxx-linked"
#: How much is shown of what the compiler or the linker says, in characters.
SHOWN = 600
#: The rows of the table, by how far a use of each of their headers comes.
WORKS, LINKS_NOT, COMPILES_NOT = "links and works", "compiles only", "does not compile"


def uses() -> dict[str, str]:
    """Returns the body of a function that uses a header, by the header."""
    lines = (line.partition(": ") for line in USES.read_text().splitlines() if line[0] != "#")
    return {header.split()[0]: body for header, _, body in lines}


def others(header: str) -> list[str]:
    """Returns the headers that the use of a header includes besides."""
    line = re.search(rf"^{header} \+ ([a-z_ ]+): ", USES.read_text(), re.M)
    return line[1].split() if line else []


def table() -> dict[str, str]:
    """Returns the row of the paper that each header is in."""
    rows: dict[str, str] = {}
    for state in (WORKS, LINKS_NOT, COMPILES_NOT):
        row = re.search(rf"^\| {state} \|(.*)\|", PAPER.read_text(), re.M)
        for header in re.findall(r"`<([a-z_]+)>`", row[1] if row else ""):
            rows[header] = f"{rows[header]}, {state}" if header in rows else state
    return rows


def source(headers: list[str]) -> str:
    """Returns a program that ends with the number of the first header that does not work."""
    parts = [f"#include <{x}>\n" for header in headers for x in (header, *others(header))]
    parts += ["#include <muster/app.h>\n", "static volatile int one = 1;\n"]
    bodies = uses()
    parts += [f"static bool use_{header}() {{ {bodies[header]} }}\n" for header in headers]
    parts += [
        'extern "C" int app_main_percpu(unsigned int cpu)\n{\n    if (cpu != 0 || one != 1)\n'
    ]
    parts += ["        return 0;\n"]
    for number, header in enumerate(headers, 1):
        parts.append(f"    if (!use_{header}())\n        return {number}; /* <{header}> */\n")
    return "".join([*parts, "    return 0;\n}\n"])


class Build:
    """The commands of a build folder that compile and link a program."""

    def __init__(self, ninja: str, folder: pathlib.Path) -> None:
        listing = [ninja, "-C", str(folder), "-t", "commands", PROGRAM]
        lines = subprocess.run(listing, capture_output=True, text=True, check=True).stdout
        self.folder = folder
        self.said = ""  # by the last command
        self.compile = self.command(lines, r" -c \S*/linked\.cpp")
        self.link = self.command(lines, rf" -o bin/{PROGRAM}\.elf ")

    def command(self, lines: str, pattern: str) -> list[str]:
        """Returns the words of the command that has the pattern in it."""
        (line,) = (line for line in lines.splitlines() if re.search(pattern, line))
        parts = (part for part in line.split(" && ") if re.search(pattern, part))
        return shlex.split(next(parts))

    def state(self, header: str, scratch: pathlib.Path) -> str:
        """Returns how far a use of the header comes."""
        text = scratch / f"{header}.cpp"
        text.write_text(source([header]))
        made = {
            ".cpp": str(text),
            ".obj": f"{scratch}/{header}.o",
            ".elf": f"{scratch}/{header}.elf",
        }
        own = re.compile(rf"(\S*/)?{PROGRAM}(\.dir/linked\.cpp)?(\.[a-z]+)*|\S*/linked\.cpp")
        if not self.run([*self.compile, "-std=c++17"], own, made):
            return COMPILES_NOT
        return WORKS if self.run(self.link, own, made) else LINKS_NOT

    def run(self, words: list[str], own: re.Pattern[str], made: dict[str, str]) -> bool:
        """Runs a command with other files. Returns true if it succeeds."""
        words = [
            made.get(pathlib.PurePath(word).suffix, f"{made['.obj']}.other")
            if own.fullmatch(word)
            else word
            for word in words
        ]
        done = subprocess.run(words, cwd=self.folder, capture_output=True, text=True, check=False)
        self.said = done.stderr[:SHOWN]
        return done.returncode == 0


def check(ninja: str, folder: pathlib.Path, only: list[str]) -> int:
    """Tries each header, or only some. Returns the exit status of the test."""
    build, rows = Build(ninja, folder), table()
    findings = [f"<{header}> has no use in {USES.name}" for header in rows if header not in uses()]
    with tempfile.TemporaryDirectory() as scratch:
        for header in only or uses():
            state = build.state(header, pathlib.Path(scratch))
            if rows.get(header) != state:
                findings.append(f"<{header}>: {state}; {PAPER.name} says: {rows.get(header)}")
                findings += [build.said] if build.said else []
    print("\n".join(findings) or f"{len(rows)} headers as {PAPER.name} says")
    return 1 if findings else 0


def main() -> int:
    """Does what the first argument says. Returns the exit status."""
    if sys.argv[1] == "program":
        working = [header for header, state in table().items() if state == WORKS]
        pathlib.Path(sys.argv[2]).write_text(source(working))
        return 0
    return check(sys.argv[2], pathlib.Path(sys.argv[3]), sys.argv[4:])


if __name__ == "__main__":
    sys.exit(main())
