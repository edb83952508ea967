# SPDX-License-Identifier: MIT
"""Compares the figures of two runs of tools/bench, and says which of them have got slower or faster."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from muster.result_line import Result
from muster.sweeps.statistics import mann_whitney

# Counts of instructions and sizes are the same in each run: a difference of more than EXACT_PERCENT is
# a change. Times differ from run to run. A new median is a change if it lies outside the range of the
# old runs and differs from the old median by more than TIME_PERCENT, and if Mann and Whitney's U test has
# p up to ALPHA. Both sides need MIN_RUNS runs. With fewer than TEST_RUNS the test cannot say anything.
EXACT_PERCENT = 1
TIME_PERCENT = 5
MIN_RUNS = 3
TEST_RUNS = 4
ALPHA = 0.05

# Times of hosts are not compared if their loads, by the processor, differ by more than that.
LOAD_SHARE = 0.25

# A figure in percent can be so small that one tick of the counter changes it by much. A difference of
# up to LEAST_POINTS percentage points is no change.
LEAST_POINTS = 0.05

# The keys of a file that say what times depend on, and those that say what made the programs.
MACHINE = ("machine", "processor", "processors", "qemu")
PROGRAM = ("compiler", "preset")

EXACT_UNITS = ("insn", "bytes", "MiB")
MORE_IS_BETTER_UNITS = ("mops", "MB/s")
MORE_IS_BETTER_FIGURES = ("speedup", "efficiency")


class Verdict(Enum):
    """How a figure has changed. The value is the word that the summary prints."""

    SLOWER = "slower"
    FASTER = "faster"
    SAME = "the same"
    UNJUDGED = "not judged"
    MISSING = "missing"
    NEW = "new"


def name_of(result: Result) -> str:
    """Returns the name by which a figure of one file is found in the other."""
    words = sorted(f"{name}={value}" for name, value in result.description().items())
    return " ".join([result.bench, result.figure, f"cpus={result.cpus}", *words])


def is_exact(result: Result) -> bool:
    return result.unit in EXACT_UNITS or result.mode == "icount"


def more_is_better(result: Result) -> bool:
    return (
        "goal_least" in result.keys
        or result.figure in MORE_IS_BETTER_FIGURES
        or result.unit in MORE_IS_BETTER_UNITS
    )


def runs_of(result: Result) -> int:
    return int(result.number("runs") or 0)


def have_spread(old: Result, new: Result) -> bool:
    return old.number("min") is not None and new.number("min") is not None


def has_runs_enough(old: Result, new: Result) -> bool:
    return have_spread(old, new) and min(runs_of(old), runs_of(new)) >= MIN_RUNS


def p_of(old: Result, new: Result) -> float | None:
    """Returns p of the test, or None where there are too few samples for one."""
    if min(len(old.samples), len(new.samples)) < TEST_RUNS:
        return None
    return mann_whitney([*map(float, old.samples)], [*map(float, new.samples)])


def judge(old: Result, new: Result, with_times: bool) -> Verdict:
    """Returns how a figure has changed: SLOWER or FASTER if the change is greater than chance explains."""
    if not is_exact(new):
        if not with_times or not has_runs_enough(old, new):
            return Verdict.UNJUDGED
        least, most = old.number("min"), old.number("max")
        if least is not None and most is not None and least <= new.value <= most:
            return Verdict.SAME
        p = p_of(old, new)
        if p is not None and p > ALPHA:
            return Verdict.SAME
    change = new.value - old.value
    percent = EXACT_PERCENT if is_exact(new) else TIME_PERCENT
    if new.unit == "percent" and abs(change) <= LEAST_POINTS:
        return Verdict.SAME
    if abs(change) * 100 <= percent * abs(old.value):
        return Verdict.SAME
    return Verdict.FASTER if (change > 0) == more_is_better(new) else Verdict.SLOWER


@dataclass
class Comparison:
    """The lines to print, and how many figures got each verdict."""

    lines: list[str] = field(default_factory=list)
    count: Counter[Verdict] = field(default_factory=Counter)
    verdicts: dict[str, tuple[Verdict, str]] = field(default_factory=dict)  # by the figure's name

    @property
    def is_slower(self) -> bool:
        return self.count[Verdict.SLOWER] > 0

    def add(self, verdict: Verdict, line: str | None = None) -> None:
        self.count[verdict] += 1
        if line is not None:
            self.lines.append(line)

    def summary(self) -> str:
        return ", ".join(f"{self.count[verdict]} {verdict.value}" for verdict in Verdict)


def _to_compare(results: Sequence[Result]) -> Iterator[Result]:
    """Leaves out the times of the single CPUs: which CPU does how much differs from run to run."""
    return (result for result in results if result.figure != "cpu_time")


def compare(old: Sequence[Result], new: Sequence[Result], with_times: bool) -> Comparison:
    """Compares each new figure with the old figure of the same name."""
    comparison = Comparison()
    before = {name_of(result): result for result in _to_compare(old)}
    now = {name_of(result): result for result in _to_compare(new)}
    for name, result in now.items():
        if name not in before:
            comparison.add(Verdict.NEW, f"  new      {name}")
        else:
            verdict = judge(before[name], result, with_times)
            line = _line(verdict, name, before[name], result, with_times)
            comparison.verdicts[name] = verdict, line or ""
            comparison.add(verdict, line)
    measured = {result.bench for result in now.values()}
    for name, result in before.items():
        if name not in now and result.bench in measured:
            comparison.add(Verdict.MISSING, f"  missing  {name}")
    return comparison


def _line(verdict: Verdict, name: str, old: Result, new: Result, with_times: bool) -> str | None:
    if verdict in (Verdict.SLOWER, Verdict.FASTER):
        return _change(verdict, name, old, new)
    if verdict is Verdict.UNJUDGED and with_times:
        return f"  unjudged {name}: {_why_unjudged(old, new)}"
    return None  # without times no time is judged; the caller prints that once


def _why_unjudged(old: Result, new: Result) -> str:
    if not have_spread(old, new):
        return "without a spread"
    return f"{runs_of(old)} runs then and {runs_of(new)} now, and not {MIN_RUNS}"


def _change(verdict: Verdict, name: str, old: Result, new: Result) -> str:
    percent = f", {(new.value / old.value - 1) * 100:+.1f} %" if old.value else ""
    line = (
        f"  {verdict.value:<7}  {name}: {old.keys['value']} -> {new.keys['value']}"
        f" {new.unit}{percent}"
    )
    if not is_exact(new):
        p = p_of(old, new)
        tested = f"; p {p:.2g} with {len(new.samples)} runs now" if p is not None else ""
        line += f" (it was {old.keys['min']} to {old.keys['max']} in {runs_of(old)} runs{tested})"
    return line


def differences(
    names: Sequence[str], before: Mapping[str, str], now: Mapping[str, str]
) -> list[str]:
    """Returns a line for each of the names that has another value in the old file."""
    return [
        f"  other {name}: {before.get(name) or 'unknown'} then, {now.get(name) or 'unknown'} now"
        for name in names
        if before.get(name, "") != now.get(name, "")
    ]


def load_differences(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Returns a line if the host was much busier at the begin of one of the two."""
    loads = [_load_share(about) for about in (before, now)]
    if loads[0] is None or loads[1] is None or abs(loads[0] - loads[1]) <= LOAD_SHARE:
        return []
    texts = [about["load_at_begin"].split()[0] for about in (before, now)]
    return [f"  other load: {texts[0]} then, {texts[1]} now"]


def _load_share(about: Mapping[str, str]) -> float | None:
    load, processors = about.get("load_at_begin", "").split(), about.get("processors", "")
    if not load or not processors.isdecimal():
        return None
    return float(load[0]) / max(1, int(processors))
