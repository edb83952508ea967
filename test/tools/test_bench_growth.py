# SPDX-License-Identifier: MIT
"""Tests of the figures of the benchmark growth, and of its picture."""

import unittest

from muster.benchmarks import growth, growth_chart
from muster.result_line import find_all

COUNTS = [8, 64, 512]


class Growth(unittest.TestCase):
    def test_constant(self) -> None:
        cost = {cpus: 30.0 for cpus in COUNTS}
        self.assertAlmostEqual(growth.exponent(cost, COUNTS), 0)
        self.assertAlmostEqual(growth.over_log(cost, COUNTS), 0.5)

    def test_logarithm(self) -> None:
        cost = {8: 3.0, 64: 6.0, 512: 9.0}
        self.assertAlmostEqual(growth.over_log(cost, COUNTS), 1)

    def test_linear(self) -> None:
        cost = {cpus: 2.0 * cpus for cpus in COUNTS}
        self.assertAlmostEqual(growth.exponent(cost, COUNTS), 1)
        self.assertAlmostEqual(growth.over_log(cost, COUNTS), 512 / 8 / 3)

    def test_curves(self) -> None:
        lines = "".join(
            f"RESULT bench=growth figure={figure} cpus={cpus} value=30 unit={unit}\n"
            for figure, unit in (("barrier", "insn"), ("exponent", "power"))
            for cpus in (8, 64)
        )
        lines += "RESULT bench=growth figure=printf cpus=8 value=1690 unit=insn\n"
        lines += "RESULT bench=sync figure=barrier cpus=16 value=90 unit=insn\n"
        self.assertEqual(
            growth_chart.curves_of(list(find_all(lines))), {"barrier": {8: 30.0, 64: 30.0}}
        )


if __name__ == "__main__":
    unittest.main()
