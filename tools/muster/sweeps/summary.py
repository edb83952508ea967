# SPDX-License-Identifier: MIT
"""The figures of the repeats of each combination, put together: Figure and figures_of()."""

from __future__ import annotations

import statistics as mean_values
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from muster.benchmarks import compare
from muster.result_line import Result
from muster.sweeps import axes, naming, statistics
from muster.sweeps.record import Record
from muster.sweeps.task import Combination, combination

# Of five samples, the least and the greatest enclose the median of all in 94 % of cases: with fewer than
# six there is no interval of 95 %.
INTERVAL_LEAST = 6

Words = tuple[tuple[str, str], ...]


@dataclass
class Figure:
    """One figure of one combination: a value for each run."""

    inputs: Mapping[str, str]
    bench: str
    name: str
    cpus: int  # as the program said
    unit: str
    words: Words  # what else describes the figure: class, cpu, ...
    is_exact: bool  # instructions and sizes repeat; times do not
    more_is_better: bool
    values: dict[str, float] = field(default_factory=dict)  # by the run's id

    @property
    def samples(self) -> list[float]:
        return list(self.values.values())

    @cached_property
    def median(self) -> float:
        return mean_values.median(self.samples)

    @property
    def least(self) -> float:
        return min(self.samples)

    @property
    def most(self) -> float:
        return max(self.samples)

    @cached_property
    def interval(self) -> tuple[float, float] | None:
        """Returns a bootstrap interval of the median, where there are samples enough."""
        if len(self.values) < INTERVAL_LEAST or self.least == self.most:
            return None
        return statistics.median_interval(self.samples)

    @property
    def key(self) -> tuple[Combination, str, str, int, Words]:
        """Returns what the same figure of another sweep has in common with this one."""
        return combination(self.inputs), self.bench, self.name, self.cpus, self.words


def figures_of(records: Iterable[Record]) -> list[Figure]:
    """Returns each figure of each combination, by the axes, and then as programs print them. What
    there is of each CPU is left out."""
    found: dict[object, Figure] = {}
    for record in in_order(records):
        for result in record.parsed():
            if result.figure == "cpu_time":
                continue
            figure = _figure(record, result)
            kept = found.setdefault(figure.key, figure)
            kept.values[record.task.id] = result.value
    figures = list(found.values())
    return figures + over_layouts(figures)


def over_layouts(figures: Iterable[Figure]) -> list[Figure]:
    """Returns a figure for each that was measured with several layouts: its samples are the medians of
    the layouts, each with the run that is in the middle. Its axis says how many layouts there are.
    """
    groups: dict[object, list[Figure]] = {}
    for figure in figures:
        if axes.LAYOUT in figure.inputs:
            groups.setdefault(_with_layout(figure, "").key, []).append(figure)
    return [_over(group) for group in groups.values() if len(group) > 1]


def _over(group: Sequence[Figure]) -> Figure:
    together = _with_layout(group[0], f"all {len(group)}")
    for figure in group:
        in_order_of_value = sorted(figure.values, key=lambda run: figure.values[run])
        middle = in_order_of_value[(len(in_order_of_value) - 1) // 2]
        together.values[middle] = figure.median
    return together


def _with_layout(figure: Figure, layout: str) -> Figure:
    """Returns the figure for another value of that axis, without samples."""
    return replace(figure, inputs={**figure.inputs, axes.LAYOUT: layout}, values={})


def in_order(records: Iterable[Record]) -> list[Record]:
    """Sorts records by the axes and the number of the repeat."""
    return sorted(records, key=lambda r: (naming.sort_key(r.task.inputs), r.task.number))


def _figure(record: Record, result: Result) -> Figure:
    mode = record.task.inputs.get("mode", "")
    with_mode = result if result.mode else result.with_keys(mode=mode)
    return Figure(
        inputs=record.task.inputs,
        bench=result.bench,
        name=result.figure,
        cpus=result.cpus,
        unit=result.unit,
        words=tuple(sorted(result.description().items())),
        is_exact=compare.is_exact(with_mode),
        more_is_better=compare.more_is_better(result),
    )
