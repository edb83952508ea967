# SPDX-License-Identifier: MIT
"""The benchmark ipi: interrupts between CPUs, cross calls, timer interrupts, and what is inline.

docs/benchmarking.md says what each figure means.
"""

from __future__ import annotations

from muster.benchmarks import samples
from muster.benchmarks.programs import Boot, ProgramRun, Programs
from muster.benchmarks.request import Mode
from muster.benchmarks.session import Session
from muster.messages import say

# The greatest value that is good, in instructions, while the other CPUs sleep.
GOALS = {
    "spin_lock_unlock": 9,
    "processor_id": 2,
    "percpu_inc": 5,
    "ipi_round_trip": 450,
    "call_single": 450,
    "timer_irq": 150,
}
GOAL_CALL_ALL = 1400  # on GOAL_CALL_ALL_CPUS, whether they sleep or not
GOAL_CALL_ALL_CPUS = 4
GOAL_CALL_ALL_GROWTH = 1

COUNTED_CPUS = (2, 4, 64, 256, 512)
TIMED_CPUS = 2

# Between these numbers of cores what a further one costs must not grow.
GROWTH_CPUS = (64, 256, 512)

CALLS = ("ipi_round_trip", "call_single", "call_all")
ALONE = ("spin_lock_unlock", "processor_id", "percpu_inc", "timer_irq")
TIMED = ("ipi_round_trip", "call_single")


def measure(session: Session) -> None:
    programs = session.programs()
    programs.build("bench-ipi")
    if session.request.measures(Mode.ICOUNT):
        count_instructions(session, programs)
    if session.request.measures(Mode.MTTCG):
        take_times(session, programs)


def count_instructions(session: Session, programs: Programs) -> None:
    call_all: dict[int, float] = {}
    for cpus in session.request.cpus_or(COUNTED_CPUS):
        if cpus >= 256:
            say(f"ipi: counting instructions with {cpus} cores")
        run = programs.run(Boot("bench-ipi", Mode.ICOUNT, cpus, "icount"))
        report(session, run, cpus, "asleep")
        if cpus > 1:
            call_all[cpus] = float(run.value("call_all"))
            busy_run = programs.run(Boot("bench-ipi", Mode.ICOUNT, cpus, "icount busy"))
            report(session, busy_run, cpus, "busy")
    report_growth(session, call_all)


def report(session: Session, run: ProgramRun, cpus: int, waiting: str) -> None:
    """Reports what the program has printed; waiting: what the other CPUs do meanwhile."""
    for figure in (*ALONE, *CALLS) if waiting == "asleep" else CALLS:
        for line in run.results_of(figure):
            keys = {"waiting": waiting, **goal_of(figure, cpus, waiting)}
            session.result(figure, cpus, line.keys["value"], "insn", keys)


def goal_of(figure: str, cpus: int, waiting: str) -> dict[str, str]:
    """Returns the key of the goal, where there is one."""
    if figure == "call_all":
        return {"goal": str(GOAL_CALL_ALL)} if cpus == GOAL_CALL_ALL_CPUS else {}
    return {"goal": str(GOALS[figure])} if waiting == "asleep" else {}


def report_growth(session: Session, call_all: dict[int, float]) -> None:
    """Reports what a further core adds to a call to all: late against early."""
    if not all(cpus in call_all for cpus in GROWTH_CPUS):
        return
    a, b, c = GROWTH_CPUS
    early = (call_all[b] - call_all[a]) / (b - a)
    late = (call_all[c] - call_all[b]) / (c - b)
    keys = {
        "goal": str(GOAL_CALL_ALL_GROWTH),
        f"per_cpu_{a}_{b}": samples.rounded(early, 1),
        f"per_cpu_{b}_{c}": samples.rounded(late, 1),
    }
    session.result("call_all_growth", c, samples.rounded(late / early, 3), "ratio", keys)


def take_times(session: Session, programs: Programs) -> None:
    """Reports the same in time, with a host thread for each core."""
    if not session.request.includes_cpus(TIMED_CPUS):
        return
    times_ns: dict[str, list[str]] = {figure: [] for figure in TIMED}
    for _ in range(session.request.repeat):
        run = programs.run(Boot("bench-ipi", Mode.MTTCG, TIMED_CPUS))
        for figure, values in times_ns.items():
            values.append(run.value(figure))
    for figure, values in times_ns.items():
        middle = samples.median(values)
        session.result(f"{figure}_ns", TIMED_CPUS, middle, "ns", samples.spread(values))
