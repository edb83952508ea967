# SPDX-License-Identifier: MIT
"""Compares docs/boot.md with the functions that are the boot as a list of calls.

In a table of the paper, a row `function()` begins the list of that function. The rows after it name its
calls, in the order of the code."""

from __future__ import annotations

import dataclasses
import re

import papers

PAPER = "docs/boot.md"
# The functions that must have a list.
LISTS = ("start", "start_on_own_stack", "secondary_start")
# Calls that only read a value for the statement that they stand in.
READS = {
    "clock_hz",
    "counter_in_order",
    "cpu_exception_stack_top",
    "cpu_stack_top",
    "smp_processor_id",
}


@dataclasses.dataclass(frozen=True)
class Entry:
    """A name in the list of the paper, with the file that its row says it is in."""

    line: int
    name: str
    file: str


@dataclasses.dataclass(frozen=True)
class PaperList:
    """What the paper says of one function."""

    function: Entry
    calls: tuple[Entry, ...]


def statements_of(code: str, function: str) -> list[list[str]] | None:
    """Returns the calls of each statement that the function always comes to, or None if the code does
    not define it."""
    match = re.search(
        rf"^[a-z][^\n;{{}}]*\b{function}\([^;{{}}]*\)\n\{{\n(.*?)^\}}", code, re.M | re.S
    )
    if not match:
        return None
    # A statement of the function's own level is indented once; conditions are no steps of the list.
    lines = [line for line in match[1].splitlines() if re.match(r" {4}[A-Za-z_]", line)]
    steps = [
        line for line in lines if not re.match(r" {4}(if|for|while|switch|return|else)\b", line)
    ]
    calls = [re.findall(r"\b((?:[a-z_]\w*->)?[a-z_]\w*)\(", line) for line in steps]
    return [[name for name in names if name not in READS] for names in calls]


def lists_of(paper: papers.Paper) -> dict[str, PaperList]:
    """Returns the lists of the paper, by their functions."""
    lists: dict[str, PaperList] = {}
    current: PaperList | None = None
    table = 0
    for row in paper.rows():
        if row.table != table:
            current = None
        table = row.table
        file = row.cells[1].strip("`")
        for name in re.findall(r"`([A-Za-z_][\w>-]*(?:\(\))?)`", row.cells[0]):
            if name.endswith("()"):
                current = PaperList(Entry(row.line, name[:-2], file), ())
            elif current:
                current = PaperList(current.function, (*current.calls, Entry(row.line, name, file)))
            if current:
                lists[current.function.name] = current
    return lists


def compare(paper: PaperList, code: str) -> list[str]:
    """Returns what differs between a list of the paper and its function."""
    function = paper.function
    statements = statements_of(code, function.name)
    if statements is None:
        return [f"{PAPER}:{function.line}: {function.file} has no function {function.name}()"]
    findings = []
    step = {name: number for number, names in enumerate(statements) for name in names}
    named = {entry.name for entry in paper.calls}
    for name in step:
        if name not in named:
            findings.append(
                f"{PAPER}: does not name {name}, which {function.name}() of {function.file} calls"
            )
    last = 0
    for entry in paper.calls:
        if entry.name not in step:
            findings.append(
                f"{PAPER}:{entry.line}: names {entry.name}; {function.name}() of {function.file} "
                "does not call it"
            )
        elif step[entry.name] < last:
            findings.append(
                f"{PAPER}:{entry.line}: names {entry.name} later than the code calls it"
            )
        else:
            last = step[entry.name]
    return findings
