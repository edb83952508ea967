# SPDX-License-Identifier: MIT
"""Tests of what tools/bench makes of a kernel's runs, and of its timeline."""

from __future__ import annotations

import json
import unittest

import bench_command  # noqa: F401  finds the package
from muster import chrome_trace, result_line, timeline_chart
from muster.benchmarks import kernel_timeline, samples
from muster.benchmarks.kernel_figures import figures_of_runs
from muster.messages import Failure
from muster.result_line import Result


def run(cpus: int, value: str, mode: str = "mttcg", more: str = "", figure: str = "time") -> Result:
    unit = "insn" if mode == "icount" else "ns"
    return result_line.parse(
        f"RESULT bench=ep figure={figure} cpus={cpus} value={value} unit={unit} class=S"
        f" verified=yes min=1 max=2 runs=1 warmups=1 samples=1 {more} mode={mode}"
    )


class SamplesTest(unittest.TestCase):
    def test_the_median_of_an_even_number_is_a_mean(self) -> None:
        self.assertEqual(samples.median(["3", "1", "2"]), "2")
        self.assertEqual(samples.median(["4", "1", "3", "2"]), "2.5")
        self.assertEqual(samples.median_with_digits(["1.50", "1.10"], 2), "1.30")
        self.assertEqual(samples.median_with_digits(["1.5", "1.10", "9"], 2), "1.5")

    def test_the_spread_keeps_the_order_of_the_samples(self) -> None:
        spread = samples.spread(["10", "9.5", "11"])
        expected = {"runs": "3", "min": "9.5", "max": "11", "samples": "10,9.5,11"}
        self.assertEqual(spread, expected)


class FiguresTest(unittest.TestCase):
    def figures(self, *runs: Result) -> list[str]:
        return [str(result) for result in figures_of_runs(runs)]

    def test_runs_of_one_figure_become_a_median(self) -> None:
        figures = self.figures(run(2, "10"), run(2, "30"), run(2, "20"))
        head = "RESULT bench=ep figure=time cpus=2 value=20 unit=ns class=S verified=yes mode=mttcg"
        self.assertEqual(figures, [f"{head} min=10 max=30 runs=3 samples=10,30,20"])

    def test_counted_runs_have_no_spread(self) -> None:
        head = "RESULT bench=ep figure=time cpus=4 value=7 unit=insn class=S verified=yes mode="
        self.assertEqual(self.figures(run(4, "7", "icount")), [f"{head}icount"])

    def test_speedup_is_of_runs_that_took_turns(self) -> None:
        runs = run(1, "100"), run(2, "50"), run(1, "90"), run(2, "60")
        speedup, efficiency = self.figures(*runs)[2:]
        head = (
            "RESULT bench=ep figure={} cpus=2 value={} unit=ratio class=S verified=yes mode=mttcg"
        )
        self.assertEqual(
            speedup,
            head.format("speedup", "1.750")
            + " min=1.500 max=2.000 runs=2 samples=2.000,1.500 goal_least=1.9",
        )
        self.assertEqual(
            efficiency,
            head.format("efficiency", "0.875") + " min=0.750 max=1.000 runs=2 samples=1.000,0.750",
        )

    def test_work_growth_is_of_counted_runs(self) -> None:
        growth = self.figures(run(1, "1000", "icount"), run(4, "1025", "icount"))[-1]
        self.assertIn("figure=work_growth cpus=4 value=1.0250 unit=ratio class=S", growth)

    def test_waits_have_their_mean(self) -> None:
        first, second = (run(2, "5", more=f"cpu=1 wait={wait}") for wait in (10, 21))
        (line,) = self.figures(first, second)
        self.assertIn(
            " cpu=1 verified=yes mode=mttcg wait=16 min=5 ",
            line.replace("verified=yes cpu=1", "cpu=1 verified=yes"),
        )

    def test_a_kernel_has_its_goals(self) -> None:
        lost = run(1, "5", "icount", figure="lost_work")
        self.assertTrue(self.figures(lost)[0].endswith(" goal=0.1"))


def cpu_line(cpu: int, run_number: int, begin: int, end: int, last: int) -> str:
    return (
        f"MUSTER_BENCH bench=k hz=1000000 cpu={cpu} run={run_number} warmups=1"
        f" begin_ticks={begin} end_ticks={end} last_ticks={last}\r\n"
    )


CONSOLE = "hello\n" + "".join(
    [
        *(cpu_line(1, 0, 12, 20, 25), cpu_line(0, 0, 10, 25, 25)),
        *(cpu_line(1, 1, 30, 50, 60), cpu_line(0, 1, 31, 60, 60)),
    ]
)


class TimelineTest(unittest.TestCase):
    def test_each_run_is_a_bar_and_a_wait(self) -> None:
        timeline = kernel_timeline.read(CONSOLE, 2)
        self.assertEqual((timeline.clock.begin, timeline.clock.end), (10, 60))
        bars = [(bar.cpu, bar.begin, bar.end, bar.name) for bar in timeline.bars]
        self.assertEqual(bars[:3], [(0, 10, 25, "warm-up"), (0, 25, 25, "wait"), (0, 31, 60, "k")])
        self.assertEqual(bars[4:6], [(1, 12, 20, "warm-up"), (1, 20, 25, "wait")])

    def test_the_trace_has_them_all(self) -> None:
        trace = json.loads(chrome_trace.to_json([("k", kernel_timeline.read(CONSOLE, 2))]))
        bars = [event for event in trace["traceEvents"] if event["ph"] == "X"]
        self.assertEqual(len(bars), 8)
        self.assertEqual((bars[2]["ts"], bars[2]["dur"], bars[2]["tid"]), (21, 29, 0))
        names = [
            event["args"]["name"]
            for event in trace["traceEvents"]
            if event["ph"] == "M" and event["name"] == "thread_name"
        ]
        self.assertEqual(names, ["CPU 0", "CPU 1"])

    def test_the_picture_names_them(self) -> None:
        svg = timeline_chart.to_svg("a kernel", kernel_timeline.read(CONSOLE, 2))
        for text in (">k<", ">wait<", ">warm-up<", ">the last end<", "a kernel: 2 CPUs, 50.0 us"):
            self.assertIn(text, svg)

    def test_a_console_without_them_is_refused(self) -> None:
        with self.assertRaisesRegex(Failure, "printed no line MUSTER_BENCH"):
            kernel_timeline.read("hello\n", 2)
        with self.assertRaisesRegex(Failure, "is not understood: MUSTER_BENCH bench=k cpu=1$"):
            kernel_timeline.read("MUSTER_BENCH bench=k cpu=1\n", 2)


if __name__ == "__main__":
    unittest.main()
