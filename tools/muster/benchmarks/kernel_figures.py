# SPDX-License-Identifier: MIT
"""From what a kernel printed in all its runs to its figures: the medians, and how the time changes
with the number of cores."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from muster.benchmarks import samples
from muster.benchmarks.kernel_goals import with_goal
from muster.result_line import Result

Kind = tuple[str, ...]


def figures_of_runs(lines: Sequence[Result]) -> list[Result]:
    """Returns all that there is to say of the runs, with goals."""
    medians = list(median_of_runs(lines))
    return [with_goal(result) for result in [*medians, *scaling(medians)]]


def _named_keys(result: Result) -> dict[str, str]:
    """Returns what of a run's line stays in the line of all runs, in the order of the line."""
    description = result.description()
    return {
        name: value
        for name, value in result.keys.items()
        if name == "verified" or name in description
    }


def _kind(result: Result, *names: str) -> Kind:
    """Returns what two lines have to have in common to be the same figure."""
    words = [f"{name}={value}" for name, value in _named_keys(result).items()]
    return (*(result.keys.get(name, "") for name in names), *words)


def median_of_runs(lines: Sequence[Result]) -> Iterator[Result]:
    """Lines that are called alike are runs of one figure: each figure becomes one line."""
    runs: dict[Kind, list[Result]] = {}
    for line in lines:
        runs.setdefault(_kind(line, "bench", "figure", "cpus", "unit"), []).append(line)
    for same in runs.values():
        yield _median_line(same)


def _median_line(runs: Sequence[Result]) -> Result:
    first = runs[0]
    values = [run.keys["value"] for run in runs]
    middle = samples.median_with_digits(values, samples.digits_of(values[0]))
    keys = _head(first, middle, first.unit)
    if "wait" in first.keys:
        waits = [run.number("wait") or 0 for run in runs]
        keys["wait"] = samples.rounded(sum(waits) / len(waits), 0)
    if first.mode != "icount":  # there all runs are alike
        keys |= _spread(values)
    return Result(keys)


def _head(result: Result, value: str, unit: str) -> dict[str, str]:
    """Returns the keys that a line begins with."""
    keys = {"bench": result.bench, "figure": result.figure, "cpus": str(result.cpus)}
    return keys | {"value": value, "unit": unit} | _named_keys(result)


def _spread(values: Sequence[str]) -> dict[str, str]:
    """Returns the keys of a spread in the order that kernels have always had them in."""
    keys = samples.spread(values)
    return {name: keys[name] for name in ("min", "max", "runs", "samples")}


def scaling(medians: Sequence[Result]) -> Iterator[Result]:
    """Compares the time on one core with that on more cores.

    Speed-up and efficiency are of runs that took turns: of the first ones, of the second ones, and
    so on, and then the median. Of instructions, work_growth is those of all cores by those of one
    core: 1 is no work lost.
    """
    alone: dict[Kind, Result] = {}
    for result in medians:
        if result.figure != "time":
            continue
        kind = _kind(result, "bench")
        if result.cpus == 1:
            alone[kind] = result
        elif kind in alone and result.mode == "icount":
            yield from _work_growth(alone[kind], result)
        elif kind in alone:
            yield from _ratios("speedup", alone[kind], result, 1)
            yield from _ratios("efficiency", alone[kind], result, result.cpus)


def _work_growth(alone: Result, result: Result) -> Iterator[Result]:
    if alone.value > 0:
        growth = samples.rounded(result.value / alone.value, 4)
        yield Result(_head(result, growth, "ratio") | {"figure": "work_growth"})


def _ratios(figure: str, alone: Result, result: Result, divisor: int) -> Iterator[Result]:
    ratios = []
    for one, several in zip(alone.samples, result.samples):
        if float(several) <= 0:
            break
        ratios.append(samples.rounded(float(one) / float(several) / divisor, 3))
    if ratios:
        middle = samples.median_with_digits(ratios, 3)
        yield Result(_head(result, middle, "ratio") | {"figure": figure} | _spread(ratios))
