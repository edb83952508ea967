#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks every Python script: formatted by black, its types checked by mypy, both as pyproject.toml says."""

from __future__ import annotations

import collections
import json
import pathlib
import shutil
import subprocess
import sys

import source_tree

# Runs inside gdb: its module gdb has no types, and is there only then.
NO_TYPES = ("tools/gdb/muster.py",)

# What mypy's own interpreter runs: one process for all groups, because each start loads mypy and the types
# of the standard library again. It reads a list of groups, and writes what mypy says of those with faults.
CHECK_TYPES = """
import json, sys
from mypy import api
results = [api.run(["--strict", *group]) for group in json.load(sys.stdin)]
json.dump([(out + err).strip() for out, err, status in results if status], sys.stdout)
"""


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


def type_complaints(root: pathlib.Path, groups: list[list[str]]) -> list[str]:
    """Returns what mypy says of each group that it is not content with."""
    # -I: no folder of this check is among those in which mypy looks for modules.
    command = [*interpreter_of(shutil.which("mypy") or "").split(), "-I", "-c", CHECK_TYPES]
    given = json.dumps(groups)
    result = subprocess.run(
        command, cwd=root, input=given, capture_output=True, text=True, check=False
    )
    if result.returncode != 0:
        return [(result.stdout + result.stderr).strip() or "mypy ends without a word"]
    return [str(text) for text in json.loads(result.stdout)]


def interpreter_of(script: str) -> str:
    """Returns the Python that the script's first line names."""
    with open(script, encoding="utf-8") as stream:
        return stream.readline().removeprefix("#!").strip()


def main() -> int:
    """Runs the check. Returns its exit status."""
    root = source_tree.root_of_command_line(__doc__)
    for tool in ("black", "mypy"):
        if not shutil.which(tool):
            return source_tree.skip(f"there is no {tool} here")
    files = [file for file in source_tree.source_files(root) if is_python(root, file)]
    findings = complaints(root, ["black", "--check", "--quiet", "--diff", *files])
    groups = by_folder([file for file in files if file not in NO_TYPES])
    findings += type_complaints(root, groups)
    return source_tree.verdict(findings, "To mend: black FILE; mypy says what it misses and where.")


if __name__ == "__main__":
    sys.exit(main())
