# SPDX-License-Identifier: MIT
"""Short names of combinations: the program, and the axes in which they differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from muster.sweeps import axes

Values = Mapping[str, str]

# Never in a name by themselves: the program says it.
_SILENT = ("kernel", "app")


def varying(all_values: Sequence[Values]) -> list[str]:
    """Returns the axes that do not have the same value everywhere, in the order of the axes."""
    names = dict.fromkeys(name for values in all_values for name in values)
    ordered = [n for n in axes.NAMES if n in names] + [n for n in names if n not in axes.NAMES]
    return [name for name in ordered if len({values.get(name) for values in all_values}) > 1]


def label(values: Values, names: Iterable[str]) -> str:
    parts = [values["app"].rpartition("/")[2]]  # of a file or a folder its name
    for name in names:
        if name not in _SILENT and values.get(name):
            parts.append(f"{name.removeprefix(axes.DEFINE)}={values[name]}")
    return " ".join(parts)


def labels(all_values: Sequence[Values]) -> list[str]:
    """Returns a name for each of the values."""
    names = varying(all_values)
    return [label(values, names) for values in all_values]


def words(pairs: Iterable[tuple[str, str]]) -> list[str]:
    """Returns what describes a figure, without what the axes say already."""
    return [f"{name}={value}" for name, value in pairs if name not in ("class", "mode")]


def sort_key(values: Values) -> tuple[tuple[int, float, str], ...]:
    """Returns what combinations are put in order by: the axes in their order, numbers by value."""
    names = [n for n in axes.NAMES if n in values] + sorted(n for n in values if "." in n)
    return tuple(_place(values[name]) for name in names)


def _place(value: str) -> tuple[int, float, str]:
    number = value[:-1] if value[:-1].isdecimal() and value[-1:] in "KMG" else value
    return (0, float(number), value) if number.isdecimal() else (1, 0, value)
