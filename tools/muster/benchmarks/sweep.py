# SPDX-License-Identifier: MIT
"""The benchmark sweep: what tools/sweep takes beyond the runs themselves."""

from __future__ import annotations

import statistics
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from muster import ROOT, packages
from muster import sweep as tools_sweep
from muster.benchmarks.session import Keys, Session
from muster.messages import fail, say
from muster.sweeps import plan_file, programs, slurm_commands
from muster.sweeps.executor import Executor, OnEnd
from muster.sweeps.local import LocalExecutor
from muster.sweeps.plan import Plan
from muster.sweeps.record import Record
from muster.sweeps.runs import runs_of
from muster.sweeps.slurm import SlurmExecutor
from muster.sweeps.store import Folder
from muster.sweeps.task import Task

# The greatest values that are good.
GOAL_OVERHEAD_MS = 60
GOAL_SLURM_MS = 1000
GOAL_PLAN_S = 2
GOAL_RESUME_S = 2
GOAL_READ_S = 5

RUNS = 40
SLURM_RUNS = 100
SLURM_PER_TASK = (1, 5)
PLANNED_RUNS = 1000
READ_FILES = 10_000


def measure(session: Session) -> None:
    session.programs().build("hello")
    packages.require("emulator")
    with tempfile.TemporaryDirectory(prefix="muster-sweep-") as name:
        record = measure_overhead(session, Path(name) / "local")
        measure_planning(session, Path(name) / "many", record)
        measure_reading(session, Path(name) / "read", record)
        for per_task in SLURM_PER_TASK:
            measure_slurm(session, Path(name) / f"slurm-{per_task}", per_task)


def plan_of(session: Session, repeat: int) -> Plan:
    preset = session.request.preset
    text = f"name = 'hello'\nrepeat_icount = {repeat}\n[axes]\napp = 'hello'\npreset = '{preset}'\n"
    return plan_file.parse(text, "plan", "hello")


def tasks_of(plan: Plan, folder: Folder) -> list[Task]:
    runs = runs_of(plan)
    images = programs.provide(runs, folder, no_build=True)
    return [tools_sweep.task_of(run, plan, folder, images[programs.image_key(run)]) for run in runs]


def measure_overhead(session: Session, path: Path) -> Record:
    """Reports the time from the end of one run to the end of the next, less the emulator's own time.
    Returns one of the records."""
    folder = Folder(path)
    folder.make()
    tasks = tasks_of(plan_of(session, RUNS), folder)
    say(f"sweep: {RUNS} runs on this machine")
    ends: list[float] = []
    records: list[Record] = []

    def note(record: Record) -> None:
        ends.append(time.monotonic())
        records.append(record)

    execute(LocalExecutor(folder, 1, alone=True), tasks, note, records)
    between = zip(ends, ends[1:], records[1:])
    values = [(end - before - record.wall_s) * 1000 for before, end, record in between]
    keys: Keys = {"min": f"{min(values):.2f}", "max": f"{max(values):.2f}", "runs": len(values)}
    value = f"{statistics.median(values):.2f}"
    session.result("overhead_per_run", 1, value, "ms", {**keys, "goal": GOAL_OVERHEAD_MS})
    return records[0]


def execute(
    executor: Executor, tasks: Sequence[Task], note: OnEnd, records: Sequence[Record]
) -> None:
    executor.execute(tasks, note)
    for record in records:
        if not record.is_finished:
            fail(f"{record.task.name}: {record.outcome}")


def measure_planning(session: Session, path: Path, record: Record) -> None:
    """Reports how long tools/sweep takes to plan runs, and to find that all are finished."""
    folder = Folder(path)
    folder.make()
    plan = plan_of(session, PLANNED_RUNS)
    tasks = tasks_of(plan, folder)
    file = folder.path / "plan.toml"
    file.write_text(plan.text)
    command = [str(ROOT / "tools/sweep"), str(file), "--to", str(folder.path)]
    took_s = wall_s([*command, "--dry-run"])
    keys: Keys = {"count": PLANNED_RUNS}
    session.result("plan", 1, f"{took_s:.2f}", "s", {**keys, "goal": GOAL_PLAN_S})
    write_records(folder, record, tasks)
    took_s = wall_s([*command, "--resume", "--no-build"])
    session.result("resume", 1, f"{took_s:.2f}", "s", {**keys, "goal": GOAL_RESUME_S})


def wall_s(command: Sequence[str]) -> float:
    began = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        fail(f"{' '.join(command)} ended with status {done.returncode}: {done.stderr[-500:]}")
    return time.monotonic() - began


def write_records(folder: Folder, record: Record, tasks: Sequence[Task]) -> None:
    """Makes a record of each task, as like the one as records of a sweep are."""
    for task in tasks:
        file = folder.record_file(task.id)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(replace(record, task=task).to_json())


def measure_reading(session: Session, path: Path, record: Record) -> None:
    folder = Folder(path)
    tasks = [replace(record.task, id=f"{number:020x}"[::-1]) for number in range(READ_FILES)]
    write_records(folder, record, tasks)
    began = time.monotonic()
    count = sum(1 for _ in folder.records())
    took_s = time.monotonic() - began
    if count != READ_FILES:
        fail(f"of {READ_FILES} records only {count} were read")
    keys: Keys = {"count": READ_FILES, "goal": GOAL_READ_S}
    session.result("read_records", 1, f"{took_s:.2f}", "s", keys)


def measure_slurm(session: Session, path: Path, per_task: int) -> None:
    """Reports the time of a run by Slurm: of all of an array, divided by their number."""
    if not packages.is_present("sbatch") or not slurm_commands.answers():
        say("sweep: no Slurm answers here, so there is no figure slurm_per_run")
        return
    folder = Folder(path)
    folder.make()
    tasks = tasks_of(plan_of(session, SLURM_RUNS), folder)
    say(f"sweep: {SLURM_RUNS} runs by Slurm, {per_task} a task")
    records: list[Record] = []
    began = time.monotonic()
    execute(SlurmExecutor(folder, per_task, (), 60), tasks, records.append, records)
    each_ms = (time.monotonic() - began) * 1000 / SLURM_RUNS
    keys: Keys = {"count": SLURM_RUNS, "per_task": per_task, "goal": GOAL_SLURM_MS}
    session.result("slurm_per_run", 1, f"{each_ms:.0f}", "ms", keys)
