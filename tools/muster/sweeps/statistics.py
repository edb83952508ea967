# SPDX-License-Identifier: MIT
"""Tests whether two samples differ, and how sure a median is. Each is deterministic."""

from __future__ import annotations

import functools
import math
import random
import statistics
from collections.abc import Callable, Sequence

CONFIDENCE = 0.95
RESAMPLES = 2000

# With more samples than that on both sides together, the exact distribution gives way to the normal one.
EXACT_MOST = 40


def mann_whitney(old: Sequence[float], new: Sequence[float]) -> float:
    """Returns the two-sided p of Mann and Whitney's U test: how likely are ranks as uneven as these,
    if both samples are from the same distribution? Exact for few samples without ties, else by the
    normal approximation with a correction for ties and for continuity.
    """
    if not old or not new:
        return 1.0
    ranks, ties = _ranks([*old, *new])
    n, m = len(old), len(new)
    u = sum(ranks[:n]) - n * (n + 1) / 2
    if not ties and n + m <= EXACT_MOST:
        return _exact_p(int(min(u, n * m - u)), n, m)
    spread = n * m / 12 * (n + m + 1 - sum(t**3 - t for t in ties) / ((n + m) * (n + m - 1)))
    if spread <= 0:
        return 1.0  # all values are the same
    z = max(0.0, abs(u - n * m / 2) - 0.5) / math.sqrt(spread)
    return min(1.0, math.erfc(z / math.sqrt(2)))


def _ranks(values: Sequence[float]) -> tuple[list[float], list[int]]:
    """Returns the rank of each value, those that are equal sharing theirs, and the sizes of ties."""
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks = [0.0] * len(values)
    ties = []
    first = 0
    while first < len(order):
        last = first
        while last + 1 < len(order) and values[order[last + 1]] == values[order[first]]:
            last += 1
        for place in order[first : last + 1]:
            ranks[place] = (first + last) / 2 + 1
        if last > first:
            ties.append(last - first + 1)
        first = last + 1
    return ranks, ties


def _exact_p(u: int, n: int, m: int) -> float:
    counts = _ways(n, m)
    return min(1.0, 2 * sum(counts[: u + 1]) / sum(counts))


@functools.cache
def _ways(n: int, m: int) -> tuple[int, ...]:
    """Returns for each U how many orders of n and m values have it."""
    if not n or not m:
        return (1,)
    ways = [0] * (n * m + 1)
    for index, count in enumerate(_ways(n - 1, m)):  # the greatest value is one of the n
        ways[index + m] += count
    for index, count in enumerate(_ways(n, m - 1)):
        ways[index] += count
    return tuple(ways)


def median_interval(values: Sequence[float]) -> tuple[float, float]:
    """Returns a percentile bootstrap interval of the median, with CONFIDENCE."""
    return _interval(lambda pick: statistics.median(pick(values)))


def ratio_interval(old: Sequence[float], new: Sequence[float]) -> tuple[float, float]:
    """Returns a percentile bootstrap interval of median(new) by median(old), with CONFIDENCE."""

    def ratio(pick: Callable[[Sequence[float]], list[float]]) -> float:
        before = statistics.median(pick(old))
        return statistics.median(pick(new)) / before if before else math.inf

    return _interval(ratio)


def _interval(
    estimate: Callable[[Callable[[Sequence[float]], list[float]]], float],
) -> tuple[float, float]:
    source = random.Random(0)  # the same samples have the same interval each time

    def pick(values: Sequence[float]) -> list[float]:
        return source.choices(values, k=len(values))

    found = sorted(estimate(pick) for _ in range(RESAMPLES))
    tail = (1 - CONFIDENCE) / 2
    return found[int(tail * RESAMPLES)], found[int((1 - tail) * RESAMPLES) - 1]


def adjusted(p_values: Sequence[float]) -> list[float]:
    """Returns each p by Benjamini and Hochberg: of the figures with a value up to q, the expected
    part that differs by chance alone is up to q."""
    order = sorted(range(len(p_values)), key=p_values.__getitem__)
    found = [1.0] * len(p_values)
    least = 1.0
    for rank in range(len(order), 0, -1):
        index = order[rank - 1]
        least = min(least, p_values[index] * len(order) / rank)
        found[index] = least
    return found
