# SPDX-License-Identifier: MIT
"""Builds every preset and runs its tests: what tools/test does."""

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from muster import ROOT, building, junit, options, outputs, packages, presets
from muster.messages import fail

USAGE = "[--all] [--host-arm] [--preset P]... [--filter REGEX] [--jobs N] [--junit FILE]"
DESCRIPTION = """
Builds the presets and runs their tests, installing first what is missing for that. Without --all, five
presets stand for the others: each two of compiler, libc and kind of build meet in one of them. All run,
even when one fails; the exit status is 0 when everything passed, 1 when something failed, 2 when
tools/test itself could not do it. While the tests of a preset run, the next preset is built.

The names of tests that passed, and what they wrote, are in build/P/ctest.log.
"""

#: The programs of the tests that run without --all (cmake/MusterTest.cmake).
DEFAULT_TARGET = "default-tests"
DEFAULT_LABELS = ["--label-exclude", "^(long|elsewhere)$"]
#: Lines of ctest that stay in the log alone: that a test starts, that one has passed, empty lines.
LOG_ONLY = re.compile(
    r"^ +Start +\d+: |^ *\d+/\d+ Test +#\d+: .* Passed +[\d.]+ sec$"
    r"|^(Internal ctest changing into directory|Test project)|^$"
)
TOTAL = re.compile(r"tests failed out of (\d+)$", re.MULTILINE)
DEFAULT_JOBS = len(os.sched_getaffinity(0)) + 2
#: What ctest writes into a build folder, for --junit.
JUNIT = "ctest-junit.xml"
#: How much the builds give way to the tests that run meanwhile.
BUILD_NICENESS = 5
#: For all that is started: large pages, and fewer calls of the kernel, for what malloc() gives. A link by GNU
#: ld takes a third less of a core's time, a large file's compilation a sixth. Where the C library or the
#: kernel knows neither, they change nothing.
MALLOC = "glibc.malloc.hugetlb=1:glibc.malloc.top_pad=16777216"


@dataclass
class Options:
    all: bool = options.flag(
        'every preset, every test with each, and the tests labelled "long": without it, presets with'
        " MUSTER_TESTS in CMakePresets.json run only what their preset can make a difference to"
    )
    host_arm: bool = options.flag(
        "only the preset host-arm: the primitives and the litmus tests as programs of Linux on"
        " AArch64, on this machine's own cores where it is such a machine, or else in qemu-aarch64"
    )
    preset: list[str] = options.many(
        "P",
        'only this preset of CMakePresets.json; may be repeated ("host": the tests that run on this'
        " machine rather than the emulator)",
    )
    filter: str = options.value("REGEX", options.text, "", "only the tests whose name matches")
    jobs: int = options.value(
        "N",
        options.number(1, 999),
        DEFAULT_JOBS,
        "tests at a time (two more than there are cores, for some tests sleep)",
    )
    junit: str = options.value(
        "FILE", options.text, "", "write the verdicts there too, as JUnit XML for a CI"
    )


@dataclass
class Report:
    """What has been done so far: a line for each step of a preset, and the steps that failed."""

    tests: int = 0
    failures: list[str] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    def step(self, preset: str, name: str, seconds: float, succeeded: bool) -> None:
        verdict = "ok" if succeeded else "FAILED"
        print(f"{preset:<26} {name:<10} {seconds:5.0f} s  {verdict}", flush=True)
        if not succeeded:
            self.failures.append(f"{preset} ({name})")

    def summary(self, preset_count: int) -> str:
        verdict = f"FAILED: {', '.join(self.failures)}" if self.failures else "all passed"
        seconds = time.monotonic() - self.began
        return f"{preset_count} presets, {self.tests} tests, {verdict}, {seconds:.0f} s"


@dataclass
class Step:
    """A part of what has to be done before a preset's tests can run."""

    name: str
    seconds: float
    succeeded: bool


def timed(name: str, action: Callable[[], bool]) -> Step:
    began = time.monotonic()
    succeeded = action()
    return Step(name, time.monotonic() - began, succeeded)


def prepare(preset: str, builds_all: bool) -> list[Step]:
    """Configures and builds the preset; returns both steps, or only the first if that fails."""
    build_dir = ROOT / "build" / preset
    has_all = builds_all or preset in (presets.HOST, presets.HOST_ARM)
    targets = [] if has_all else [DEFAULT_TARGET]
    building.prepare_libc(preset)
    steps = [timed("configure", lambda: building.configure(preset, build_dir))]
    if steps[0].succeeded:
        steps.append(timed("build", lambda: building.build(build_dir, targets)))
    return steps


def ctest_options(given: Options) -> list[str]:
    chosen = [] if given.all else DEFAULT_LABELS
    if given.filter:
        chosen = [*chosen, "--tests-regex", given.filter, "--no-tests=ignore"]
    else:
        chosen = [*chosen, "--no-tests=error"]
    return [*chosen, "--output-on-failure", "--no-label-summary", "--parallel", str(given.jobs)]


def run_ctest(build_dir: Path, more: Sequence[str]) -> tuple[bool, int]:
    """Runs the tests; what ctest says goes to build_dir/ctest.log, and without LOG_ONLY's to the user.

    Returns true if no test failed, and how many there were.
    """
    verdicts = ["--output-junit", str(build_dir.resolve() / JUNIT)]
    command = ["ctest", "--test-dir", str(build_dir), *verdicts, *more]
    text = ""
    with (
        open(build_dir / "ctest.log", "w") as log,
        subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        ) as ctest,
    ):
        assert ctest.stdout
        for line in ctest.stdout:
            log.write(line)
            if not LOG_ONLY.search(line.rstrip("\n")):
                sys.stdout.write(line)
                sys.stdout.flush()
            total = TOTAL.search(line)
            text = total.group(1) if total else text
    return ctest.returncode == 0, int(text or 0)


def chosen_presets(asked: Sequence[str], all_presets: bool) -> list[str]:
    """Returns those asked for, or the default ones; the host's first: it is the quickest to fail."""
    known = presets.names()
    for preset in asked:
        presets.check(preset, known)
    chosen = asked or (known if all_presets else presets.tested_by_default())
    return sorted(chosen, key=lambda preset: preset != presets.HOST)


def package_groups(chosen: Sequence[str]) -> list[str]:
    """Returns the groups of packages that the tests of these presets need."""
    host_arm = packages.host_arm_groups() if presets.HOST_ARM in chosen else []
    others = packages.TEST_GROUPS if list(chosen) != [presets.HOST_ARM] else ()
    return [*others, *host_arm]


def test_presets(chosen: Sequence[str], given: Options, report: Report) -> None:
    """Runs the tests of one preset after the other, while a thread builds those that follow."""
    more = ctest_options(given)
    with ThreadPoolExecutor(1, initializer=give_way) as builder:
        prepared = [builder.submit(prepare, preset, given.all) for preset in chosen]
        try:
            for preset, future in zip(chosen, prepared):
                test_preset(preset, future, more, report)
        finally:
            builder.shutdown(wait=False, cancel_futures=True)


def give_way() -> None:
    """Lowers the priority of this thread and of the processes that it starts."""
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), BUILD_NICENESS)


def test_preset(
    preset: str, prepared: "Future[list[Step]]", more: Sequence[str], report: Report
) -> None:
    (ROOT / "build" / preset / JUNIT).unlink(missing_ok=True)  # of an earlier run
    steps = prepared.result()
    for step in steps:
        report.step(preset, step.name, step.seconds, step.succeeded)
    if not steps[-1].succeeded:
        return
    began = time.monotonic()
    passed, count = run_ctest(ROOT / "build" / preset, more)
    report.tests += count
    report.step(preset, "tests", time.monotonic() - began, passed)


def main(arguments: Sequence[str]) -> int:
    line = options.parse(Options, arguments, USAGE, DESCRIPTION)
    if line.words or line.rest:
        fail(f"there is no option {[*line.words, *line.rest][0]}; see tools/test --help")
    if line.options.host_arm:
        line.options.preset.append(presets.HOST_ARM)
    chosen = chosen_presets(line.options.preset, line.options.all)
    outputs.check("--junit", line.options.junit)
    packages.require(*package_groups(chosen))
    os.environ.setdefault("GLIBC_TUNABLES", MALLOC)
    report = Report()
    test_presets(chosen, line.options, report)
    if line.options.filter and not report.tests and not report.failures:
        fail(f"no test matches {line.options.filter}")
    if line.options.junit:
        suites = [junit.of_ctest(name, ROOT / "build" / name / JUNIT) for name in chosen]
        suites.append(junit.of_steps("steps of tools/test", report.failures))
        outputs.write("--junit", line.options.junit, junit.to_xml(suites))
    print(report.summary(len(chosen)))
    return 1 if report.failures else 0
