# SPDX-License-Identifier: MIT
"""The results as a table for people, with the goals beside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from muster.result_line import Result

_COLUMNS = "{:<34} {:>5} {:>15} {:<6} {:>12} {:<7} {}"
_IN_COLUMNS = ("bench", "figure", "cpus", "value", "unit", "goal", "goal_least", "samples")


def table(results: Sequence[Result]) -> Iterator[str]:
    """Yields the lines. What there is of each CPU is left out."""
    yield _COLUMNS.format("figure", "cpus", "value", "unit", "goal", "", "notes")
    for result in results:
        if result.figure != "cpu_time":
            yield _row(result).rstrip(" ")


def _row(result: Result) -> str:
    goal, verdict = goal_of(result)
    notes = " ".join(
        f"{name}={value}" for name, value in result.keys.items() if name not in _IN_COLUMNS
    )
    value = grouped(result.keys["value"])
    name = f"{result.bench} {result.figure}"
    return _COLUMNS.format(name, result.cpus, value, result.unit, goal, verdict, notes)


def goal_of(result: Result) -> tuple[str, str]:
    """Returns the goal in words, and whether it is reached or missed; two empty texts without one."""
    most, least = result.number("goal"), result.number("goal_least")
    if most is not None:
        return grouped(result.keys["goal"]), "reached" if result.value <= most else "missed"
    if least is not None:
        text = ">= " + grouped(result.keys["goal_least"])
        return text, "reached" if result.value >= least else "missed"
    return "", ""


def grouped(number: str) -> str:
    """Puts commas between the thousands of a number."""
    whole, point, behind = number.partition(".")
    sign = "-" if whole.startswith("-") else ""
    digits = whole.removeprefix("-")
    return f"{sign}{int(digits):,}{point}{behind}" if digits.isdecimal() else number
