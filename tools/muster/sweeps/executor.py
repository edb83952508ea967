# SPDX-License-Identifier: MIT
"""What does the runs: the interface of the executors, and the rounds that failed runs get."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from muster.sweeps.record import Record
from muster.sweeps.task import Task

#: Is told of each run that has ended.
OnEnd = Callable[[Record], None]


class Executor(Protocol):
    """Does each task once, wherever it likes. local.py and slurm.py are the two."""

    def execute(self, tasks: Sequence[Task], on_end: OnEnd) -> None:
        """Returns when each task has a record, which is kept in the folder before on_end() gets it.

        On SystemExit or KeyboardInterrupt nothing of an unfinished run stays behind here.
        """

    def leftover(self) -> str:
        """Returns what still goes on elsewhere when the tool is interrupted, in words; or ""."""


def execute_with_retries(
    executor: Executor, tasks: Sequence[Task], retries: int, on_end: Callable[[Record, bool], None]
) -> list[Record]:
    """Does the tasks, and those that fail again, up to so many times more. on_end() is also told
    whether the run gets another attempt. Returns the records of those that have failed for good."""
    failed: list[Record] = []
    for left in range(retries, -1, -1):
        failed = []

        def note(record: Record, left: int = left, failed: list[Record] = failed) -> None:
            if not record.is_finished:
                failed.append(record)
            on_end(record, not record.is_finished and left > 0)

        executor.execute(tasks, note)
        tasks = [record.task for record in failed]
        if not tasks:
            break
    return failed
