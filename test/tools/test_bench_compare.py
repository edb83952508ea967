# SPDX-License-Identifier: MIT
"""Tests of tools/bench --compare: what is slower."""

from __future__ import annotations

import unittest

from bench_command import BenchCase, Members, figure, timed

ONE_SAME = "0 slower, 0 faster, 1 the same, 0 not judged, 0 missing, 0 new"


class CompareCase(BenchCase):
    def compare(self, status: int, summary: str, old: Members, new: Members) -> None:
        """Compares two files of one result each."""
        self.write_results("old.json", old)
        self.write_results("new.json", new)
        self.compare_files(status, summary)

    def compare_files(self, status: int, summary: str) -> None:
        files = "--from", self.path("new.json"), "--compare", self.path("old.json")
        self.run_bench(status, *files)
        self.check_says(f"^{summary}$")


class ExactTest(CompareCase):
    """Instructions repeat."""

    def insn(self, value: float) -> Members:
        return figure("time", 4, value, "insn", mode="icount")

    def test_up_to_one_percent_is_no_change(self) -> None:
        self.compare(0, ONE_SAME, self.insn(1000), self.insn(1009))
        self.compare(0, ONE_SAME, self.insn(1000), self.insn(1010))

    def test_more_is_slower(self) -> None:
        summary = "1 slower, 0 faster, 0 the same, 0 not judged, 0 missing, 0 new"
        self.compare(3, summary, self.insn(1000), self.insn(1011))
        self.check_says(r"slower +k time cpus=4 mode=icount: 1000 -> 1011 insn, [+]1[.]1 %$")

    def test_less_is_faster(self) -> None:
        self.compare(0, "0 slower, 1 faster, .*", self.insn(1000), self.insn(980))
        self.check_says(r"faster +k time cpus=4 mode=icount: 1000 -> 980 insn, -2[.]0 %$")

    def test_a_percent_next_to_nothing_may_change_by_its_tick(self) -> None:
        def lost(value: float) -> Members:
            return figure("lost_work", 1, value, "percent", mode="icount")

        self.compare(0, "0 slower, 0 faster, 1 the same, .*", lost(0.000017), lost(0.000019))
        self.compare(3, "1 slower, .*", lost(0.000017), lost(0.06))


class TimesTest(CompareCase):
    """The clock's: beyond all old runs, and by more than a few percent."""

    def test_within_the_old_runs_is_no_change(self) -> None:
        self.compare(0, ONE_SAME, timed(2, 100, 90, 130), timed(2, 125, 120, 130))

    def test_beyond_them_is_slower_or_faster(self) -> None:
        old = timed(2, 100, 90, 130)
        self.compare(3, "1 slower, .*", old, timed(2, 140, 120, 150))
        self.check_says(
            r"k time cpus=2 mode=mttcg: 100 -> 140 ns, [+]40[.]0 % [(]it was 90 to 130 in 5 runs[)]"
        )
        self.compare(0, "0 slower, 1 faster, .*", old, timed(2, 70, 60, 80))

    def test_a_few_percent_are_no_change(self) -> None:
        summary = "0 slower, 0 faster, 1 the same, .*"
        self.compare(0, summary, timed(2, 100, 99, 101), timed(2, 104, 103, 105))

    def test_too_few_runs_are_not_judged(self) -> None:
        summary = "0 slower, 0 faster, 0 the same, 1 not judged, .*"
        self.compare(0, summary, timed(2, 100, 99, 101, 2), timed(2, 200, 199, 201))
        self.check_says("unjudged k time cpus=2 mode=mttcg: 2 runs then and 5 now, and not 3$")
        self.compare(0, summary, timed(2, 100, 99, 101), timed(2, 200, 200, 200, 1))
        self.check_says("unjudged k time cpus=2 mode=mttcg: 5 runs then and 1 now, and not 3$")

    def test_a_figure_without_a_spread_is_not_judged(self) -> None:
        summary = "0 slower, 0 faster, 0 the same, 1 not judged, .*"
        old, new = (figure("bringup_ratio", 2, value, "ratio") for value in (2, 4))
        self.compare(0, summary, old, new)
        self.check_says("unjudged k bringup_ratio cpus=2: without a spread$")


class MoreIsBetterTest(CompareCase):
    def rate(self, name: str, value: float, unit: str, **members: int) -> Members:
        spread = {"mode": "mttcg", "min": 1.8, "max": 2, "runs": 5}
        return figure(name, 2, value, unit, **spread, **members)

    def test_a_smaller_speedup_is_slower(self) -> None:
        old, new = (self.rate("speedup", value, "ratio") for value in (1.9, 1.2))
        self.compare(3, "1 slower, .*", old, new)

    def test_more_bytes_a_second_are_faster(self) -> None:
        old, new = (self.rate("rate", value, "MB/s") for value in (1.9, 2.9))
        self.compare(0, "0 slower, 1 faster, .*", old, new)

    def test_a_goal_may_be_the_least(self) -> None:
        old, new = (self.rate("rate", value, "things", goal_least=1) for value in (1.9, 1.2))
        self.compare(3, "1 slower, .*", old, new)
        self.check_says(r"k rate +2 +1[.]2 +things +>= 1 +reached")


class NamesTest(CompareCase):
    """Two figures are the same one when all that describes them is the same."""

    def test_what_is_on_one_side_only_is_named(self) -> None:
        other = {"bench": "other", "figure": "a", "cpus": 1, "value": 1, "unit": "insn"}
        both = figure("time", 1, 5, "insn")
        self.write_results("old.json", both, {**both, "cpus": 4, "class": "S"}, other)
        self.write_results("new.json", both, {**both, "cpus": 4, "class": "W"})
        self.compare_files(0, "0 slower, 0 faster, 1 the same, 0 not judged, 1 missing, 1 new")
        self.check_says("missing +k time cpus=4 class=S$")
        self.check_says("new +k time cpus=4 class=W$")

    def test_the_order_of_the_keys_is_no_matter(self) -> None:
        old = figure("time", 1, 5, "insn", libc="newlib", app="hello")
        new = figure("time", 1, 5, "insn", app="hello", libc="newlib")
        self.compare(0, ONE_SAME, old, new)

    def test_what_each_cpu_did_is_not_compared(self) -> None:
        old, new = (figure("cpu_time", 4, value, "insn", cpu=0) for value in (100, 900))
        summary = "0 slower, 0 faster, 0 the same, 0 not judged, 0 missing, 0 new"
        self.compare(0, summary, old, new)


class MachineTest(CompareCase):
    """What the figures hold for."""

    def setUp(self) -> None:
        super().setUp()
        self.write_results("old.json", figure("size", 1, 100, "bytes"), timed(2, 100, 99, 101))

    def test_times_of_another_machine_are_not_compared(self) -> None:
        slower = figure("size", 1, 200, "bytes"), timed(2, 200, 199, 201)
        self.write_results("new.json", *slower, processor="Q")
        self.compare_files(3, "1 slower, 0 faster, 0 the same, 1 not judged, 0 missing, 0 new")
        self.check_says("other processor: P then, Q now")
        self.check_says("times are not compared; instructions and sizes are")
        same_size = timed(2, 200, 199, 201), figure("size", 1, 100, "bytes")
        self.write_results("new.json", *same_size, qemu="QEMU 9")
        self.compare_files(0, "0 slower, 0 faster, 1 the same, 1 not judged, 0 missing, 0 new")

    def test_another_compiler_is_said(self) -> None:
        results = timed(2, 200, 199, 201), figure("size", 1, 100, "bytes")
        self.write_results("new.json", *results, compiler="clang")
        self.compare_files(3, "1 slower, .*")
        self.check_says("other compiler: gcc then, clang now")


if __name__ == "__main__":
    unittest.main()
