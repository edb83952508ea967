# SPDX-License-Identifier: MIT
"""The benchmark malloc: malloc and free on one core and on two, and what the libc's locks cost, for
both libcs. docs/benchmarking.md says what each figure means."""

from __future__ import annotations

from collections import defaultdict

from muster import presets
from muster.benchmarks import samples
from muster.benchmarks.libcs import LIBCS, sibling
from muster.benchmarks.programs import Boot, Programs
from muster.benchmarks.request import Mode
from muster.benchmarks.session import Keys, Session
from muster.messages import say

KINDS = ("private_pair", "mixed_pair", "handed_over_pair")

# The greatest value that is good, in instructions, for a pair of malloc() and free().
GOAL_LOCK_OVERHEAD = 40

# So many pairs a core; deterministic, or long enough that the host's clock can tell.
COUNTED_PAIRS = 2_000
TIMED_PAIRS = 200_000

# Samples by libc, number of cores and kind.
Times = dict[tuple[str, int, str], list[str]]


def measure(session: Session) -> None:
    by_libc: dict[str, Programs] = {}
    for libc in LIBCS:
        preset = sibling(session.request.preset, libc)
        presets.check(preset, presets.target_names())
        by_libc[libc] = session.programs(preset)
        by_libc[libc].build("bench-malloc")
        if session.request.measures(Mode.ICOUNT):
            count_instructions(session, by_libc[libc], libc)
    if session.request.measures(Mode.MTTCG):
        times_ns = take_times(session, by_libc)
        for libc in LIBCS:
            report_times(session, times_ns, libc)


def count_instructions(session: Session, programs: Programs, libc: str) -> None:
    run = programs.run(Boot("bench-malloc", Mode.ICOUNT, 1, f"{COUNTED_PAIRS} icount"))
    for kind in KINDS:
        session.result(kind, 1, run.value(kind), "insn", {"libc": libc})
    keys: Keys = {"libc": libc, "goal": GOAL_LOCK_OVERHEAD}
    session.result("lock_overhead", 1, run.value("lock_overhead"), "insn", keys)


def take_times(session: Session, by_libc: dict[str, Programs]) -> Times:
    """Takes turns, so that a change of the host's load meets all programs."""
    times_ns: Times = defaultdict(list)
    repeat = session.request.repeat
    for number in range(1, repeat + 1):
        say(f"malloc: run {number} of {repeat} on one core and on two")
        for libc, programs in by_libc.items():
            for cpus in (1, 2):
                run = programs.run(Boot("bench-malloc", Mode.MTTCG, cpus, str(TIMED_PAIRS)))
                for kind in KINDS:
                    times_ns[libc, cpus, kind].append(run.value(kind))
    return times_ns


def report_times(session: Session, times_ns: Times, libc: str) -> None:
    """Reports the times, and how many times as many pairs two cores make in the same time."""
    for kind in KINDS:
        medians = {}
        for cpus in (1, 2):
            values = times_ns[libc, cpus, kind]
            medians[cpus] = samples.median(values)
            keys = {"libc": libc, **samples.spread(values)}
            session.result(f"{kind}_ns", cpus, medians[cpus], "ns", keys)
        speedup = samples.rounded(float(medians[1]) / float(medians[2]), 2)
        session.result("speedup", 2, speedup, "ratio", {"libc": libc, "kind": kind})
