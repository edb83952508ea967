# SPDX-License-Identifier: MIT
"""tools/bench: measures the programs of the tree, compares and draws what was measured."""

from __future__ import annotations

import signal
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from muster import options, outputs, picture
from muster.benchmarks import about, choice, compare, merge, parts, results_html, results_json
from muster.benchmarks import growth_chart, results_junit, results_table, speedup_chart
from muster.benchmarks.benchmark import Benchmark
from muster.benchmarks.compare import Comparison
from muster.benchmarks.kernel_runs import trace_kernel
from muster.benchmarks.parts import Part
from muster.benchmarks.request import Mode, Request
from muster.benchmarks.results_json import ResultsFile, UnreadableResults
from muster.benchmarks.session import Session
from muster.messages import Failure, fail, say
from muster.signals import ended_by_signals

USAGE = "[NAME...] [options]"
DESCRIPTION = """
Builds the programs of the benchmarks NAME (tools/bench --list; without a name, all), installing
first what is missing for that, and measures them on QEMU's virt machine. Each figure is a line

    RESULT bench=boot figure=reset_to_app cpus=1 value=187000 unit=insn [key=value ...]

and at the end there is a table with the goals beside. A goal that is missed is no failure: the
exit status is 0 when everything could be measured, 2 when not, 3 when --compare has found something
slower. A kernel that computes something wrong has no figures. docs/benchmarking.md has the meanings.
"""

STATUS_FAILED = 2
STATUS_SLOWER = 3


def main(arguments: Sequence[str], known: Sequence[Benchmark] | None = None) -> int:
    """Returns the exit status. known: the benchmarks that there are, those of the catalogue."""
    if known is None:
        from muster.benchmarks.catalogue import BENCHMARKS

        known = BENCHMARKS
    line = options.parse(Request, arguments, USAGE, DESCRIPTION)
    request = line.options
    if request.list:
        for benchmark in known:
            print(f"{benchmark.name:<14} {benchmark.summary}")
        return 0
    names = [*line.words, *line.rest]
    chosen = choice.choose(names, request, known)
    choice.check_files(request, chosen, known)
    work = parts.parts_of(names, chosen, request)
    if request.plan:
        print(*(parts.command_of(part, request) for part in work), sep="\n")
        return 0
    if request.svg or request.timeline:
        picture.require()  # before anything is measured
    old = read("--compare", request.compare) if request.compare else None
    if request.from_:
        file = merge.merge([(name, read_from(name)) for name in request.from_])
    else:
        file = measure(request, work, " ".join(["tools/bench", *arguments]))
    print_table(file)
    return write_files(request, file, old)


def read(option: str, name: str) -> ResultsFile:
    try:
        return results_json.read(Path(name))
    except UnreadableResults as error:
        fail(f"{option} {name}: {error}")


def read_from(name: str) -> ResultsFile:
    file = read("--from", name)
    if not file.results:
        fail(f"--from {name}: there are no results in it")
    return file


# ---- measuring -----------------------------------------------------------------------------------


def measure(request: Request, work: Sequence[Part], command_line: str) -> ResultsFile:
    """Measures one benchmark after the other. What has been measured is not lost when a benchmark
    fails, or when something interrupts the tool."""
    session = Session(request)
    load = about.note_load(request)

    def file() -> ResultsFile:
        return ResultsFile(
            session.results,
            about.collect(request, command_line, load),
            session.emulator_commands,
            session.failures,
        )

    with ended_by_signals():
        try:
            for benchmark, modes in by_benchmark(work):
                session.benchmark = benchmark.name
                # Both modes are those of a request without one.
                mode = modes[0] if len(modes) == 1 else ""
                session.request = replace(request, mode=request.mode or mode)
                session.attempt(benchmark.name, partial(benchmark.measure, session))
            session.request = request
            if request.wants_timeline and not session.failures:
                trace(session, work[0].benchmark)
        except SystemExit:
            save_interrupted(session, file)
            raise
    return file()


def by_benchmark(work: Sequence[Part]) -> list[tuple[Benchmark, list[Mode]]]:
    """Returns each benchmark once, with the modes of its parts."""
    found: dict[str, tuple[Benchmark, list[Mode]]] = {}
    for part in work:
        found.setdefault(part.name, (part.benchmark, []))[1].append(part.mode)
    return list(found.values())


def trace(session: Session, benchmark: Benchmark) -> None:
    kernel = benchmark.kernel
    assert kernel  # choice.check_files() has seen to that
    session.attempt(f"the timeline of {kernel.name}", partial(trace_kernel, kernel, session))


def save_interrupted(session: Session, file: Callable[[], ResultsFile]) -> None:
    """Prints and writes what there is, whatever signals come meanwhile."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    say("interrupted")
    session.note_failure("all that had not been measured when it was interrupted")
    if session.results:
        print_table(file())
        write_json(session.request, file())


# ---- what comes out ------------------------------------------------------------------------------


def print_table(file: ResultsFile) -> None:
    if file.results:
        print("", *results_table.table(file.results), sep="\n", flush=True)


def write_files(request: Request, file: ResultsFile, old: ResultsFile | None) -> int:
    """Writes and compares as asked for; returns the exit status."""
    is_whole = write_json(request, file)
    if request.svg:
        is_whole &= draw(request.svg, file)
    compared = print_comparison(request.compare, old, file) if old is not None else None
    if request.html:
        page = results_html.to_html(file, old, request.compare)
        is_whole &= write("--html", request.html, page)
    if request.junit:
        is_whole &= write("--junit", request.junit, results_junit.to_xml(file, compared))
    for failure in file.failed:
        say(f"no figures: {failure}")
    if file.failed or not is_whole:
        return STATUS_FAILED
    return STATUS_SLOWER if compared and compared.is_slower else 0


def write_json(request: Request, file: ResultsFile) -> bool:
    """Returns false if the file could not be written, which is said."""
    return not request.json or write("--json", request.json, results_json.to_json(file))


def write(option: str, name: str, content: str) -> bool:
    try:
        outputs.write(option, name, content)
    except Failure as failure:
        say(str(failure))
        return False
    return True


def draw(name: str, file: ResultsFile) -> bool:
    """Draws the speed-ups, or else the growth. Returns false if the picture could not be made, which is
    said."""
    curves = speedup_chart.curves_of(file.results)
    costs = growth_chart.curves_of(file.results)
    if costs and not curves:
        return write("--svg", name, growth_chart.to_svg(costs, file.about))
    if not curves:
        say(
            f"--svg {name}: there is no speed-up to draw: it takes kernels, timed (mode mttcg) on"
            " one core and on more"
        )
        return False
    return write("--svg", name, speedup_chart.to_svg(curves, file.about))


def print_comparison(name: str, old: ResultsFile, new: ResultsFile) -> Comparison:
    """Prints what is slower, faster, missing."""
    revision = old.about.get("revision")
    of_revision = f", revision {revision}" if revision else ""
    date = old.about.get("date") or "an unknown date"
    print(f"\ncompared with {name}, of {date}{of_revision}")
    machine = compare.differences(compare.MACHINE, old.about, new.about)
    machine += compare.load_differences(old.about, new.about)
    if machine:
        machine.append("  so times are not compared; instructions and sizes are")
    program = compare.differences(compare.PROGRAM, old.about, new.about)
    if program:
        program.append("  so a change may be the compiler's")
    comparison = compare.compare(old.results, new.results, with_times=not machine)
    print(*machine, *program, *comparison.lines, comparison.summary(), sep="\n", flush=True)
    return comparison
