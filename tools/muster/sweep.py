# SPDX-License-Identifier: MIT
"""tools/sweep: does the runs of a plan, and makes tables and a report of them."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from muster import ROOT, options, outputs, packages
from muster.messages import fail, say
from muster.signals import ended_by_signals
from muster.sweeps import (
    command_report,
    estimate,
    local,
    machine,
    plan_file,
    programs,
    command_table,
    command_trace,
)
from muster.sweeps.executor import Executor, execute_with_retries
from muster.sweeps.local import LocalExecutor
from muster.sweeps.plan import Plan
from muster.sweeps.progress import Progress, duration
from muster.sweeps.programs import Image
from muster.sweeps.record import Record
from muster.sweeps.runs import Run, runs_of
from muster.sweeps.slurm import SlurmExecutor
from muster.sweeps.store import Folder
from muster.sweeps.task import Task

USAGE = "PLAN.toml [options]"
DESCRIPTION = """
Builds the programs of a plan and does its runs: each combination of the plan's axes, so many times. Each
run that succeeds becomes one file in the sweep's folder, and is never done again: after Ctrl-C, a crash
or a failure, --resume does what is left. docs/sweeps.md has the keys of a plan.

    tools/sweep table FOLDER --csv FILE       all figures as a table
    tools/sweep report FOLDER --html FILE     a page with tables, curves and comparisons
    tools/sweep trace FOLDER --out FILE       what each core did, for ui.perfetto.dev
    tools/sweep COMMAND --help                the options of each

The exit status is 0 when every run has succeeded, 1 when one has failed, 2 when tools/sweep itself could
not do its work, and 130 after Ctrl-C.
"""

STATUS_FAILED = 1
FOR_SLURM = "with --executor slurm"


@dataclass
class Options:
    to: str = options.value(
        "FOLDER", options.text, "", "the sweep's folder (build/sweeps/NAME, NAME being the plan's)"
    )
    list: bool = options.flag("print the names of the runs, and which are finished")
    dry_run: bool = options.flag("print the command of each run that is left, and an estimate")
    only: str = options.value("REGEX", options.text, "", "only the runs whose name matches")
    resume: bool = options.flag("go on with a folder that has runs in it")
    retry: int = options.value(
        "N", options.number(0, 99), 0, "do a run that fails up to N times more (0)"
    )
    jobs: int = options.value(
        "N",
        options.number(1, 9999),
        local.processors(),
        "how many host threads to use at once: a run takes as many as its cores have, and one where"
        " instructions are counted (all processors)",
    )
    no_build: bool = options.flag("take the programs as they are")
    executor: str = options.value(
        "NAME", options.choice("local", "slurm"), "local", "local or slurm: where to run (local)"
    )
    per_task: int = options.value(
        "N",
        options.number(0, 9999),
        0,
        "how many runs a task of a job array does, one after the other; with 0 so many that there"
        " are up to 100 tasks (0)",
        FOR_SLURM,
    )
    sbatch: Sequence[str] = options.many(
        "OPTION", "a further option of sbatch, such as --partition=long; may be repeated"
    )
    patience: int = options.value(
        "S",
        options.number(1, 999999),
        600,
        "give up when the controller does not answer for S seconds (600)",
        FOR_SLURM,
    )


#: tools/sweep NAME ...: what is done with the results.
COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "table": command_table.main,
    "report": command_report.main,
    "trace": command_trace.main,
}


def main(arguments: Sequence[str]) -> int:
    if arguments and arguments[0] in COMMANDS:
        return COMMANDS[arguments[0]](arguments[1:])
    line = options.parse(Options, arguments, USAGE, DESCRIPTION)
    if len(line.words) != 1 or line.rest:
        fail("which plan? A sweep takes one file; see tools/sweep --help")
    plan = plan_file.read(Path(line.words[0]))
    given = line.options
    folder = Folder(Path(given.to) if given.to else ROOT / "build/sweeps" / plan.name)
    runs = chosen_runs(plan, given.only)
    for run in runs:
        machine.options_of(run, plan)  # fails before anything is built
    finished = folder.finished()
    if given.list:
        return print_list(runs, finished)
    left = [run for run in runs if run.id not in finished]
    if given.dry_run:
        return print_dry_run(plan, left, folder, given)
    return sweep(plan, runs, left, folder, given)


def chosen_runs(plan: Plan, only: str) -> list[Run]:
    try:
        pattern = re.compile(only)
    except re.error as error:
        fail(f"--only {only}: it is no regular expression: {error}")
    runs = [run for run in runs_of(plan) if pattern.search(run.name)]
    if not runs:
        fail(f"--only {only}: no run has such a name; see --list")
    return runs


def print_list(runs: Sequence[Run], finished: set[str]) -> int:
    for run in runs:
        print("done" if run.id in finished else "left", run.id, run.name)
    return 0


def print_dry_run(plan: Plan, left: Sequence[Run], folder: Folder, given: Options) -> int:
    for run in left:
        image = Path(f"{run.values['app']}.elf")
        print(f"{run.name}: {' '.join(machine.command_of(run, plan, image))}")
    say(f"{len(left)} runs; " + estimate.estimate(left, folder.records(), plan, given.jobs))
    return 0


def sweep(
    plan: Plan, runs: Sequence[Run], left: Sequence[Run], folder: Folder, given: Options
) -> int:
    if folder.plan_file.is_file() and not given.resume:
        fail(
            f"{folder.path} has a sweep with {len(folder.finished())} finished runs: --resume goes"
            " on with it, --to names another folder"
        )
    packages.require(*(["emulator"] if given.executor == "local" else ["slurm"]))
    folder.make()
    outputs.write("plan", str(folder.plan_file), plan.text)
    with ended_by_signals():
        images = programs.provide(left, folder, given.no_build)
        tasks = [task_of(run, plan, folder, images[programs.image_key(run)]) for run in left]
        progress = Progress(len(runs), len(runs) - len(left))
        return execute(executor_of(plan, folder, given), tasks, given.retry, progress, folder)


def executor_of(plan: Plan, folder: Folder, given: Options) -> Executor:
    if given.executor == "slurm":
        return SlurmExecutor(folder, given.per_task, given.sbatch, given.patience)
    return LocalExecutor(folder, given.jobs, plan.alone)


def task_of(run: Run, plan: Plan, folder: Folder, image: Image) -> Task:
    return Task(
        id=run.id,
        name=run.name,
        label=run.label,
        number=run.number,
        inputs=dict(run.values),
        command=tuple(machine.command_of(run, plan, folder.image(image.sha256))),
        image=image.sha256,
        threads=machine.host_threads(run),
        mem_mib=machine.memory_mib(run),
        timeout_s=plan.timeout_s,
        figures=plan.figures,
        about={"sweep": plan.name, "revision": image.revision, "compiler": image.compiler},
    )


def execute(
    executor: Executor, tasks: Sequence[Task], retries: int, progress: Progress, folder: Folder
) -> int:
    """Does the tasks, and says what has come of them. Returns the exit status."""

    def on_end(record: Record, is_repeated: bool) -> None:
        if not record.is_finished:
            again = "; again" if is_repeated else ""
            progress.message(
                f"{record.task.name}: {record.outcome}{again}: {folder.path}/{record.console}"
            )
        progress.ended(record.is_finished, is_repeated)

    progress.show()
    try:
        failed = execute_with_retries(executor, tasks, retries, on_end)
    except (SystemExit, KeyboardInterrupt):
        progress.message(f"interrupted: {progress.text()}; --resume goes on")
        if executor.leftover():
            progress.message(executor.leftover())
        raise
    took = duration(time.monotonic() - progress.began)
    progress.message(f"{progress.text()}; took {took}; in {folder.path}")
    return STATUS_FAILED if failed else 0
