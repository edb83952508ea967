#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks that all C code looks as clang-format 14 makes it, in lines of up to 100 columns."""

from __future__ import annotations

import difflib
import itertools
import pathlib
import re
import shutil
import subprocess
import sys

import source_tree

VERSION = 14
COLUMNS_MOST = 100
CODE = re.compile(r"(runtime|arch|board|include|apps|test|bench)/.*\.([chS]|cpp)$")
# Headers that hold assembly.
NOT_C = ("arch/aarch64/asm.h", "test/boot/shim.h", "test/el3/el3_asm.h")
DIFFERENCE_LINES_MOST = 20


def find_formatter() -> str | None:
    """Returns the clang-format of the version that decides, or None."""
    for formatter in (f"clang-format-{VERSION}", "clang-format"):
        if not shutil.which(formatter):
            continue
        version = subprocess.run(
            [formatter, "--version"], check=True, capture_output=True, text=True
        )
        if f" version {VERSION}." in version.stdout:
            return formatter
    return None


def badly_formatted(formatter: str, files: list[str], root: pathlib.Path) -> list[str]:
    """Returns those of the files that look otherwise."""
    if not files:
        return []
    command = [formatter, "--style=file", "--dry-run", "-Werror", *files]
    messages = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False).stderr
    return sorted(set(re.findall(r"^([^:\s]+):\d+:\d+: error: ", messages, re.M)))


def check_format(formatter: str, files: list[str], root: pathlib.Path) -> list[str]:
    """Finds files that clang-format would change, with the first lines that differ."""
    findings = []
    c_files = [file for file in files if not file.endswith(".S") and file not in NOT_C]
    for file in badly_formatted(formatter, c_files, root):
        command = [formatter, "--style=file", file]
        wanted = subprocess.run(
            command, cwd=root, capture_output=True, text=True, check=True
        ).stdout
        there = source_tree.read(root, file)
        lines = difflib.unified_diff(there.splitlines(), wanted.splitlines(), lineterm="", n=0)
        shown = itertools.islice(lines, 2, 2 + DIFFERENCE_LINES_MOST)
        head = f"{file}: the first lines that differ; - is there, + is how it should be"
        findings.append("\n    ".join([head, *shown]))
    return findings


def check_columns(files: list[str], root: pathlib.Path) -> list[str]:
    """Finds lines that are too long. clang-format leaves comments as they are, and all assembly."""
    return [
        f"{file}:{number}: {len(line)} columns"
        for file in files
        for number, line in enumerate(source_tree.read(root, file).split("\n"), 1)
        if len(line) > COLUMNS_MOST
    ]


def main() -> int:
    """Runs the check. Returns its exit status."""
    root = source_tree.root_of_command_line(__doc__)
    formatter = find_formatter()
    if not formatter:
        return source_tree.skip(f"there is no clang-format {VERSION} here")
    files = [file for file in source_tree.source_files(root) if CODE.match(file)]
    findings = [*check_format(formatter, files, root), *check_columns(files, root)]
    return source_tree.verdict(
        findings,
        f"To mend: {formatter} -i FILE (.clang-format says how); at most {COLUMNS_MOST} columns.",
    )


if __name__ == "__main__":
    sys.exit(main())
