# SPDX-License-Identifier: MIT
"""A session of measuring: it keeps what was found, whatever happens to the rest."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from muster.benchmarks.programs import Programs
from muster.benchmarks.request import Request
from muster.messages import Failure, fail, say
from muster.result_line import MalformedResult, Result

KeyValue = str | int | float
Keys = dict[str, KeyValue]  # what a figure has beyond its value and unit


@dataclass
class Session:
    """The request, and what has been measured so far. The name of a benchmark stands in each of
    its results."""

    request: Request
    benchmark: str = ""
    results: list[Result] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)  # what could not be measured, for people
    emulator_commands: list[str] = field(default_factory=list)  # each once

    def programs(
        self, preset: str = "", build_dir: Path | None = None, settings: Sequence[str] = ()
    ) -> Programs:
        """Returns the programs of a preset; without one, of that of --preset."""
        return Programs(
            preset or self.request.preset,
            self._note_command,
            build_dir,
            settings,
            self.request.no_build,
        )

    def _note_command(self, command: str) -> None:
        if command not in self.emulator_commands:
            self.emulator_commands.append(command)

    def attempt(self, name: str, work: Callable[[], None]) -> None:
        """Calls work(). When that fails, the failure is noted under the name, and no more."""
        try:
            work()
        except Failure as failure:
            say(str(failure))
            self.note_failure(name)
        except Exception:  # a fault of one benchmark must not cost the figures of the others
            traceback.print_exc()
            self.note_failure(name)

    def note_failure(self, text: str) -> None:
        """Notes that something has no figures; the others are still measured."""
        self.failures.append(text)

    def result(
        self,
        figure: str,
        cpus: int,
        value: str | int,
        unit: str,
        keys: Mapping[str, KeyValue] | None = None,
    ) -> None:
        """Prints and keeps a figure. The key "goal" is the greatest value that is good, the key
        "goal_least" the least one."""
        line: Keys = {"bench": self.benchmark, "figure": figure, "cpus": cpus, "value": value}
        line["unit"] = unit
        line.update(keys or {})
        try:
            self.keep(Result({name: str(content) for name, content in line.items()}))
        except MalformedResult as error:
            fail(str(error))

    def keep(self, result: Result) -> None:
        """Prints a figure at once, and keeps it."""
        self.results.append(result)
        print(result, flush=True)
