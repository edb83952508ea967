#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks every shell script: bash -n or sh -n, and shellcheck where it is installed."""

from __future__ import annotations

import concurrent.futures
import os
import pathlib
import shutil
import subprocess
import sys

import source_tree

# Not SC2154, a variable that is not assigned: set -u sees that, and knows of coproc and mapfile.
SHELLCHECK = (
    "shellcheck --severity=warning --exclude=SC2154 --format=gcc "
    "--check-sourced --external-sources --source-path=SCRIPTDIR"
).split()


def shell_of(root: pathlib.Path, file: str) -> str | None:
    """Returns the shell that the file is for, by its name or its first line; None if it is no script."""
    if file.endswith(".bash"):
        return "bash"
    with (root / file).open("rb") as stream:
        first = stream.readline(200)
    if not first.startswith(b"#!"):
        return None
    if b"bash" in first:
        return "bash"
    return "sh" if first.startswith(b"#!/bin/sh") else None


def messages(root: pathlib.Path, command: list[str]) -> list[str]:
    """Returns what the command says of a script if it is not content, as a list of at most one."""
    result = subprocess.run(
        command,
        cwd=root,
        text=True,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    return [result.stdout.rstrip()] if result.returncode else []


def check_script(root: pathlib.Path, shell: str, file: str) -> list[str]:
    """Returns what is wrong with the script."""
    findings = messages(root, [shell, "-n", file])
    # What is only sourced is checked along with the scripts that do so.
    if not file.endswith(".bash") and shutil.which(SHELLCHECK[0]):
        findings += messages(root, [*SHELLCHECK, f"--shell={shell}", file])
    return findings


def main() -> int:
    """Runs the check. Returns its exit status."""
    root = source_tree.root_of_command_line(__doc__)
    shells = ((shell_of(root, file), file) for file in source_tree.source_files(root))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = pool.map(
            lambda script: check_script(root, *script),
            [(shell, file) for shell, file in shells if shell],
        )
        findings = [finding for result in results for finding in result]
    return source_tree.verdict(
        findings, "To mend: each line names the place; the SC numbers are those of shellcheck."
    )


if __name__ == "__main__":
    sys.exit(main())
