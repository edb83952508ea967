# SPDX-License-Identifier: MIT
"""The benchmark ep_lost: what the runtime takes of EP on one core, against the same loop in a bare
image. docs/benchmarking.md says what each figure means."""

from __future__ import annotations

from muster.benchmarks import samples
from muster.benchmarks.kernel_goals import with_goal
from muster.benchmarks.programs import Boot
from muster.benchmarks.request import Mode
from muster.benchmarks.session import Session
from muster.messages import say
from muster.result_line import Result

# The watchdog's heart beats four times in this time; by default there is no watchdog.
WATCHDOG_MS = 1000


def measure(session: Session) -> None:
    if not session.request.measures(Mode.ICOUNT):
        return
    programs = session.programs()
    programs.build("nas-ep", "bench-ep-bare")
    say("ep_lost: EP alone, in Muster, and in Muster with the watchdog")
    timeout_s = session.request.timeout
    bare_boot = Boot("bench-ep-bare", Mode.ICOUNT, 1, timeout_s=timeout_s)
    bare = programs.run(bare_boot).value("bare_time")
    for watchdog_ms in (0, WATCHDOG_MS):
        boot = Boot(
            "nas-ep",
            Mode.ICOUNT,
            1,
            "class=S repeat=1 warmup=0 icount",
            runtime_options=f"watchdog.timeout_ms={watchdog_ms}" if watchdog_ms else "",
            timeout_s=timeout_s,
        )
        keys = {"watchdog_ms": str(watchdog_ms)} if watchdog_ms else {}
        time = programs.run(boot).value("time")
        session.keep(lost_work(time, bare, keys))


def lost_work(time: str, bare: str, more_keys: dict[str, str]) -> Result:
    """Compares the instructions of EP in Muster with those of EP in a bare image."""
    percent = 100 * (float(time) - float(bare)) / float(bare)
    keys = {"bench": "ep", "figure": "lost_work", "cpus": "1"}
    keys |= {"value": samples.rounded(percent, 6), "unit": "percent", "class": "S"}
    keys |= {"verified": "yes", "mode": "icount", "with": time, "bare": bare}
    return with_goal(Result(keys | more_keys))
