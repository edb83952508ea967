#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks the recipes for CIs in the papers: the blocks ```yaml.

Each is read as YAML. Its commands, which are steps with run: (GitHub) or the script: of a job (GitLab), are
checked as those of blocks of sh are, and the files that it keeps are files that a command writes.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import Any

import rules
import shell_blocks
from muster import ROOT

STATUS_SKIPPED = 77
LEAST_COMMANDS = 2

try:
    import yaml
except ImportError:
    print("skipped: there is no PyYAML; Debian's package is python3-yaml")
    sys.exit(STATUS_SKIPPED)


def yaml_blocks(text: str) -> Iterator[tuple[int, str]]:
    """Yields the blocks of YAML of a paper, each with the number of its first line."""
    for block in re.finditer(r"^```yaml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        yield text.count("\n", 0, block.start(1)) + 1, block[1]


def values_of(members: Any, *names: str) -> Iterator[str]:
    """Yields the texts that stand under one of the names, however deep; those of a list one by one."""
    if isinstance(members, list):
        for member in members:
            yield from values_of(member, *names)
    elif isinstance(members, dict):
        for name, value in members.items():
            if name in names and isinstance(value, str):
                yield from value.splitlines()
            elif name in names and isinstance(value, list):
                yield from map(str, value)
            else:
                yield from values_of(value, *names)


def check(block: str) -> tuple[list[str], int]:
    """Returns what is wrong with a recipe, and how many commands it has."""
    try:
        recipe = yaml.safe_load(block)
    except yaml.YAMLError as error:
        return [f"it is no YAML: {error}"], 0
    lines = list(values_of(recipe, "run", "script"))
    commands = [words for line in lines for words in shell_blocks.simple_commands(line)]
    findings = [finding for words in commands for finding in rules.check(words)]
    written = {word for words in commands for word in words}
    kept = list(values_of(recipe, "path", "paths", "junit"))
    findings += [f"no command writes {file}" for file in kept if file not in written]
    return findings, len(commands)


def main() -> int:
    """Runs the check. Returns its exit status."""
    findings: list[str] = []
    count = 0
    for paper in shell_blocks.papers(ROOT):
        for line, block in yaml_blocks(paper.read_text()):
            found, commands = check(block)
            findings += [f"{paper.relative_to(ROOT)}:{line}: {finding}" for finding in found]
            count += commands
    if count < LEAST_COMMANDS:
        findings.append(f"{count} commands read, fewer than {LEAST_COMMANDS}")
    print("\n".join(findings) or f"{count} commands of the recipes name what is there")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
