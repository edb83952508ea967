# SPDX-License-Identifier: MIT
"""What is asked of Slurm: sbatch submits an array, squeue says which of its tasks there still are, and
scancel takes away those that cannot start."""

from __future__ import annotations

import functools
import getpass
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from muster.messages import fail

# Slurm's own bound, where the controller does not say it.
ARRAY_MOST = 1001
ASK_TIMEOUT_S = 60

_SUBMITTED = re.compile(r"(\d+)(;.*)?")
_ARRAY_MOST = re.compile(r"^MaxArraySize\s*=\s*(\d+)", re.MULTILINE)
# A task of an array that has ended may be listed for a while.
_ENDED = re.compile(
    "COMPLETED|FAILED|CANCELLED|TIMEOUT|NODE_FAIL|OUT_OF_MEMORY|BOOT_FAIL|DEADLINE|PREEMPTED"
)


RUNNING = "running"

#: A task of an array: the job's number, and its own.
ArrayTask = tuple[str, int]


@dataclass(frozen=True)
class Needs:
    """What each task of an array needs."""

    threads: int
    mem_mib: int
    minutes: int


class ControllerAway(Exception):
    """The controller does not answer: it may be back later, and its jobs go on meanwhile."""


def _ask(*command: str) -> str:
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=ASK_TIMEOUT_S,
            check=False,
        )
    except OSError as error:
        fail(f"{command[0]} does not start: {error.strerror}; Slurm is what Debian calls slurm-wlm")
    except subprocess.TimeoutExpired as error:
        raise ControllerAway(f"{command[0]} has not answered in {ASK_TIMEOUT_S} s") from error
    if done.returncode != 0:
        raise ControllerAway(f"{command[0]}: {done.stderr.strip() or done.returncode}")
    return done.stdout


def submit(
    script: Path, count: int, name: str, needs: Needs, log_folder: Path, more: Sequence[str]
) -> str:
    """Submits an array of count tasks, each of which runs the script. Returns the job's number."""
    output = _ask(
        "sbatch",
        "--parsable",
        f"--job-name={name}",
        f"--array=0-{count - 1}",
        "--ntasks=1",
        f"--cpus-per-task={needs.threads}",
        f"--mem={needs.mem_mib}M",
        f"--time={needs.minutes}",
        "--requeue",  # by Slurm itself, when a node fails
        f"--output={log_folder}/%A_%a.out",
        *more,
        str(script),
    )
    found = _SUBMITTED.match(output.strip())
    if not found:
        fail(f"sbatch: this answer is not understood: {output.strip()}")
    return found[1]


def answers() -> bool:
    """Returns true if there is a controller that answers."""
    try:
        _ask("squeue", "-h")
        return True
    except ControllerAway:
        return False


def live_tasks() -> dict[ArrayTask, str]:
    """Returns the user's tasks that wait or run: RUNNING, or why the task waits."""
    live = {}
    for line in _ask(
        "squeue", "-h", "-r", f"--user={getpass.getuser()}", "-o", "%F %K %T %r"
    ).splitlines():
        job, number, state, reason = line.split(maxsplit=3)
        if number.isdecimal() and not _ENDED.match(state):
            live[job, int(number)] = reason if state == "PENDING" else RUNNING
    return live


def is_held(reason: str) -> bool:
    """Returns true for a task that no node could start: Slurm keeps it, and never tries again."""
    return "requeued" in reason and "held" in reason


def cancel(tasks: Sequence[ArrayTask]) -> None:
    _ask("scancel", *(f"{job}_{number}" for job, number in tasks))


@functools.cache
def array_most() -> int:
    """Returns how many tasks an array may have."""
    try:
        found = _ARRAY_MOST.search(_ask("scontrol", "show", "config"))
    except ControllerAway:
        found = None
    return max(1, int(found[1]) if found else ARRAY_MOST)
