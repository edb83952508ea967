# SPDX-License-Identifier: MIT
"""How long a sweep will take: by the runs of the same combination that there are, else unknown."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence

from muster.sweeps import machine
from muster.sweeps.plan import Plan
from muster.sweeps.progress import duration
from muster.sweeps.record import Record
from muster.sweeps.runs import Run
from muster.sweeps.task import Combination, combination


def estimate(runs: Sequence[Run], records: Iterable[Record], plan: Plan, slots: int) -> str:
    """Returns the estimate in words. runs: those that are left."""
    walls: dict[Combination, list[float]] = {}
    for record in records:
        walls.setdefault(combination(record.task.inputs), []).append(record.wall_s)
    known = {key: statistics.median(times) for key, times in walls.items()}
    seconds = 0.0
    unknown = 0
    for run in runs:
        share = min(machine.host_threads(run), slots) / slots
        key = combination(run.values)
        if key in known:
            seconds += known[key] * share
        else:
            unknown += 1
    text = f"about {duration(seconds)}" if unknown < len(runs) else ""
    if unknown:
        most = sum(
            plan.timeout_s * min(machine.host_threads(run), slots) / slots
            for run in runs
            if combination(run.values) not in known
        )
        text += f"{' and ' if text else ''}at most {duration(most)} for {unknown} runs of "
        text += "combinations that have not run yet (each until its time-out)"
    return f"estimate on {slots} processors: {text or 'nothing to do'}"
