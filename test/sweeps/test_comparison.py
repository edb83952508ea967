# SPDX-License-Identifier: MIT
"""Tests of the comparison of two sweeps, and of the curves over cores."""

from __future__ import annotations

import unittest
from collections.abc import Sequence

from muster.sweeps import comparison, scaling
from muster.sweeps.comparison import Verdict
from muster.sweeps.summary import Figure


def figure(
    samples: Sequence[float], name: str = "time", cpus: int = 1, exact: bool = False
) -> Figure:
    return Figure(
        inputs={"app": "a", "cpus": str(cpus)},
        bench="b",
        name=name,
        cpus=cpus,
        unit="insn" if exact else "ns",
        words=(),
        is_exact=exact,
        more_is_better=name == "speedup",
        values={f"{name}{cpus}-{n}": value for n, value in enumerate(samples)},
    )


class Verdicts(unittest.TestCase):
    def verdict(self, old: Figure, new: Figure) -> Verdict:
        return comparison.compare([old], [new])[0].verdict

    def test_times(self) -> None:
        old = figure([100, 101, 102, 103, 104])
        self.assertEqual(self.verdict(old, figure([120, 121, 122, 123, 124])), Verdict.WORSE)
        self.assertEqual(self.verdict(old, figure([80, 81, 82, 83, 84])), Verdict.BETTER)
        self.assertEqual(self.verdict(old, figure([105, 105, 106, 106, 107])), Verdict.SAME)
        self.assertEqual(self.verdict(old, figure([90, 95, 130, 140, 150])), Verdict.SAME)
        self.assertEqual(self.verdict(old, figure([200, 201, 202])), Verdict.FEW)

    def test_more_may_be_better(self) -> None:
        old, new = figure([1.1, 1.2, 1.3, 1.4], "speedup"), figure([2.1, 2.2, 2.3, 2.4], "speedup")
        self.assertEqual(self.verdict(old, new), Verdict.BETTER)

    def test_what_repeats_needs_no_samples(self) -> None:
        old = figure([1000], exact=True)
        self.assertEqual(self.verdict(old, figure([1011], exact=True)), Verdict.WORSE)
        self.assertEqual(self.verdict(old, figure([1010], exact=True)), Verdict.SAME)

    def test_one_among_many_is_perhaps(self) -> None:
        """p is 0.029 with four samples: of forty figures, one such may well be chance."""
        many = [figure([1, 2, 3, 4], f"f{n}") for n in range(40)]
        changed = [figure([11, 12, 13, 14], "f0"), *many[1:]]
        change = comparison.compare(many, changed)[0]
        self.assertEqual(change.verdict, Verdict.PERHAPS_WORSE)
        self.assertAlmostEqual(change.p or 0, 2 / 70)
        self.assertGreater(change.q or 0, 0.05)

    def test_what_is_on_one_side_only(self) -> None:
        changes = comparison.compare([figure([1], "old")], [figure([1], "new")])
        self.assertEqual([change.verdict for change in changes], [Verdict.NEW, Verdict.OLD])


class Curves(unittest.TestCase):
    def test_runs_are_paired(self) -> None:
        curves = scaling.speedups([figure([100, 300]), figure([50, 100], cpus=2), figure([9], "x")])
        self.assertEqual(len(curves), 1)
        self.assertEqual([point.cpus for point in curves[0].points], [1, 2])
        self.assertEqual(curves[0].points[1].values, (2, 3))
        self.assertEqual(curves[0].points[1].runs, ("time2-0", "time2-1"))
        self.assertEqual(curves[0].by_cores().points[1].values, (1, 1.5))

    def test_without_one_core_there_is_no_curve(self) -> None:
        self.assertEqual(scaling.speedups([figure([5], cpus=2), figure([3], cpus=4)]), [])


if __name__ == "__main__":
    unittest.main()
