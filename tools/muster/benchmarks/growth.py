# SPDX-License-Identifier: MIT
"""The benchmark growth: what a core pays for what all cores do, and how that grows with the cores.

docs/benchmarking.md says what each figure means.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from muster.benchmarks import samples
from muster.benchmarks.programs import Boot, Programs
from muster.benchmarks.request import Mode
from muster.benchmarks.session import Keys, Session
from muster.messages import say

CPUS = (8, 64, 256, 512)
FIGURES = ("barrier", "call_all", "malloc", "printf", "cpu_up")
TIMEOUT_S = 300

#: No cost per core may grow faster than the logarithm of the number of cores.
GOAL_OVER_LOG = 1


def measure(session: Session) -> None:
    if not session.request.measures(Mode.ICOUNT):
        return
    programs = session.programs()
    programs.build("bench-growth")
    costs: dict[str, dict[int, float]] = {figure: {} for figure in FIGURES}
    for cpus in session.request.cpus_or(CPUS):
        report_costs(session, programs, cpus, costs)
    for figure in FIGURES:
        report_growth(session, figure, costs[figure])


def report_costs(
    session: Session, programs: Programs, cpus: int, costs: dict[str, dict[int, float]]
) -> None:
    """Reports what each operation costs a core, and adds it to the costs."""
    say(f"growth: counting instructions with {cpus} cores")
    run = programs.run(Boot("bench-growth", Mode.ICOUNT, cpus, "icount", timeout_s=TIMEOUT_S))
    for figure in FIGURES:
        value = run.value(figure)
        costs[figure][cpus] = float(value)
        session.result(figure, cpus, value, "insn")


def report_growth(session: Session, figure: str, cost: Mapping[int, float]) -> None:
    """Reports the fitted exponent, and the growth against that of the logarithm."""
    counts = [cpus for cpus in sorted(cost) if cpus > 1 and cost[cpus] > 0]
    if len(counts) < 2:
        return
    last = counts[-1]
    keys: Keys = {"of": figure, "from": counts[0]}
    session.result("exponent", last, samples.rounded(exponent(cost, counts), 3), "power", keys)
    goal: Keys = {**keys, "goal": GOAL_OVER_LOG}
    session.result("over_log", last, samples.rounded(over_log(cost, counts), 3), "ratio", goal)


def exponent(cost: Mapping[int, float], counts: list[int]) -> float:
    """Returns the slope of the least-squares line through the logarithms: a cost that grows with the
    cores to the power of e has e. 0 is constant, 1 is linear."""
    xs = [math.log(cpus) for cpus in counts]
    ys = [math.log(cost[cpus]) for cpus in counts]
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    over = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys))
    return over / sum((x - mean_x) ** 2 for x in xs)


def over_log(cost: Mapping[int, float], counts: list[int]) -> float:
    """Returns the greatest growth from the first number of cores on, divided by the growth of the
    logarithm: 1 or less where nothing grows faster than that."""
    first = counts[0]
    return max(cost[cpus] / cost[first] / (math.log(cpus) / math.log(first)) for cpus in counts[1:])
