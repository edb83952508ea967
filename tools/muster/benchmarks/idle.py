# SPDX-License-Identifier: MIT
"""The benchmark idle: what CPUs cost that have nothing to do: host CPU time of an idle guest.

docs/benchmarking.md says what each figure means.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO

from muster import emulator, result_line
from muster.benchmarks import samples
from muster.benchmarks.programs import Boot, Programs
from muster.benchmarks.request import Mode
from muster.benchmarks.session import Keys, Session
from muster.messages import Failure, fail, say

# The greatest value that is good.
GOAL_HOST_PERCENT = 5

CPUS = (64,)
BOOT_TIMEOUT_S = 60
LOOK_S = 0.1  # between two looks at what the program has printed
SETTLE_S = 1  # after the boot: what the last cores and the emulator have left to do
WINDOW_S = 10
STOP_TIMEOUT_S = 10


def measure(session: Session) -> None:
    if not session.request.measures(Mode.MTTCG):
        return
    programs = session.programs()
    programs.build("bench-idle")
    for cpus in session.request.cpus_or(CPUS):
        report_host_percent(session, programs, cpus)


def report_host_percent(session: Session, programs: Programs, cpus: int) -> None:
    """Reports the emulator's CPU time in a window in which every core idles, in percent of one host
    core. Each run has an emulator of its own."""
    percents = []
    repeat = session.request.repeat
    for number in range(1, repeat + 1):
        say(f"idle: {cpus} idle cores for {WINDOW_S} s, run {number} of {repeat}")
        percents.append(samples.rounded(host_percent(programs, cpus), 2))
    keys: Keys = {"goal": GOAL_HOST_PERCENT, "window_s": WINDOW_S, **samples.spread(percents)}
    session.result("idle_host_percent", cpus, samples.median(percents), "percent", keys)


def host_percent(programs: Programs, cpus: int) -> float:
    command = programs.command(Boot("bench-idle", Mode.MTTCG, cpus))
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            wait_for_boot(process, output)
            return percent_in_window(process)
        except Failure as failure:
            sys.stderr.write(text_of(output))
            fail(
                f"bench-idle with {cpus} cores did not come to idle for the time: {failure}"
                f" (see above): {emulator.as_text(command)}"
            )
        finally:
            stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def text_of(output: IO[bytes]) -> str:
    """Returns what the emulator has written so far; its own place in the file stays."""
    size = os.fstat(output.fileno()).st_size
    return os.pread(output.fileno(), size, 0).decode(errors="replace")


def wait_for_boot(process: subprocess.Popen[bytes], output: IO[bytes]) -> None:
    """Returns when the program has said that every core is in."""
    deadline = time.monotonic() + BOOT_TIMEOUT_S
    while not says_idle(text_of(output)):
        if process.poll() is not None:
            fail("it has ended")
        if time.monotonic() > deadline:
            fail(f"it did not boot in {BOOT_TIMEOUT_S} s")
        time.sleep(LOOK_S)


def says_idle(console: str) -> bool:
    whole_lines = console.replace("\r", "").rpartition("\n")[0]
    try:
        return any(line.figure == "idle_cpus" for line in result_line.find_all(whole_lines))
    except result_line.MalformedResult as error:
        fail(str(error))


def percent_in_window(process: subprocess.Popen[bytes]) -> float:
    """Takes the CPU time from the emulator's own clock ticks."""
    time.sleep(SETTLE_S)
    before = cpu_ticks(process)
    began_s = time.monotonic()
    time.sleep(WINDOW_S)
    after = cpu_ticks(process)
    window_s = time.monotonic() - began_s
    return 100 * (after - before) / os.sysconf("SC_CLK_TCK") / window_s


def cpu_ticks(process: subprocess.Popen[bytes]) -> int:
    """Returns utime and stime of all threads (proc(5)). Fields are counted behind the name, which
    may have spaces in it."""
    if process.poll() is not None:
        fail("it has ended")
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])
