# SPDX-License-Identifier: MIT
"""What each core did in the runs of a kernel: its lines MUSTER_BENCH as a timeline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from muster import result_line
from muster.messages import fail
from muster.timeline import Bar, Clock, Timeline, in_order

MARK = "MUSTER_BENCH"

# Names are ordered by these; the benchmarks of the program come before, from 1 on.
WARM_UP_STATE = 998
WAIT_STATE = 999


@dataclass(frozen=True)
class CpuRun:
    """What one CPU did in one run: a line of the program. Times are in ticks."""

    bench: str
    hz: int
    cpu: int
    run: int
    warmups: int
    begin_ticks: int
    end_ticks: int
    last_ticks: int  # the end of the last CPU

    @property
    def is_warm_up(self) -> bool:
        return self.run < self.warmups


def read(console: str, cpus: int) -> Timeline:
    """Makes a timeline of the program's output. Each CPU has for each run a bar from its begin to
    its end, and one from there to the last CPU's end."""
    runs = list(_runs(console))
    if not runs:
        fail(
            "no timeline: the program printed no line MUSTER_BENCH: it does not measure with"
            " muster_bench()"
        )
    first = min(run.begin_ticks for run in runs)
    last = max(run.last_ticks for run in runs)
    clock = Clock(hz=runs[0].hz, start=first, begin=first, end=last)
    names = list(dict.fromkeys(run.bench for run in runs))
    bars = [bar for run in runs for bar in _bars(run, 1 + names.index(run.bench))]
    return Timeline(clock, in_order(bars), cpus, "the first begin", "the last end")


def _runs(console: str) -> Iterator[CpuRun]:
    for line in console.split("\n"):
        if not line.startswith(f"{MARK} "):
            continue
        try:
            keys = result_line.keys_of(line)
            bench = keys.pop("bench")
            yield CpuRun(bench, **{name: int(value) for name, value in keys.items()})
        except (ValueError, KeyError, TypeError):
            fail(f"no timeline: this line of the console is not understood: {line}")


def _bars(run: CpuRun, state: int) -> Iterator[Bar]:
    name, state = ("warm-up", WARM_UP_STATE) if run.is_warm_up else (run.bench, state)
    for begin, end, what, order in (
        (run.begin_ticks, run.end_ticks, name, state),
        (run.end_ticks, run.last_ticks, "wait", WAIT_STATE),
    ):
        yield Bar(run.cpu, begin, end, what, order, run.cpu, run=run.run, way="run")
