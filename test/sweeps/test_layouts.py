# SPDX-License-Identifier: MIT
"""Tests of figures that were measured with several layouts of the program."""

from __future__ import annotations

import unittest
from collections.abc import Mapping
from dataclasses import replace

from sweep_case import SweepCase

from muster.sweeps import comparison, scaling, summary
from muster.sweeps.comparison import Verdict
from muster.sweeps.record import Record
from muster.sweeps.summary import Figure


class Layouts(SweepCase):
    record: Record

    def setUp(self) -> None:
        super().setUp()
        self.run_plan(0, "repeat = 1", "mode = 'mttcg'")
        self.record = self.records()[0]

    def runs(self, times: Mapping[str, list[int]], cpus: int = 1) -> list[Record]:
        """Returns a record for each time of each layout."""
        return [
            replace(
                self.record,
                task=replace(
                    self.record.task,
                    id=f"{layout}-{number}-{cpus}",
                    number=number,
                    inputs={**self.record.task.inputs, "layout": layout, "cpus": str(cpus)},
                ),
                results=(f"RESULT bench=b figure=time cpus={cpus} value={time} unit=ns",),
            )
            for layout, of_layout in times.items()
            for number, time in enumerate(of_layout, 1)
        ]

    def together(self, records: list[Record]) -> list[Figure]:
        figures = summary.figures_of(records)
        return [figure for figure in figures if figure.inputs["layout"].startswith("all ")]

    def test_the_spread_is_over_layouts(self) -> None:
        times = {"0": [100, 90, 900], "1": [120, 121, 122], "2": [80, 81, 10]}
        figures = summary.figures_of(self.runs(times))
        self.assertEqual([f.inputs["layout"] for f in figures], ["0", "1", "2", "all 3"])
        self.assertEqual(
            figures[3].values, {"0-1-1": 100, "1-2-1": 121, "2-1-1": 80}  # the runs in the middle
        )
        self.assertEqual((figures[3].median, figures[3].least, figures[3].most), (100, 80, 121))

    def test_one_layout_has_no_spread(self) -> None:
        self.assertEqual(self.together(self.runs({"4": [1, 2, 3]})), [])

    def test_speed_up_is_between_programs_of_the_same_layout(self) -> None:
        records = self.runs({"0": [100], "1": [300]}) + self.runs({"0": [50], "1": [100]}, 2)
        curves = {curve.name: curve for curve in scaling.speedups(summary.figures_of(records))}
        name = next(name for name in curves if "all 2" in name)
        self.assertEqual(curves[name].points[1].values, (2, 3))

    def test_a_comparison_takes_each_layout_as_a_sample(self) -> None:
        """Many runs of two layouts are two samples, which cannot show a difference."""
        few = comparison.compare(
            self.together(self.runs({"0": [100] * 9, "1": [101] * 9})),
            self.together(self.runs({"0": [150] * 9, "1": [151] * 9})),
        )
        self.assertEqual([change.verdict for change in few], [Verdict.FEW])
        names = "012345"
        many = comparison.compare(
            self.together(self.runs({name: [100 + int(name)] for name in names})),
            self.together(self.runs({name: [150 + int(name)] for name in names})),
        )
        self.assertEqual([change.verdict for change in many], [Verdict.WORSE])


if __name__ == "__main__":
    unittest.main()
