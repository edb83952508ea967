#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks every Python script: formatted by black, its types checked by mypy, both as pyproject.toml says."""

from __future__ import annotations

import collections
import pathlib
import shutil
import subprocess
import sys

import source_tree

# Runs inside gdb: its module gdb has no types, and is there only then.
NO_TYPES = ("tools/gdb/muster.py",)


def is_python(root: pathlib.Path, file: str) -> bool:
    """Returns true if the file is a Python script, by its name or its first line."""
    if file.endswith(".py"):
        return True
    if "." in pathlib.PurePath(file).name:
        return False
    with (root / file).open("rb") as stream:
        first = stream.readline(200)
    return first.startswith(b"#!") and b"python3" in first


def by_folder(files: list[str]) -> list[list[str]]:
    """Returns the files in groups in which no two modules have the same name."""
    groups: dict[str, list[str]] = collections.defaultdict(list)
    for file in files:
        groups["/".join(file.split("/")[:2])].append(file)
    return list(groups.values())


def complaints(root: pathlib.Path, command: list[str]) -> list[str]:
    """Returns what the command prints if it is not content."""
    result = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    return [] if result.returncode == 0 else [(result.stdout + result.stderr).strip()]


def main() -> int:
    """Runs the check. Returns its exit status."""
    root = source_tree.root_of_command_line(__doc__)
    for tool in ("black", "mypy"):
        if not shutil.which(tool):
            return source_tree.skip(f"there is no {tool} here")
    files = [file for file in source_tree.source_files(root) if is_python(root, file)]
    findings = complaints(root, ["black", "--check", "--quiet", "--diff", *files])
    for group in by_folder([file for file in files if file not in NO_TYPES]):
        findings += complaints(root, ["mypy", "--strict", *group])
    return source_tree.verdict(findings, "To mend: black FILE; mypy says what it misses and where.")


if __name__ == "__main__":
    sys.exit(main())
