# SPDX-License-Identifier: MIT
"""What each CPU did when: bars on one clock. chrome_trace.py and timeline_chart.py show it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Clock:
    """A counter of hz ticks a second. Times are shown since start; begin and end are two moments
    that have names."""

    hz: int
    start: int
    begin: int
    end: int

    def seconds(self, ticks: int) -> float:
        return ticks / self.hz


@dataclass(frozen=True)
class Bar:
    """What the CPU was busy with from one tick of the clock to another."""

    cpu: int
    begin: int
    end: int
    name: str
    state: int  # names are ordered by it
    on: int  # the CPU that the work was for
    run: int = 0
    way: str = "up"  # a class of bars; "down" is drawn in a lighter colour
    result: int = 0  # less than 0: it failed

    @property
    def is_down(self) -> bool:
        return self.way == "down"


@dataclass(frozen=True)
class Timeline:
    """The bars, by CPU and time; begin_name and end_name are the names of the clock's moments."""

    clock: Clock
    bars: tuple[Bar, ...]
    cpus: int
    begin_name: str
    end_name: str


def in_order(bars: Iterable[Bar]) -> tuple[Bar, ...]:
    """Sorts bars by CPU and time."""
    return tuple(sorted(bars, key=lambda bar: (bar.cpu, bar.begin, bar.end)))
