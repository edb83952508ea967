#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks that no comment of the code has a word that leaves its reader to guess who acts.

CONTRIBUTING.md, "Comments", has the rule: name the actor."""

from __future__ import annotations

import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterator

import source_tree

# Capitals only are a name of the code.
REFUSED = re.compile(
    r"\b([Ww]hoever|[Ww]hose|[Nn]obody|[Ss]omebody|[Bb]ut\s+for|[Oo]f\s+one\s+that)\b"
)
C_FILE = re.compile(r"\.([chS]|cpp)$")
CMAKE_FILE = re.compile(r"(\.cmake|(^|/)CMakeLists\.txt)$")
# Strings and characters first, so that what looks like a comment in them is none.
C_TOKEN = re.compile(r"\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|/\*.*?\*/|//[^\n]*", re.S)
CMAKE_TOKEN = re.compile(
    r"\"(?:\\.|[^\"\\])*\"|\[(=*)\[.*?\]\1\]|(?:#[^\n]*(?:\n[ \t]*(?=#))?)+", re.S
)
# What stands at the beginning of a comment's line.
MARGIN = re.compile(r"^[ \t]*[*#]+", re.M)
# The check and its test name the words.
OWN = ("test/style/words.py", "test/style/test_words.py")


def c_comments(text: str) -> Iterator[tuple[int, str]]:
    """Yields the comments of C or assembly: the number of the first line, and the text."""
    for token in C_TOKEN.finditer(text):
        if token.group().startswith("/"):
            yield text.count("\n", 0, token.start()) + 1, token.group()


def cmake_comments(text: str) -> Iterator[tuple[int, str]]:
    """Yields the comments of CMake; lines that follow each other are one comment."""
    for token in CMAKE_TOKEN.finditer(text):
        if token.group().startswith("#"):
            yield text.count("\n", 0, token.start()) + 1, token.group()


def python_comments(text: str) -> Iterator[tuple[int, str]]:
    """Yields the comments and the docstrings of Python; comments on adjacent lines are one."""
    block: list[str] = []
    first = last = 0
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type != tokenize.COMMENT:
            continue
        line = token.start[0]
        if block and line != last + 1:
            yield first, "\n".join(block)
            block = []
        if not block:
            first = line
        block.append(token.string)
        last = line
    if block:
        yield first, "\n".join(block)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            if isinstance(node.value.value, str):
                yield node.lineno, node.value.value


def comments_of(file: str, text: str) -> Iterator[tuple[int, str]]:
    """Yields the comments of a file, none for a file of another kind."""
    if C_FILE.search(file):
        return c_comments(text)
    if CMAKE_FILE.search(file):
        return cmake_comments(text)
    return python_comments(text) if file.endswith(".py") else iter(())


def check_words(file: str, text: str) -> list[str]:
    """Finds the refused words in the comments of a file."""
    findings = []
    for line, comment in comments_of(file, text):
        # Margins go, so that words at the end of a line and the beginning of the next are together.
        plain = MARGIN.sub("", comment)
        for found in REFUSED.finditer(plain):
            at = line + plain.count("\n", 0, found.start())
            findings.append(f'{file}:{at}: "{" ".join(found.group().split())}"')
    return findings


def main() -> int:
    """Runs the check. Returns its exit status."""
    root = source_tree.root_of_command_line(__doc__)
    findings = []
    for file in source_tree.source_files(root):
        if file not in OWN:
            findings += check_words(file, source_tree.read(root, file))
    return source_tree.verdict(
        findings, 'To mend: name the actor, and say what happens. See CONTRIBUTING.md, "Comments".'
    )


if __name__ == "__main__":
    sys.exit(main())
