# SPDX-License-Identifier: MIT
"""The machine of a run: the options of tools/run that its values are, and the emulator's command."""

from __future__ import annotations

from pathlib import Path

from muster import ROOT, apps, run_options
from muster import run as tools_run
from muster.benchmarks.request import Mode
from muster.messages import Failure, fail
from muster.sweeps import axes
from muster.sweeps.plan import Plan
from muster.sweeps.runs import Run

# What is asked for beyond the guest's memory: an estimate above what records show (rss_mib).
EMULATOR_MIB = 256
EMULATOR_MIB_PER_CPU = 4


def options_of(run: Run, plan: Plan) -> run_options.Options:
    """Returns the options of tools/run, or fails where they contradict each other."""
    values = run.values
    append = [values["append"]] if values["append"] else []
    if values["kernel"]:
        # A core that waits for one that is slow, or for a verification, does so for as long.
        append.append(f"barrier.timeout_ms={plan.timeout_s * 1000}")
    options = run_options.Options(
        cpus=int(values["cpus"]),
        mem=values["mem"],
        el=values["el"],
        gic=values["gic"],
        cpu=values["cpu"],
        append=append,
        preset=values["preset"],
        icount=run.is_icount,
        thread="" if run.is_icount else "multi",
        timeout=plan.timeout_s,
    )
    try:
        run_options.check(options, ())
    except Failure as failure:
        fail(f"axes: {run.label}: {failure}; leave it out by [[exclude]]")
    return options


def command_of(run: Run, plan: Plan, image: Path) -> list[str]:
    """Returns the command that boots the image."""
    options = options_of(run, plan)
    append = tools_run.kernel_command_line(options, _arguments(run))
    app = apps.App(options.preset, ROOT / "build" / options.preset, file=image)
    return tools_run.emulator_command(options, app, image, append)


def _arguments(run: Run) -> list[str]:
    """Returns the program's words: for a kernel those of its harness, then the plan's own."""
    own = run.values["arguments"].split()
    if not run.values["kernel"]:
        return own
    words = [f"class={run.values['class']}"] if run.values["class"] else []
    words += ["icount"] if run.is_icount else []
    words += [] if any(word.startswith("repeat=") for word in own) else ["repeat=1"]
    return [*words, *own]


def host_threads(run: Run) -> int:
    """Returns how many processors the run can use at once."""
    return 1 if run.is_icount else int(run.values["cpus"])


def memory_mib(run: Run) -> int:
    """Returns what a cluster has to reserve for the run."""
    guest = run_options.memory_mib(run.values["mem"])
    return guest + EMULATOR_MIB + EMULATOR_MIB_PER_CPU * int(run.values["cpus"])


def settings_of(run: Run) -> tuple[str, ...]:
    """Returns the arguments of CMake that the run's program is built with."""
    layout = run.values.get(axes.LAYOUT, "0")
    shuffled = () if layout == "0" else (f"-DMUSTER_LAYOUT={layout}",)
    return shuffled + tuple(
        f"-D{name.removeprefix(axes.DEFINE)}={value}"
        for name, value in run.values.items()
        if name.startswith(axes.DEFINE)
    )


def mode_of(run: Run) -> Mode:
    return Mode(run.values["mode"])
