# SPDX-License-Identifier: MIT
"""Compares the figures of two sweeps: which differences are more than chance explains?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from muster.benchmarks.compare import EXACT_PERCENT, TIME_PERCENT
from muster.sweeps import statistics
from muster.sweeps.summary import Figure

# What is called a difference: p of the test up to that, and where all figures that were tested are
# taken together, q.
ALPHA = 0.05

# With four samples on each side, p can be 0.03; with three it cannot be less than 0.1.
SAMPLES_LEAST = 4


class Verdict(StrEnum):
    WORSE = "worse"
    BETTER = "better"
    PERHAPS_WORSE = "perhaps worse"  # by itself, but not among so many figures
    PERHAPS_BETTER = "perhaps better"
    SAME = "no difference seen"
    FEW = "too few samples"
    OLD = "only in the old one"
    NEW = "only in the new one"


@dataclass(frozen=True)
class Change:
    """A figure in both sweeps, or in one of them."""

    old: Figure | None
    new: Figure | None
    verdict: Verdict
    ratio: float | None = None  # new median by old median
    interval: tuple[float, float] | None = None  # of the ratio
    p: float | None = None
    q: float | None = None

    @property
    def figure(self) -> Figure:
        figure = self.new or self.old
        assert figure
        return figure


def compare(old: Sequence[Figure], new: Sequence[Figure]) -> list[Change]:
    """Returns a change for each figure. A difference has to pass three hurdles: the test, the least
    size that matters, and for one that is not "perhaps" the number of figures that were tested."""
    before = {figure.key: figure for figure in old}
    now = {figure.key: figure for figure in new}
    changes = [_change(before.get(key), figure) for key, figure in now.items()]
    changes += [Change(f, None, Verdict.OLD) for key, f in before.items() if key not in now]
    tested = [index for index, change in enumerate(changes) if change.p is not None]
    q_values = statistics.adjusted([changes[index].p or 0 for index in tested])
    for index, q in zip(tested, q_values):
        changes[index] = _with_q(changes[index], q)
    return changes


def _change(old: Figure | None, new: Figure) -> Change:
    if not old:
        return Change(None, new, Verdict.NEW)
    ratio = new.median / old.median if old.median else None
    if new.is_exact:
        return Change(old, new, _verdict(old, new, EXACT_PERCENT), ratio)
    if min(len(old.values), len(new.values)) < SAMPLES_LEAST:
        return Change(old, new, Verdict.FEW, ratio)
    p = statistics.mann_whitney(old.samples, new.samples)
    interval = statistics.ratio_interval(old.samples, new.samples)
    verdict = _verdict(old, new, TIME_PERCENT) if p <= ALPHA else Verdict.SAME
    return Change(old, new, verdict, ratio, interval, p)


def _verdict(old: Figure, new: Figure, percent: float) -> Verdict:
    difference = new.median - old.median
    if abs(difference) * 100 <= percent * abs(old.median):
        return Verdict.SAME
    return Verdict.BETTER if (difference > 0) == new.more_is_better else Verdict.WORSE


def _with_q(change: Change, q: float) -> Change:
    weaker = {Verdict.WORSE: Verdict.PERHAPS_WORSE, Verdict.BETTER: Verdict.PERHAPS_BETTER}
    verdict = change.verdict if q <= ALPHA else weaker.get(change.verdict, change.verdict)
    return replace(change, q=q, verdict=verdict)
