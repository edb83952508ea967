# SPDX-License-Identifier: MIT
"""The record of a run: what went in, what came out, where and when. A file of JSON for each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from muster.result_line import MalformedResult, Result, parse
from muster.sweeps.task import Task, from_members

FORMAT = "muster-sweep-run-1"


class Outcome(StrEnum):
    """How a run ended. Only the first one makes a run finished."""

    OK = "ok"
    STATUS = "failed"  # the status is another than 0
    TIMEOUT = "timed out"
    UNVERIFIED = "unverified"  # a figure says verified=no
    FIGURES = "no figures"  # a line RESULT is malformed, or a figure of the plan is not there
    START = "did not start"  # the emulator


@dataclass(frozen=True)
class Record:
    task: Task
    attempt: int
    outcome: Outcome
    status: int
    results: tuple[str, ...]  # the lines RESULT
    begin: str  # UTC
    end: str
    wall_s: float
    cpu_s: float  # the host's CPU time in the emulator
    rss_mib: float  # the most memory that the emulator had
    host: Mapping[str, str]  # name, machine, processor, processors, load before
    emulator: Mapping[str, str]  # version, SHA-256
    console: str  # the file with the program's output, in the sweep's folder
    errors: str  # the beginning of what the emulator wrote on standard error
    last_lines: str = ""  # of the console, where the run has failed

    @property
    def is_finished(self) -> bool:
        return self.outcome is Outcome.OK

    def parsed(self) -> list[Result]:
        """Returns the lines RESULT that are well formed."""
        found = []
        for line in self.results:
            try:
                found.append(parse(line))
            except MalformedResult:
                pass  # the outcome says so
        return found

    def to_json(self) -> str:
        members = {"format": FORMAT, **asdict(self)}
        return json.dumps(members, ensure_ascii=False, indent=1) + "\n"


def from_json(text: str) -> Record:
    """Reads a record; raises ValueError for any other text."""
    members: dict[str, Any] = json.loads(text)
    if not isinstance(members, dict) or members.pop("format", None) != FORMAT:
        raise ValueError("it is no record of a run")
    try:
        members["task"] = from_members(members["task"])
        members["outcome"] = Outcome(members["outcome"])
        members["results"] = tuple(members["results"])
        return Record(**members)
    except (KeyError, TypeError) as error:
        raise ValueError(f"it is no record of a run: {error}") from error


def judge(status: int, timed_out: bool, lines: list[str], figures: tuple[str, ...]) -> Outcome:
    """Returns the outcome of a run that has started."""
    if timed_out:
        return Outcome.TIMEOUT
    if status != 0:
        return Outcome.STATUS
    try:
        results = [parse(line) for line in lines]
    except MalformedResult:
        return Outcome.FIGURES
    if any(result.keys.get("verified", "yes") != "yes" for result in results):
        return Outcome.UNVERIFIED
    printed = {result.figure for result in results}
    return Outcome.OK if set(figures) <= printed else Outcome.FIGURES
