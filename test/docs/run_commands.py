#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the lines of the papers that are one command ./tools/run with an application of this tree.

They run in a folder of their own, so that the files that they write are there. Each has to end within its
time with 0, or where it makes a CPU fail, with the status for that. Lines for a debugger or for keys that a person types are left out."""

import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

import shell_blocks
import tree
from muster import ROOT, apps

SECONDS_MAX = 300
#: What a line has in it that waits for a person.
WAITING = ("--gdb", "sysrq")
#: What a line has in it that makes a CPU fail; the status is then this.
FAILING = ("cpuhp.fail=", "cpuhp.fault=")
STATUS_NOT_ALL_CPUS = 125
LEAST_LINES = 10


def lines() -> list[shell_blocks.Command]:
    """Returns the commands to run, each once."""
    commands: dict[tuple[str, ...], shell_blocks.Command] = {}
    for paper in shell_blocks.papers(ROOT):
        file, text = paper.relative_to(ROOT).as_posix(), paper.read_text()
        for command in shell_blocks.read_blocks(file, text):
            words = command.words
            if (
                words[0] == "./tools/run"
                and words[1] in apps.tree_apps()
                and not set(words) & set(WAITING)
            ):
                commands.setdefault(words, command)
    return list(commands.values())


def run(command: shell_blocks.Command, folder: str) -> str:
    """Runs a command in the folder. Returns what is wrong."""
    words = [str(ROOT / "tools/run"), *command.words[1:]]
    print(f"{command.place}: {shlex.join(command.words)}", flush=True)
    try:
        done = tree.run(words, Path(folder), SECONDS_MAX)
    except subprocess.TimeoutExpired:
        return f"{command.place}: {command.line}: no end within {SECONDS_MAX} s"
    is_failing = any(option in command.line for option in FAILING)
    if done.returncode == (STATUS_NOT_ALL_CPUS if is_failing else 0):
        return ""
    return f"{command.place}: {command.line}: status {done.returncode}\n{done.stdout[-2000:]}"


def main() -> int:
    """Runs the lines. Returns the exit status of the test."""
    chosen = lines()
    findings = [] if len(chosen) >= LEAST_LINES else [f"only {len(chosen)} lines to run"]
    with tempfile.TemporaryDirectory() as folder:
        findings += [finding for finding in (run(line, folder) for line in chosen) if finding]
    print("\n".join(findings))
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
