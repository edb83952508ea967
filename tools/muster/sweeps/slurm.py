# SPDX-License-Identifier: MIT
"""Does runs on a cluster with Slurm: job arrays, and results that come back by the shared folder.

The folder says what is done, and Slurm what may still come. A task that Slurm no longer has, and that
has left neither a record nor a failure, is lost, and is submitted again. So neither a node nor the
controller nor this tool has to stay: another session finds out the same.
"""

from __future__ import annotations

import json
import math
import time
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from muster import outputs
from muster.messages import fail, say
from muster.sweeps import slurm_commands, task_archive
from muster.sweeps.executor import OnEnd
from muster.sweeps.record import Record, from_json
from muster.sweeps.slurm_commands import ControllerAway, Needs
from muster.sweeps.store import Folder
from muster.sweeps.task import Task

LOOK_EVERY_S = 0.5  # at the folder, or where that takes long:
LOOK_SHARE = 10  # this many times as long as a look takes
ASK_EVERY_S = 3  # Slurm
SAY_EVERY_S = 300  # what tasks wait for, while no run ends
ARRAY_TASKS = 100  # a list of more runs has several of them in each task
LOST_MOST = 5  # times that a run is lost before the tool gives up

# The system's Python comes first: the stand-ins of version managers take longer to start than the rest.
_SCRIPT = """#!/bin/sh
python=/usr/bin/python3
[ -x "$python" ] || python=python3
exec "$python" -I -S "{archive}" "{list}" "$SLURM_ARRAY_TASK_ID"
"""


def script(archive: Path, listed: Path) -> str:
    """Returns what each task of an array starts: the runs of its line of the list."""
    return _SCRIPT.format(archive=archive, list=listed)


class SlurmExecutor:
    """per_task: how many runs a task of an array does, one after the other; 0: by their number.
    away_most_s: how long the controller may be away."""

    def __init__(
        self, folder: Folder, per_task: int, more: Sequence[str], away_most_s: float
    ) -> None:
        self.folder = folder
        self.per_task = per_task
        self.more = more
        self.away_most_s = away_most_s
        self.slurm = folder.path / "slurm"
        self.jobs: dict[str, list[list[str]]] = {}  # for each job the runs of each of its tasks
        self._away_since: float | None = None
        self._asked = 0.0
        self._last_end = time.monotonic()

    # ---- the loop --------------------------------------------------------------------------------

    def execute(self, tasks: Sequence[Task], on_end: OnEnd) -> None:
        self.slurm.mkdir(exist_ok=True)
        task_archive.write(self.folder)
        waiting = {task.id: task for task in tasks}
        before = self.folder.last_failures()
        lost: dict[str, int] = {}
        self._adopt(waiting)
        self._submit(self._not_submitted(waiting, self.live_runs()))
        while waiting:
            began = time.monotonic()
            for record in self._new_records(waiting, before):
                del waiting[record.task.id]
                self._last_end = time.monotonic()
                on_end(record)
            if waiting:
                took_s = time.monotonic() - began
                time.sleep(max(LOOK_EVERY_S, took_s * LOOK_SHARE))
                self._resubmit_lost(waiting, before, lost)

    def leftover(self) -> str:
        return f"the jobs go on; to end them: scancel {' '.join(self.jobs)}" if self.jobs else ""

    def _new_records(self, waiting: dict[str, Task], before: dict[str, int]) -> list[Record]:
        """Returns the records of runs that have ended since this round began."""
        finished, failed = self.folder.finished(), self.folder.last_failures()
        found = []
        for run in waiting:
            if run in finished:
                file = self.folder.record_file(run)
            elif failed.get(run, 0) > before.get(run, 0):
                file = self.folder.failure_file(run, failed[run])
            else:
                continue
            found.append(from_json(file.read_text(encoding="utf-8")))
        return found

    def _resubmit_lost(
        self, waiting: dict[str, Task], before: dict[str, int], lost: dict[str, int]
    ) -> None:
        if time.monotonic() - self._asked < ASK_EVERY_S:
            return
        live = self.live_runs()
        if live is None:
            return
        # What ended between the look at the folder and the question has a record by now.
        ended = {record.task.id for record in self._new_records(waiting, before)}
        again = [t for t in self._not_submitted(waiting, live) if t.id not in ended]
        for task in again:
            lost[task.id] = lost.get(task.id, 0) + 1
            if lost[task.id] > LOST_MOST:
                fail(f"{task.name} was lost {LOST_MOST} times; see {self.slurm} for its output")
        if again:
            say(f"{len(again)} runs were lost by the cluster; submitting them again")
            self._submit(again)

    def live_runs(self) -> set[str] | None:
        """Returns the runs that Slurm still has and will do; None while it does not answer."""
        self._asked = time.monotonic()
        try:
            own = {
                (job, number): state
                for (job, number), state in slurm_commands.live_tasks().items()
                if job in self.jobs and number < len(self.jobs[job])
            }
            held = [task for task, state in own.items() if slurm_commands.is_held(state)]
            if held:
                say(f"Slurm holds {len(held)} tasks that no node could start: {own[held[0]]}")
                slurm_commands.cancel(held)
        except ControllerAway as away:
            self._note_away(str(away))
            return None
        self._away_since = None
        live = {task: state for task, state in own.items() if task not in held}
        self._say_why_nothing_ends(live.values())
        return {run for job, number in live for run in self.jobs[job][number]}

    def _say_why_nothing_ends(self, states: Collection[str]) -> None:
        """Says what the tasks wait for, where for a long time no run has ended: nodes may all be down."""
        now = time.monotonic()
        if states and now - self._last_end > SAY_EVERY_S:
            self._last_end = now
            counts = Counter(states).most_common()
            said = ", ".join(f"{count} {state}" for state, count in counts)
            say(f"no run has ended for {SAY_EVERY_S} s; tasks by state or reason: {said}")

    def _note_away(self, why: str) -> None:
        now = time.monotonic()
        if self._away_since is None:
            self._away_since = now
            say(f"Slurm does not answer ({why}); the runs go on, waiting for it")
        elif now - self._away_since > self.away_most_s:
            fail(f"Slurm has not answered for {self.away_most_s:g} s: {why}; --resume goes on")

    @staticmethod
    def _not_submitted(waiting: dict[str, Task], live: set[str] | None) -> list[Task]:
        return [] if live is None else [task for run, task in waiting.items() if run not in live]

    # ---- submitting ------------------------------------------------------------------------------

    def _adopt(self, waiting: dict[str, Task]) -> None:
        """Takes over the jobs of earlier sessions that have to do with the runs."""
        for file in self.slurm.glob("job-*.json"):
            runs = json.loads(file.read_text(encoding="utf-8"))
            if any(run in waiting for part in runs for run in part):
                self.jobs[file.stem.removeprefix("job-")] = runs

    def _submit(self, tasks: Sequence[Task]) -> None:
        for needs, packs in self._packs(tasks):
            most = slurm_commands.array_most()
            for first in range(0, len(packs), most):
                self._submit_array(needs, packs[first : first + most])

    def _packs(self, tasks: Sequence[Task]) -> Iterator[tuple[Needs, list[list[Task]]]]:
        """Puts runs that need the same together, so many in a task of an array."""
        per_task = self.per_task or math.ceil(len(tasks) / ARRAY_TASKS)
        alike: dict[tuple[int, int, int], list[Task]] = {}
        for task in tasks:
            alike.setdefault((task.threads, task.mem_mib, task.timeout_s), []).append(task)
        for (threads, mem_mib, timeout_s), same in alike.items():
            minutes = 1 + math.ceil(per_task * (timeout_s + 5) / 60)
            packs = [same[first : first + per_task] for first in range(0, len(same), per_task)]
            yield Needs(threads, mem_mib, minutes), packs

    def _submit_array(self, needs: Needs, packs: Sequence[Sequence[Task]]) -> None:
        stem = f"list-{time.time_ns()}"
        listed = self.slurm / f"{stem}.jsonl"
        lines = [json.dumps([asdict(task) for task in pack]) for pack in packs]
        outputs.write("list", str(listed), "\n".join(lines) + "\n")
        file = self.slurm / f"{stem}.sh"
        archive = self.folder.path / task_archive.NAME
        outputs.write("script", str(file), script(archive, listed))
        job = self._patiently(file, len(packs), needs)
        self.jobs[job] = [[task.id for task in pack] for pack in packs]
        outputs.write("job", str(self.slurm / f"job-{job}.json"), json.dumps(self.jobs[job]))

    def _patiently(self, script: Path, count: int, needs: Needs) -> str:
        """Submits, and waits for a controller that does not answer."""
        name = self.folder.path.name
        while True:
            try:
                job = slurm_commands.submit(script, count, name, needs, self.slurm, self.more)
                self._away_since = None
                return job
            except ControllerAway as away:
                if "Unable to contact" not in str(away) and "Socket timed out" not in str(away):
                    fail(f"the runs cannot be submitted: {away}")
                self._note_away(str(away))
                time.sleep(ASK_EVERY_S)
