# SPDX-License-Identifier: MIT
"""How the time changes with the number of cores: speed-up and efficiency, run by run."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from muster.sweeps import naming
from muster.sweeps.summary import Figure
from muster.sweeps.task import combination


@dataclass(frozen=True)
class Point:
    """What the runs on so many cores have."""

    cpus: int
    values: tuple[float, ...]
    runs: tuple[str, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.values)


@dataclass(frozen=True)
class Curve:
    name: str
    points: tuple[Point, ...]

    def by_cores(self) -> Curve:
        """Returns the efficiency: the speed-up divided by the cores."""
        points = [
            Point(p.cpus, tuple(value / p.cpus for value in p.values), p.runs) for p in self.points
        ]
        return Curve(self.name, tuple(points))


def speedups(figures: Sequence[Figure]) -> list[Curve]:
    """Returns a curve for each combination that was timed on one core and on more. The first run on
    one core is divided by the first on several, the second by the second, and so on: they took
    turns."""
    groups = [group for group in _groups(figures) if 1 in group and len(group) > 1]
    names = naming.labels([_without_cpus(group[1].inputs) for group in groups])
    return [Curve(name, tuple(_points(group))) for name, group in zip(names, groups)]


def _groups(figures: Sequence[Figure]) -> Iterator[Mapping[int, Figure]]:
    """Yields the figures that differ in their cores alone, by the cores."""
    groups: dict[object, dict[int, Figure]] = {}
    for figure in figures:
        if figure.name == "time" and not figure.is_exact:
            key = combination(_without_cpus(figure.inputs)), figure.bench, figure.words
            groups.setdefault(key, {})[figure.cpus] = figure
    return iter(groups.values())


def _without_cpus(inputs: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in inputs.items() if name != "cpus"}


def _points(group: Mapping[int, Figure]) -> Iterator[Point]:
    alone = group[1].samples
    for cpus in sorted(group):
        figure = group[cpus]
        pairs = list(zip(alone, figure.samples, figure.values))
        kept = [(one / several, run) for one, several, run in pairs if several > 0]
        if kept:
            yield Point(cpus, tuple(value for value, _ in kept), tuple(run for _, run in kept))
