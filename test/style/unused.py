#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks that programs of apps and bench use every public function and macro.

A use within a public inline function or macro counts if programs use that one. Headers of which
docs/which-call.md says that most programs need none of them are left out; no other header includes
one of these."""

from __future__ import annotations

import pathlib
import re
import sys

import reference
import source_tree

PAPER = "docs/which-call.md"
HEADING = "Headers for ports, drivers and tests"
PROGRAM_FOLDERS = ("apps/", "bench/")
PROGRAM_ENDINGS = (".c", ".h", ".S", ".cpp")

WORD = re.compile(r"\w+")
STRING = re.compile(r'"(?:\\.|[^"\\\n])*"')
INCLUDE = re.compile(r"^#include <muster/(\w+\.h)>", re.MULTILINE)
MACRO = re.compile(r"^#define (\w+)\(((?:.*\\\n)*.*)", re.MULTILINE)
FUNCTION = re.compile(
    r"^[A-Za-z][^;{}#]*?\b(\w+)\([^;{}]*\)\n\{\n(.*?)^\}", re.MULTILINE | re.DOTALL
)


def words_of(text: str) -> set[str]:
    """Returns the words of a C text, without those of comments and strings."""
    return set(WORD.findall(STRING.sub("", reference.COMMENT.sub("", text))))


def public_names(header: str) -> set[str]:
    """Returns the functions of a header, and the macros that are called as functions are."""
    text = reference.COMMENT.sub("", reference.INTERNAL.sub("", header))
    macros = {name for name, _ in MACRO.findall(text)}
    return reference.declared_functions(header) | macros


def bodies(header: str) -> dict[str, set[str]]:
    """Returns the words within each inline function and macro of a header, internal ones too."""
    text = reference.COMMENT.sub("", header)
    return {name: words_of(body) for name, body in MACRO.findall(text) + FUNCTION.findall(text)}


def used_names(programs: list[str], headers: dict[str, str]) -> set[str]:
    """Returns the words of the programs, and of the inline functions and macros that they use."""
    inside: dict[str, set[str]] = {}
    for text in headers.values():
        inside.update(bodies(text))
    used: set[str] = set()
    found = set().union(*map(words_of, programs))
    while found:
        used |= found
        found = set().union(*(inside.get(name, set()) for name in found)) - used
    return used


def special_headers(root: pathlib.Path) -> set[str]:
    """Returns the headers that the paper names under the heading."""
    _, heading, rest = source_tree.read(root, PAPER).partition(f"\n## {HEADING}\n")
    rows = re.findall(r"^\| `(\w+\.h)`", rest.partition("\n## ")[0], re.MULTILINE)
    return set(rows) if heading else set()


def check(root: pathlib.Path) -> list[str]:
    """Returns what is wrong with the public names of a tree."""
    headers = reference.public_headers(root)
    programs = [
        source_tree.read(root, file)
        for file in source_tree.source_files(root)
        if file.startswith(PROGRAM_FOLDERS) and file.endswith(PROGRAM_ENDINGS)
    ]
    special = special_headers(root)
    used = used_names(programs, headers)
    findings = [
        f"{PAPER}: there is no {name}"
        for name in sorted(special)
        if not (root / "include/muster" / name).is_file()
    ]
    for file, text in headers.items():
        if pathlib.Path(file).name in special:
            continue
        findings += [
            f"{file}: no program uses {name}" for name in sorted(public_names(text) - used)
        ]
        findings += [
            f"{file}: includes {name}, which is not for all"
            for name in sorted(set(INCLUDE.findall(text)) & special)
        ]
    return findings


def main() -> int:
    """Makes the check, and returns the exit status."""
    return source_tree.verdict(
        check(source_tree.root_of_command_line(__doc__)),
        "To mend: remove what nothing needs; use it in an application or benchmark where a reader "
        f"expects it;\nor move it to a header of its own, which {PAPER} names under "
        f'"{HEADING}".',
    )


if __name__ == "__main__":
    sys.exit(main())
