# SPDX-License-Identifier: MIT
"""Which benchmarks to measure, and whether the options go with them: choose() and check_files()."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from muster import outputs, presets
from muster.benchmarks import programs
from muster.benchmarks.benchmark import Benchmark
from muster.benchmarks.outside import outside_benchmark
from muster.benchmarks.request import Request
from muster.messages import fail

# The options that write a file.
WRITTEN = ("json", "svg", "trace", "timeline", "html", "junit")


def choose(
    names: Sequence[str], request: Request, known: Sequence[Benchmark]
) -> Sequence[Benchmark]:
    """Returns the benchmarks of these names; without names all that go with the options."""
    presets.check(request.preset, presets.target_names())
    if request.from_:
        if names:
            fail(f"with --from nothing is measured; leave out: {' '.join(names)}")
        return ()
    if not names:
        _check_profile(request, ())
        return _with_class(request, known)
    by_name = {benchmark.name: benchmark for benchmark in known}
    for name in names:
        if name not in by_name and not programs.is_outside(name):
            fail(f"there is no benchmark {name}; there are: {' '.join(by_name)}")
    chosen = [by_name[n] if n in by_name else outside_benchmark(n, request) for n in names]
    for benchmark in chosen:
        _check_class(request, benchmark)
        _check_mode(request, benchmark)
    _check_profile(request, chosen)
    return chosen


def _check_profile(request: Request, chosen: Sequence[Benchmark]) -> None:
    """Fails if there is no profile of what was chosen."""
    if request.profile and [benchmark.name for benchmark in chosen] != ["boot"]:
        fail("--profile is for the benchmark boot alone: tools/bench boot --profile")
    if request.profile and request.mode == "mttcg":
        fail("--profile counts instructions; leave out --mode mttcg")


def _with_class(request: Request, known: Sequence[Benchmark]) -> Sequence[Benchmark]:
    if not request.class_:
        return known
    chosen = [benchmark for benchmark in known if benchmark.has_class(request.class_)]
    if not chosen:
        fail(f"--class {request.class_}: no kernel has it; see docs/benchmarking.md")
    return chosen


def _check_class(request: Request, benchmark: Benchmark) -> None:
    if request.class_ and not benchmark.has_class(request.class_):
        classes = benchmark.kernel.classes if benchmark.kernel else ()
        there_are = " ".join(classes) or "no classes"
        fail(f"--class {request.class_}: {benchmark.name} has {there_are}")


def _check_mode(request: Request, benchmark: Benchmark) -> None:
    if not benchmark.has_mode(request.mode):
        modes = " ".join(benchmark.modes)
        fail(f"--mode {request.mode}: {benchmark.name} has only {modes}")


# ---- files: could they be written, and is there something to write? ------------------------------


def check_files(request: Request, chosen: Sequence[Benchmark], known: Sequence[Benchmark]) -> None:
    """Fails unless each file that is asked for can be made."""
    for name in WRITTEN:
        outputs.check(f"--{name}", request.file_of(name))
    _check_different_files(request)
    if len(request.from_) == 1 and request.json:
        fail("--json would only copy --from; leave it out")
    if request.svg and not request.from_:
        _check_svg(request, chosen)
    if request.wants_timeline:
        _check_timeline(request, chosen, known)


def _check_different_files(request: Request) -> None:
    for name in WRITTEN:
        written = [(other, request.file_of(other)) for other in WRITTEN if other != name]
        for other, other_file in (*request.read_files, *written):
            # To compare with a file and to write the new results there is fine.
            if (name, other) == ("json", "compare"):
                continue
            file = request.file_of(name)
            if file and other_file and Path(file).resolve() == Path(other_file).resolve():
                fail(f"--{name} and --{other} name the same file, {file}")


def _check_svg(request: Request, chosen: Sequence[Benchmark]) -> None:
    if len(chosen) == 1 and chosen[0].has_growth:
        if len(request.cpus or (0, 0)) < 2:
            fail("--svg draws the growth over cores: --cpus has to have two numbers in it")
        return
    if request.mode == "icount":
        fail(
            "--svg draws the time that cores save, and counting instructions (--mode icount)"
            " has none"
        )
    if not any(benchmark.has_time for benchmark in chosen):
        names = " ".join(benchmark.name for benchmark in chosen)
        fail(f"--svg draws kernels that have a speed-up; there is none in: {names}")
    if request.cpus and (1 not in request.cpus or len(request.cpus) == 1):
        fail("--svg draws the gain over one core: --cpus has to have 1 in it, and another number")


def _check_timeline(
    request: Request, chosen: Sequence[Benchmark], known: Sequence[Benchmark]
) -> None:
    if request.from_:
        fail("--trace and --timeline take a run; leave out --from")
    if len(chosen) != 1 or not chosen[0].kernel:
        kernels = " ".join(benchmark.name for benchmark in known if benchmark.kernel)
        fail(f"--trace and --timeline take the name of one kernel: {kernels}")
    if not chosen[0].has_time:
        fail(f"--trace and --timeline: {chosen[0].name} does not measure with muster_bench()")
