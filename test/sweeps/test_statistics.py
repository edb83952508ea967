# SPDX-License-Identifier: MIT
"""Tests of the statistics: against all orders, and against published numbers."""

from __future__ import annotations

import itertools
import unittest

from muster.sweeps import statistics


def by_all_orders(old: list[float], new: list[float]) -> float:
    """Returns p by trying each way to choose which ranks are the old ones."""
    n, m = len(old), len(new)
    middle = n * m / 2

    def distance(chosen: tuple[int, ...]) -> float:
        return abs(sum(chosen) - n * (n - 1) / 2 - middle)

    ordered = sorted(old + new)
    seen = distance(tuple(ordered.index(value) for value in old))
    all_ways = list(itertools.combinations(range(n + m), n))
    return sum(distance(way) >= seen for way in all_ways) / len(all_ways)


class MannWhitney(unittest.TestCase):
    def test_exact(self) -> None:
        cases: list[tuple[list[float], list[float]]] = [
            ([1, 2, 3], [4, 5, 6]),
            ([1, 4, 6, 7], [2, 3, 5]),
            ([1, 2, 3, 4, 5], [6, 7, 8, 9, 10]),
            ([3, 1, 4], [1.5, 9, 2.6, 5, 3.5]),
        ]
        for old, new in cases:
            with self.subTest(old):
                exact = by_all_orders(old, new)
                self.assertAlmostEqual(statistics.mann_whitney(old, new), exact)
                self.assertAlmostEqual(statistics.mann_whitney(new, old), exact)

    def test_ties_go_by_the_normal_approximation(self) -> None:
        # As scipy 1.10 has it: mannwhitneyu(old, new, method="asymptotic").
        p = statistics.mann_whitney([1, 2, 2, 3, 4], [2, 4, 5, 5, 6])
        self.assertAlmostEqual(p, 0.07048462904621097)

    def test_many_samples(self) -> None:
        old = [float(n) for n in range(60)]
        self.assertLess(statistics.mann_whitney(old, [n + 30.5 for n in old]), 1e-6)
        self.assertGreater(statistics.mann_whitney(old, [n + 0.5 for n in old]), 0.5)

    def test_nothing_to_tell(self) -> None:
        self.assertEqual(statistics.mann_whitney([], [1]), 1)
        self.assertEqual(statistics.mann_whitney([2, 2, 2], [2, 2]), 1)


class Intervals(unittest.TestCase):
    def test_median(self) -> None:
        values = [float(n) for n in range(1, 102)]
        low, high = statistics.median_interval(values)
        # By order statistics, the 95 % interval of the median of 101 values is from the 41st to the 61st.
        self.assertAlmostEqual(low, 41, delta=3)
        self.assertAlmostEqual(high, 61, delta=3)
        self.assertEqual(statistics.median_interval(values), (low, high))

    def test_ratio(self) -> None:
        old = [100.0, 101, 99, 100, 102]
        low, high = statistics.ratio_interval(old, [2 * value for value in old])
        self.assertLess(low, 2)
        self.assertGreater(high, 2)
        self.assertLess(high - low, 0.15)


class Adjusted(unittest.TestCase):
    def test_benjamini_hochberg(self) -> None:
        # Of p values that grow evenly, each one by its rank is the same.
        found = statistics.adjusted([0.05, 0.01, 0.02, 0.03, 0.04])
        for q in found:
            self.assertAlmostEqual(q, 0.05)
        self.assertEqual(statistics.adjusted([0.001, 0.5, 0.9])[0], 0.003)
        self.assertEqual(statistics.adjusted([]), [])


if __name__ == "__main__":
    unittest.main()
