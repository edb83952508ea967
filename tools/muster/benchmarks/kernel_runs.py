# SPDX-License-Identifier: MIT
"""Runs a kernel in each mode that was asked for, on each number of cores: measure_kernel() and
trace_kernel()."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from muster import chrome_trace, outputs, timeline_chart
from muster.benchmarks import kernel_timeline
from muster.benchmarks.about import emulator_version
from muster.benchmarks.kernel_figures import figures_of_runs
from muster.benchmarks.kernels import Kernel
from muster.benchmarks.programs import Boot, ProgramRun, Programs
from muster.benchmarks.request import Mode, Request
from muster.benchmarks.session import Session
from muster.messages import Failure, say
from muster.result_line import MalformedResult, Result


@dataclass(frozen=True)
class Turn:
    """One run of all programs of a kernel."""

    mode: Mode
    cpus: int
    number: int = 1

    def boot(self, kernel: Kernel, request: Request, program: str, words: str) -> Boot:
        words_of_class = f"class={request.class_}" if request.class_ in kernel.classes else ""
        words_of_mode = "icount" if self.mode is Mode.ICOUNT else ""
        return Boot(
            program,
            self.mode,
            self.cpus,
            " ".join(text for text in (words_of_class, words_of_mode, words) if text),
            # A core that waits for one that is slow, or for a verification, does so for as long.
            runtime_options=f"barrier.timeout_ms={request.timeout * 1000}",
            timeout_s=request.timeout,
        )


def turns(kernel: Kernel, request: Request) -> Iterator[Turn]:
    """Yields the runs in their order. With instructions counted all runs are alike, so one is
    enough. Where time is taken the numbers of cores take turns, so that a change of the host's load
    meets all of them."""
    for mode in Mode:
        default = kernel.default_cpus(mode)
        if not default or not request.measures(mode):
            continue
        for number in range(1, 1 + (1 if mode is Mode.ICOUNT else request.repeat)):
            for cpus in request.cpus_or(default):
                yield Turn(mode, cpus, number)


def measure_kernel(kernel: Kernel, session: Session) -> None:
    """Prints the figures when all runs are through: there are none of a kernel that has failed in
    one run."""
    programs = session.programs()
    programs.build(*kernel.programs)
    lines: list[Result] = []
    for turn in turns(kernel, session.request):
        say_turn(kernel, turn, session.request.repeat)
        try:
            lines += take_turn(kernel, turn, session.request, programs)
        except Failure as failure:
            say(str(failure))
            session.note_failure(f"{kernel.name}, {turn.mode}, {turn.cpus} cores")
            return
    for result in figures_of_runs(lines):
        session.keep(result)


def say_turn(kernel: Kernel, turn: Turn, repeat: int) -> None:
    which = f", run {turn.number} of {repeat}" if turn.mode is Mode.MTTCG else ""
    say(f"{kernel.name}: {turn.mode}, {turn.cpus} cores{which}")


def take_turn(kernel: Kernel, turn: Turn, request: Request, programs: Programs) -> list[Result]:
    """Returns what the programs of the kernel print, with the mode; or fails."""
    lines = []
    for program in kernel.programs:
        run = run_program(kernel, turn.boot(kernel, request, program, "repeat=1 percpu"), programs)
        lines += [line.with_keys(mode=turn.mode) for line in verified_lines(kernel, run)]
    return lines


def run_program(kernel: Kernel, boot: Boot, programs: Programs) -> ProgramRun:
    run = programs.attempt(boot)
    what = f"{kernel.name}: {boot.program} on {boot.cpus} cores"
    if run.timed_out:
        run.show()
        command = run.command_text()
        raise Failure(f"{what} did not end within {boot.timeout_s} s (--timeout): {command}")
    if run.status != 0:
        run.fail(f"{what} ended with status {run.status}")
    return run


def verified_lines(kernel: Kernel, run: ProgramRun) -> list[Result]:
    """Returns the lines RESULT, or fails where there is none or one is not verified."""
    try:
        lines = run.results()
    except MalformedResult as error:
        raise Failure(f"{kernel.name}: {error}") from error
    if not lines:
        run.fail(f"{kernel.name}: the program printed no figures")
    for line in lines:
        if line.keys.get("verified", "yes") != "yes":
            raise Failure(f"{kernel.name}: this figure was not verified: {line}")
    return lines


def trace_kernel(kernel: Kernel, session: Session) -> None:
    """Boots once more, for what --trace and --timeline ask for."""
    request = session.request
    mode = Mode(request.mode or Mode.MTTCG)
    turn = Turn(mode, request.cpus_or(kernel.default_cpus(mode))[-1])
    say(f"{kernel.name}: {mode}, {turn.cpus} cores, for the timeline")
    boot = turn.boot(kernel, request, kernel.programs[0], f"trace repeat={request.repeat}")
    run = run_program(kernel, boot, session.programs())
    timeline = kernel_timeline.read(run.console, turn.cpus)
    words_of_class = f" class {request.class_}" if request.class_ in kernel.classes else ""
    title = f"{kernel.name}{words_of_class}, {mode}, {request.preset}, QEMU {emulator_version()}"
    if request.trace:
        outputs.write("--trace", request.trace, chrome_trace.to_json([(kernel.name, timeline)]))
    if request.timeline:
        outputs.write("--timeline", request.timeline, timeline_chart.to_svg(title, timeline))
