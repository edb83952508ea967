# SPDX-License-Identifier: MIT
"""Does runs on this machine, as many at a time as there are processors for."""

from __future__ import annotations

import os
import select
import time
from collections.abc import Sequence

from muster.sweeps import task_run
from muster.sweeps.executor import OnEnd
from muster.sweeps.store import Folder
from muster.sweeps.task import Task
from muster.sweeps.task_run import TaskRun


# How many waiting runs may be passed.
LOOK_AHEAD = 64


def processors() -> int:
    return len(os.sched_getaffinity(0))


class LocalExecutor:
    """A run takes as many slots as it has host threads, and never more than there are."""

    def __init__(self, folder: Folder, slots: int, alone: bool) -> None:
        self.folder = folder
        self.slots = slots
        self.alone = alone  # a run with several host threads takes all slots

    def slots_of(self, task: Task) -> int:
        if self.alone and task.threads > 1:
            return self.slots
        return min(task.threads, self.slots)

    def execute(self, tasks: Sequence[Task], on_end: OnEnd) -> None:
        if tasks:
            task_run.emulator(tasks[0].command[0], self.folder)  # hashed before any time is taken
        waiting = list(tasks)
        running: list[TaskRun] = []
        try:
            while waiting or running:
                self._start(waiting, running)
                for ended in _wait(running):
                    running.remove(ended)
                    on_end(ended.finish())
        finally:
            for run in running:
                run.drop()

    def leftover(self) -> str:
        return ""

    def _start(self, waiting: list[Task], running: list[TaskRun]) -> None:
        """Starts what there is room for. A run may pass one that needs more slots than are free."""
        free = self.slots - sum(self.slots_of(run.task) for run in running)
        for task in waiting[:LOOK_AHEAD]:
            if not free:
                return
            if self.slots_of(task) <= free:
                free -= self.slots_of(task)
                waiting.remove(task)
                running.append(TaskRun(task, self.folder))


def _wait(running: list[TaskRun]) -> list[TaskRun]:
    """Waits until a run ends, or its time is up. Returns those that have ended."""
    not_started = [run for run in running if not run.process]
    if not_started:
        return not_started
    poll = select.poll()
    for run in running:
        poll.register(run.pidfd, select.POLLIN)
    deadlines = [run.deadline for run in running if not run.timed_out]
    left_ms = (min(deadlines) - time.monotonic()) * 1000 if deadlines else None
    ready = {pidfd for pidfd, _ in poll.poll(None if left_ms is None else max(0, left_ms) + 1)}
    now = time.monotonic()
    for run in running:
        if run.pidfd not in ready and run.deadline <= now and not run.timed_out:
            run.end_in_time()
    return [run for run in running if run.pidfd in ready]
