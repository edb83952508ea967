# SPDX-License-Identifier: MIT
"""What the figures of kernels have to reach."""

from __future__ import annotations

from dataclasses import dataclass

from muster.result_line import Result


@dataclass(frozen=True)
class KernelGoal:
    """A bound for one figure. Exactly one of at_most and at_least is given."""

    bench: str
    figure: str
    mode: str
    cpus: int | None  # None: on any number of cores
    at_most: str | None = None
    at_least: str | None = None

    def is_for(self, result: Result) -> bool:
        return (self.bench, self.figure, self.mode) == (
            result.bench,
            result.figure,
            result.mode,
        ) and self.cpus in (None, result.cpus)


KERNEL_GOALS = (
    KernelGoal("ep", "speedup", "mttcg", 2, at_least="1.9"),
    KernelGoal("matmul", "speedup", "mttcg", 2, at_least="1.9"),
    KernelGoal("ep", "lost_work", "icount", 1, at_most="0.1"),
    KernelGoal("sync", "barrier", "icount", 4, at_most="100"),
    KernelGoal("sync", "barrier_per_cpu", "icount", 64, at_most="60"),
    KernelGoal("sync", "barrier_per_cpu", "icount", 512, at_most="60"),
    KernelGoal("sync", "spin_lock_unlock", "icount", None, at_most="9"),
    KernelGoal("sync", "fork_join", "icount", 4, at_most="1200"),
)


def with_goal(result: Result) -> Result:
    """Returns the result with the key of its goal, if it has one."""
    for goal in KERNEL_GOALS:
        if goal.is_for(result):
            if goal.at_least is not None:
                return result.with_keys(goal_least=goal.at_least)
            if goal.at_most is not None:
                return result.with_keys(goal=goal.at_most)
    return result
