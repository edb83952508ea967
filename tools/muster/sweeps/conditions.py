# SPDX-License-Identifier: MIT
"""Conditions on a combination of values: what [[exclude]] in a plan is made of."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence

_COMPARE: dict[str, Callable[[int, int], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_COMPARISON = re.compile(r"(<=|>=|<|>) *([0-9]+)")

#: For each axis the accepted texts: a value, or for an axis of numbers "> 8" and the like.
Condition = Mapping[str, Sequence[str]]


def is_comparison(text: str) -> bool:
    return _COMPARISON.fullmatch(text) is not None


def matches(condition: Condition, values: Mapping[str, str]) -> bool:
    """Returns true if each axis of the condition has one of its values."""
    return all(
        any(_accepts(text, values.get(name, "")) for text in texts)
        for name, texts in condition.items()
    )


def _accepts(text: str, value: str) -> bool:
    comparison = _COMPARISON.fullmatch(text)
    if comparison and value.isdecimal():
        return _COMPARE[comparison[1]](int(value), int(comparison[2]))
    return text == value
