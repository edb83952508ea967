# SPDX-License-Identifier: MIT
"""The part of the benchmark hotplug that is about fan-out: CPUs that have come up start others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from muster.benchmarks import samples
from muster.benchmarks.programs import Boot, Programs
from muster.benchmarks.request import Mode
from muster.benchmarks.session import Keys, Session
from muster.messages import say

CPUS = (64, 512)
SLOW_TIMED_CPUS = (64,)

# Values of cpuhp.fanout; 0: CPU 0 starts all others.
FANOUTS = (0, 2, 4, 8, 16)

# For how long a CPU_ON keeps its caller: on the guest's clock of -icount, and on the host's. That
# is a firmware played by a hotplug state just before CPU_ON.
SLOW_STARTS_US = (2, 10, 100)
SLOW_START_TIMED_US = 1000


def _fanout_option(fanout: int) -> str:
    return f"cpuhp.fanout={fanout}"


def report_best(session: Session, cpus: int, keys: Keys, values: Mapping[int, str]) -> None:
    """Reports which fan-out has the least value."""
    best = min(values, key=lambda fanout: (float(values[fanout]), fanout))
    session.result("fanout_best", cpus, best, "fanout", keys)


def count_instructions(session: Session, programs: Programs) -> None:
    for cpus in session.request.several_cpus_or(CPUS):
        say(f"hotplug: counting the instructions of a bring-up of {cpus} cores with fan-out")
        values: dict[int, str] = {}
        for fanout in FANOUTS:
            option = _fanout_option(fanout)
            boot = Boot("bench-boot", Mode.ICOUNT, cpus, "icount", runtime_options=option)
            values[fanout] = programs.run(boot).value("bringup")
            keys = {"fanout": fanout}
            session.result("fanout_bringup_insn", cpus, values[fanout], "insn", keys)
        report_best(session, cpus, {"by": "insn"}, values)


def count_slow_starts(session: Session, programs: Programs) -> None:
    for cpus in session.request.several_cpus_or(CPUS):
        for wait_us in SLOW_STARTS_US:
            say(f"hotplug: {cpus} cores with starts of {wait_us} us, on the clock of -icount")
            values: dict[int, str] = {}
            for fanout in FANOUTS:
                boot = Boot(
                    "bench-slow-start",
                    Mode.ICOUNT,
                    cpus,
                    str(wait_us),
                    runtime_options=_fanout_option(fanout),
                )
                values[fanout] = programs.run(boot).value("bringup_ns")
                keys = {"fanout": fanout, "wait_us": wait_us}
                session.result("fanout_slow_virtual_ns", cpus, values[fanout], "ns", keys)
            report_best(session, cpus, {"by": "virtual_ns", "wait_us": wait_us}, values)


def take_times(session: Session, programs: Programs) -> None:
    for cpus in session.request.several_cpus_or(CPUS):
        _time_fanouts(session, programs, _Timed("fanout_bringup_ns", "bench-boot", cpus))


def time_slow_starts(session: Session, programs: Programs) -> None:
    for cpus in session.request.several_cpus_or(SLOW_TIMED_CPUS):
        timed = _Timed("fanout_slow_ns", "bench-slow-start", cpus, SLOW_START_TIMED_US)
        _time_fanouts(session, programs, timed)


@dataclass(frozen=True)
class _Timed:
    """A figure, and the program that is timed with each fan-out."""

    figure: str
    program: str
    cpus: int
    wait_us: int = 0

    def boot(self, fanout: int) -> Boot:
        return Boot(
            self.program,
            Mode.MTTCG,
            self.cpus,
            str(self.wait_us) if self.wait_us else "",
            runtime_options=_fanout_option(fanout),
        )

    def keys(self) -> Keys:
        return {"wait_us": self.wait_us} if self.wait_us else {}


def _time_fanouts(session: Session, programs: Programs, timed: _Timed) -> None:
    """Takes turns, so that a change of the host's load meets all fan-outs."""
    runs_ns: dict[int, list[str]] = {fanout: [] for fanout in FANOUTS}
    repeat = session.request.repeat
    slow = " and slow starts" if timed.wait_us else ""
    for number in range(1, repeat + 1):
        say(f"hotplug: timing fan-out with {timed.cpus} cores{slow}, run {number} of {repeat}")
        for fanout in FANOUTS:
            runs_ns[fanout].append(programs.run(timed.boot(fanout)).value("bringup_ns"))
    medians = {fanout: samples.median(values) for fanout, values in runs_ns.items()}
    for fanout, values in runs_ns.items():
        keys: Keys = {"fanout": fanout, **timed.keys(), **samples.spread(values)}
        session.result(timed.figure, timed.cpus, medians[fanout], "ns", keys)
    report_best(session, timed.cpus, {"by": "ns", **timed.keys()}, medians)
