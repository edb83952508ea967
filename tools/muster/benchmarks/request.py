# SPDX-License-Identifier: MIT
"""What the user asks tools/bench for: the options, each declared once here, and the two modes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from muster import options, presets

CPUS_MAX = 512


class Mode(StrEnum):
    """The two ways to measure."""

    ICOUNT = "icount"  # instructions are counted; the cores take turns
    MTTCG = "mttcg"  # time is taken; each core has a host thread


def cpu_numbers(given: str) -> list[int]:
    """Takes a list of numbers of cores apart; the speed-up is taken in their order."""
    if not re.fullmatch(r"[1-9][0-9]{0,2}(,[1-9][0-9]{0,2})*", given) or any(
        int(number) > CPUS_MAX for number in given.split(",")
    ):
        rule = f"a list of numbers from 1 to {CPUS_MAX}, with commas between them"
        raise options.wrong(given, rule)
    return sorted({int(number) for number in given.split(",")})


@dataclass(frozen=True)
class Request:
    """The options of tools/bench."""

    cpus: Sequence[int] = options.value(
        "N,N,...",
        cpu_numbers,
        (),
        "numbers of cores to measure with, 1 to 512 (each benchmark has its own)",
    )
    mode: str = options.value(
        "M",
        options.choice(*Mode),
        "",
        "only icount (instructions, which repeat) or only mttcg (time, with a host thread for each"
        " core); both without it",
    )
    class_: str = options.value(
        "C", options.text, "", "size of the problem, for the kernels that have it: S, W, ..."
    )
    repeat: int = options.value(
        "R",
        options.number(1, 99),
        5,
        "runs of which the median is taken, where the clock decides (5)",
    )
    timeout: int = options.value(
        "S",
        options.number(1, 3600, "a number of seconds"),
        600,
        "give up a run of a kernel after S seconds (600)",
    )
    preset: str = options.value(
        "P",
        options.text,
        presets.DEFAULT,
        f"what to build with, see CMakePresets.json ({presets.DEFAULT})",
    )
    json: str = options.value(
        "FILE",
        options.text,
        "",
        "write the results there too, with the machine, the versions and the commands",
    )
    compare: str = options.value(
        "FILE", options.text, "", "say what is slower or faster than in that file of --json"
    )
    svg: str = options.value(
        "FILE",
        options.text,
        "",
        "draw speed-up and efficiency of the kernels over cores there, or the costs of growth",
    )
    trace: str = options.value(
        "FILE",
        options.text,
        "",
        "write there what each core did in the runs of the one kernel NAME, with the last of its"
        " numbers of cores, for ui.perfetto.dev",
    )
    timeline: str = options.value("FILE", options.text, "", "draw that, as an SVG")
    html: str = options.value(
        "FILE",
        options.text,
        "",
        "write a page with tables and curves there, as tools/sweep report does",
    )
    junit: str = options.value(
        "FILE", options.text, "", "write what failed or got slower there, as JUnit XML for a CI"
    )
    from_: Sequence[str] = options.many(
        "FILE",
        "measure nothing: take the results from that file of --json, for --compare, --svg and --html;"
        " may be repeated: parts and repeats are put together, and --json writes that",
    )
    profile: bool = options.flag(
        "measure nothing: print where the instructions of the benchmark boot go, by function"
    )
    no_build: bool = options.flag("measure the programs as they are, and install nothing")
    plan: bool = options.flag("print a command for each part of the work, and measure nothing")
    shard: str = options.value(
        "I/N",
        options.pattern("[1-9][0-9]{0,3}/[1-9][0-9]{0,3}", "two numbers, such as 2/4"),
        "",
        "only each N-th part that --plan prints, from the I-th on",
    )
    list: bool = options.flag("print the names of the benchmarks")

    def measures(self, mode: Mode) -> bool:
        """Returns true if this mode is one of those asked for."""
        return self.mode in ("", mode)

    def cpus_or(self, default: Sequence[int]) -> Sequence[int]:
        """Returns the numbers of cores that --cpus names, or else the default ones."""
        return self.cpus or default

    def several_cpus_or(self, default: Sequence[int]) -> Sequence[int]:
        """As cpus_or(), without 1."""
        return [number for number in self.cpus_or(default) if number > 1]

    def includes_cpus(self, number: int) -> bool:
        """Returns true unless --cpus leaves the number of cores out."""
        return not self.cpus or number in self.cpus

    @property
    def wants_timeline(self) -> bool:
        return bool(self.trace or self.timeline)

    @property
    def read_files(self) -> Sequence[tuple[str, str]]:
        """Returns the files that are read, each with its option."""
        compare = [("compare", self.compare)] if self.compare else []
        return [*compare, *(("from", name) for name in self.from_)]

    def file_of(self, name: str) -> str:
        """Returns the file that --NAME gives, or ""."""
        given = {
            "json": self.json,
            "compare": self.compare,
            "svg": self.svg,
            "trace": self.trace,
            "timeline": self.timeline,
            "html": self.html,
            "junit": self.junit,
        }
        return given[name]
