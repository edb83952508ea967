#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks that the litmus tests, the code that they are about and the table of both in docs/atomics.md
go together.

Each file of test/model/litmus says of which sources it is, and they exist; the functions that it names
are in the tree. The table has a row for each source of the runtime that orders memory, or changes it
by atomic operations, and names each litmus test."""

from __future__ import annotations

import pathlib
import re
import sys

import papers
import source_tree

TESTS = "test/model/litmus/"
PAPER = "docs/atomics.md"
# The first cell of the table's head.
HEAD = "Source"
# What a file says that tests the explorer, and no source.
OWN = "the model against itself"

SOURCES = ("runtime/", "arch/", "include/")
SOURCE = re.compile(r"\b(?:runtime|arch|include)/[\w./-]+\.[chS]\b")
TEST = re.compile(r"\b\w+\.litmus\b")
FUNCTION = re.compile(r"\b([A-Za-z_]\w+)\(\)")
COMMENT = re.compile(r";(.*)")
ORDER = re.compile(
    r"__ATOMIC_[A-Z]|\bsmp_(?:[rw]?mb|load_acquire|store_release)\(|\bmuster_atomic_\w+\("
    r"|\bstate_word_\w+\(|\barch_smp_\w+\(|\bdmb\b|\b(?:ldar|lda?x[rp]|stlr|stl?x[rp])[bh]?\b"
)


def comments(litmus: str) -> list[tuple[int, str]]:
    """Returns the comments of a litmus file, each with its line."""
    found = ((line, COMMENT.search(text)) for line, text in enumerate(litmus.split("\n"), 1))
    return [(line, comment[1]) for line, comment in found if comment]


def check_test(file: str, litmus: str, sources: dict[str, str]) -> list[str]:
    """Returns what is wrong with the sources and functions that a litmus file names."""
    findings = []
    named = False
    for line, comment in comments(litmus):
        for source in SOURCE.findall(comment):
            named = True
            if source not in sources:
                findings.append(f"{file}:{line}: there is no {source}")
        for function in FUNCTION.findall(comment):
            if not any(re.search(rf"\b{function}\(", text) for text in sources.values()):
                findings.append(f"{file}:{line}: no source has {function}()")
    if not named and OWN not in litmus:
        findings.append(f"{file}: names no source")
    return findings


def ordering(sources: dict[str, str]) -> set[str]:
    """Returns the sources that order memory or use atomic operations."""
    return {file for file, text in sources.items() if ORDER.search(text)}


def table(paper: str) -> list[papers.Row]:
    """Returns the rows of the paper's table of sources and tests, without its head."""
    rows = papers.parse_paper(PAPER, paper).rows()
    tables = {row.table for row in rows if row.cells[0] == HEAD}
    return [row for row in rows if row.table in tables and row.cells[0] != HEAD]


def check_row(row: papers.Row, needed: set[str], tests: dict[str, str]) -> list[str]:
    """Returns what is wrong with a row: each of its sources is named in one of its tests."""
    findings = []
    sources = SOURCE.findall(row.cells[0])
    named = TEST.findall(row.cells[-1])
    findings += [f"there is no {name}" for name in named if name not in tests]
    findings += [f"{source} orders nothing" for source in sources if source not in needed]
    if named:
        text = "\n".join(tests.get(name, "") for name in named)
        findings += [f"no test names {source}" for source in sources if source not in text]
    return [f"{PAPER}:{row.line}: {finding}" for finding in findings]


def check_table(
    rows: list[papers.Row], sources: dict[str, str], tests: dict[str, str]
) -> list[str]:
    """Returns what the table lacks, and what it has that the tree has not."""
    needed = ordering(sources)
    findings = [finding for row in rows for finding in check_row(row, needed, tests)]
    named = {name for row in rows for name in SOURCE.findall(row.cells[0])}
    named |= {name for row in rows for name in TEST.findall(row.cells[-1])}
    lacking = sorted((needed | set(tests)) - named)
    return findings + [f"{PAPER}: the table has no {name}" for name in lacking]


def main() -> int:
    """Checks the tree, and returns the exit status."""
    root: pathlib.Path = source_tree.root_of_command_line(__doc__)
    files = source_tree.source_files(root)
    sources = {
        file: source_tree.read(root, file)
        for file in files
        if file.startswith(SOURCES) and file.endswith((".c", ".h", ".S"))
    }
    tests = {
        file: source_tree.read(root, file)
        for file in files
        if file.startswith(TESTS) and file.endswith(".litmus")
    }
    findings = [
        finding for file, text in tests.items() for finding in check_test(file, text, sources)
    ]
    named = {file.removeprefix(TESTS): text for file, text in tests.items() if OWN not in text}
    findings += check_table(table(source_tree.read(root, PAPER)), sources, named)
    return source_tree.verdict(
        findings, f'{PAPER}, section "Proof", says what the files and the table are.'
    )


if __name__ == "__main__":
    sys.exit(main())
