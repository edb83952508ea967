#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks the command lines of the papers.

Each command of a block ```sh is checked against what it names: tools/NAME parses its own line, and for
tools/run makes the emulator's command; presets, targets, settings, options and files are there. In the
text, `tools/NAME --option` names a tool and an option that are there. Each tool prints its help."""

import subprocess
import sys

import rules
import shell_blocks
import tool_rules
from muster import ROOT

LEAST_COMMANDS = 50


def check_help() -> list[str]:
    """Finds tools that do not print their help."""
    findings = []
    for tool in sorted(tool_rules.CHECKS):
        done = subprocess.run(
            [ROOT / "tools" / tool, "--help"], capture_output=True, text=True, check=False
        )
        if done.returncode != 0 or not done.stdout.startswith("usage: "):
            findings.append(f"tools/{tool} --help: status {done.returncode}, {done.stdout[:60]}")
    return findings


def main() -> int:
    """Runs the check. Returns its exit status."""
    findings = check_help()
    count = 0
    for paper in shell_blocks.papers(ROOT):
        file, text = paper.relative_to(ROOT).as_posix(), paper.read_text()
        for command in shell_blocks.read_blocks(file, text):
            count += 1
            findings += [
                f"{command.place}: {command.line}: {x}" for x in rules.check(command.words)
            ]
        for command in shell_blocks.read_inline(file, text):
            count += 1
            wrong = tool_rules.check_names(command.words)
            findings += [f"{command.place}: {command.line}: {wrong}"] if wrong else []
    if count < LEAST_COMMANDS:
        findings.append(f"{count} commands read, fewer than {LEAST_COMMANDS}")
    print("\n".join(findings) or f"{count} commands of the papers name what is there")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
