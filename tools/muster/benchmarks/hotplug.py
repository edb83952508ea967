# SPDX-License-Identifier: MIT
"""The benchmark hotplug: cpu_down() and cpu_up(): instructions by state; and of the bring-up its
slope and the cost of the boot chart. fanout.py has the fan-out of the bring-up.

docs/benchmarking.md says what each figure means.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from muster.benchmarks import fanout, samples
from muster.benchmarks.programs import Boot, ProgramRun, Programs
from muster.benchmarks.request import Mode
from muster.benchmarks.session import Session
from muster.messages import say

# The greatest value that is good.
GOAL_PAIR = 6000  # instructions; Linux 6.1: 1,410,000
GOAL_PAIR_GROWTH = 1.01
GOAL_GROWTH = 1.1
GOAL_TRACE_PERCENT = 2

PAIR_CPUS = (2, 4, 64)
TIMED_CPUS = 4
SLOPE_CPUS = (64, 128, 256, 384, 512)
CHART_CPUS = (64, 512)

# The growth of what a further core costs, from the first two numbers of cores to the last two.
GROWTH_CPUS = (64, 128, 256, 512)


def measure(session: Session) -> None:
    programs = session.programs()
    programs.build("bench-hotplug", "bench-boot", "bench-slow-start")
    if session.request.measures(Mode.ICOUNT):
        count_pairs(session, programs)
        bringups = Bringups(programs)
        report_slope(session, bringups)
        report_chart_cost(session, bringups)
        fanout.count_instructions(session, programs)
        fanout.count_slow_starts(session, programs)
    if session.request.measures(Mode.MTTCG):
        time_pairs(session, programs)
        fanout.take_times(session, programs)
        fanout.time_slow_starts(session, programs)


# ---- a CPU down and up again ---------------------------------------------------------------------


def count_pairs(session: Session, programs: Programs) -> None:
    pairs: dict[int, str] = {}
    for cpus in session.request.several_cpus_or(PAIR_CPUS):
        run = programs.run(Boot("bench-hotplug", Mode.ICOUNT, cpus, "icount"))
        pairs[cpus] = run.value("down_up_pair")
        session.result("down_up_pair", cpus, pairs[cpus], "insn", {"goal": GOAL_PAIR})
        report_way(session, run, cpus, "down")
        report_way(session, run, cpus, "up")
    if len(pairs) > 1:
        first, last = min(pairs), max(pairs)
        growth = samples.rounded(float(pairs[last]) / float(pairs[first]), 4)
        keys = {"from": first, "goal": GOAL_PAIR_GROWTH}
        session.result("down_up_pair_growth", last, growth, "ratio", keys)


def report_way(session: Session, run: ProgramRun, cpus: int, way: str) -> None:
    """Reports the whole way down or up, its states in their order, and the rest."""
    session.result(way, cpus, run.value(way), "insn")
    for line in run.results_of(f"{way}_state"):
        keys = {"state": line.keys["state"]}
        session.result(f"{way}_state", cpus, line.keys["value"], "insn", keys)
    session.result(f"{way}_rest", cpus, run.value(f"{way}_rest"), "insn")


def time_pairs(session: Session, programs: Programs) -> None:
    if not session.request.includes_cpus(TIMED_CPUS):
        return
    boot = Boot("bench-hotplug", Mode.MTTCG, TIMED_CPUS)
    pairs_ns = [programs.run(boot).value("down_up_pair") for _ in range(session.request.repeat)]
    middle = samples.median(pairs_ns)
    session.result("down_up_pair_ns", TIMED_CPUS, middle, "ns", samples.spread(pairs_ns))


# ---- bring-up: its slope, and the boot chart in it -----------------------------------------------


@dataclass
class Bringups:
    """The instructions of a bring-up by number of cores; each is counted once."""

    programs: Programs
    counted: dict[int, int] = field(default_factory=dict)

    def count(self, cpus: int) -> int:
        if cpus not in self.counted:
            if cpus >= 64:
                say(f"hotplug: counting the instructions of a bring-up of {cpus} cores")
            run = self.programs.run(Boot("bench-boot", Mode.ICOUNT, cpus, "icount"))
            self.counted[cpus] = int(run.value("bringup"))
        return self.counted[cpus]


def report_slope(session: Session, bringups: Bringups) -> None:
    points = [(cpus, bringups.count(cpus)) for cpus in session.request.several_cpus_or(SLOPE_CPUS)]
    if len(points) > 1:
        report_line(session, points)
        report_growth(session, bringups.counted)


def report_line(session: Session, points: Sequence[tuple[int, int]]) -> None:
    """Reports the straight line of the least squares."""
    cpus, insn = zip(*points)
    line = statistics.linear_regression(cpus, insn)
    r2 = statistics.correlation(cpus, insn) ** 2 if len(set(insn)) > 1 else 1.0
    keys = {
        "points": str(len(points)),
        "intercept": samples.rounded(line.intercept, 0),
        "r2": samples.rounded(r2, 6),
    }
    session.result("slope_per_cpu", cpus[-1], samples.rounded(line.slope, 1), "insn", keys)


def report_growth(session: Session, counted: dict[int, int]) -> None:
    if not all(cpus in counted for cpus in GROWTH_CPUS):
        return
    a, b, c, d = GROWTH_CPUS
    early = (counted[b] - counted[a]) / (b - a)
    late = (counted[d] - counted[c]) / (d - c)
    keys = {
        "goal": str(GOAL_GROWTH),
        f"per_cpu_{a}_{b}": samples.rounded(early, 1),
        f"per_cpu_{c}_{d}": samples.rounded(late, 1),
    }
    session.result("growth", d, samples.rounded(late / early, 3), "ratio", keys)


def report_chart_cost(session: Session, bringups: Bringups) -> None:
    """Reports what the boot chart adds, with bench-boot in a second build folder, without the
    chart. Counts repeat, so one run of each suffices."""
    own_dir = bringups.programs.build_dir
    folder = Path(f"{own_dir}-without-chart")
    say("building bench-boot without the boot chart")
    without_chart = session.programs(build_dir=folder, settings=["-DMUSTER_CPUHP_CHART=OFF"])
    without_chart.build("bench-boot")
    for cpus in session.request.several_cpus_or(CHART_CPUS):
        with_insn = bringups.count(cpus)
        run = without_chart.run(Boot("bench-boot", Mode.ICOUNT, cpus, "icount"))
        without_insn = int(run.value("bringup"))
        more = with_insn - without_insn
        percent = samples.rounded(100 * more / without_insn, 2)
        keys = {"with": with_insn, "without": without_insn, "goal": GOAL_TRACE_PERCENT}
        session.result("trace_overhead", cpus, percent, "percent", keys)
        by_cpu = samples.rounded(more / (cpus - 1), 1)
        session.result("trace_cost_per_cpu", cpus, by_cpu, "insn")
