# SPDX-License-Identifier: MIT
"""Reads a plan from TOML. What is wrong is said with the file and the key."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from muster.messages import Failure, fail
from muster.sweeps import axes, conditions
from muster.sweeps.conditions import Condition
from muster.sweeps.plan import Plan

_KEYS = (
    *("name", "repeat", "repeat_icount", "timeout_s", "figures"),
    *("alone", "axes", "exclude"),
)
_NAME = re.compile("[A-Za-z0-9][A-Za-z0-9_.-]*")
_SETTING = re.compile("[A-Za-z_][A-Za-z0-9_]*")
REPEAT_MOST = 1000
TIMEOUT_MOST_S = 86400


def read(file: Path) -> Plan:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        fail(f"{file}: no plan can be read there: {error}")
    return parse(text, str(file), file.stem)


def parse(text: str, where: str, default_name: str) -> Plan:
    """Returns the plan. where: how messages call the file; default_name: if it has no name."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        fail(f"{where}: it is no TOML: {error}")
    try:
        return _plan(document, text, default_name)
    except Failure as failure:
        fail(f"{where}: {failure}")


def _plan(document: Mapping[str, Any], text: str, default_name: str) -> Plan:
    _check_names("", document, _KEYS)
    name = document.get("name", default_name)
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        fail(f"name: {name!r}: it is letters, digits, and . _ - after the first")
    found = _axes(document.get("axes"))
    return Plan(
        name=name,
        axes=found,
        exclude=_exclude(document.get("exclude", []), found),
        repeat=_number(document, "repeat", Plan.repeat, REPEAT_MOST),
        repeat_icount=_number(document, "repeat_icount", Plan.repeat_icount, REPEAT_MOST),
        timeout_s=_number(document, "timeout_s", Plan.timeout_s, TIMEOUT_MOST_S),
        figures=tuple(_texts("figures", document.get("figures", []), may_be_empty=True)),
        alone=_truth(document, "alone"),
        text=text,
    )


def _check_names(prefix: str, table: Mapping[str, Any], known: Collection[str]) -> None:
    for name in table:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            there_are = f"is it {near[0]}?" if near else f"there are: {' '.join(known)}"
            fail(f"{prefix}{name}: there is no such key; {there_are}")


def _number(document: Mapping[str, Any], name: str, default: int, most: int) -> int:
    given = document.get(name, default)
    if not isinstance(given, int) or isinstance(given, bool) or not 1 <= given <= most:
        fail(f"{name}: {_shown(given)}: it is a whole number from 1 to {most}")
    return given


def _truth(document: Mapping[str, Any], name: str) -> bool:
    given = document.get(name, False)
    if not isinstance(given, bool):
        fail(f"{name}: {_shown(given)}: it is true or false")
    return given


def _shown(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else repr(value)


def _texts(key: str, given: Any, may_be_empty: bool = False) -> list[str]:
    """Takes one value or a list; numbers and truth values become text."""
    items = given if isinstance(given, list) else [given]
    if not items and not may_be_empty:
        fail(f"{key}: the list is empty")
    return [_text(key, item) for item in items]


def _text(key: str, item: Any) -> str:
    if isinstance(item, bool):
        return "ON" if item else "OFF"
    if not isinstance(item, (str, int)):
        fail(f"{key}: {item!r}: it is text or a whole number, or a list of such")
    if "\n" in str(item):
        fail(f"{key}: {item!r}: it has a line end")
    return str(item)


def _axes(table: Any) -> dict[str, tuple[str, ...]]:
    if not isinstance(table, dict) or not table:
        fail("axes: this table has to be there, with app or kernel in it")
    _check_names("axes.", table, (*axes.NAMES, "define"))
    if "kernel" not in table and "app" not in table:
        fail("axes: it has to have app or kernel in it")
    found = {name: _values(f"axes.{name}", table[name]) for name in axes.NAMES if name in table}
    for name, values in found.items():
        for value in values:
            axes.check(name, value)
    return found | _settings(table.get("define", {}))


def _settings(table: Any) -> dict[str, tuple[str, ...]]:
    if not isinstance(table, dict):
        fail("axes.define: it is a table: each key a setting of CMake, with its values")
    for name in table:
        if not _SETTING.fullmatch(name):
            fail(f"axes.define.{name}: this is no name of a setting of CMake")
    names = sorted(table)
    return {axes.DEFINE + name: _values(f"axes.define.{name}", table[name]) for name in names}


def _values(key: str, given: Any) -> tuple[str, ...]:
    values = _texts(key, given)
    for value in values:
        if values.count(value) > 1:
            fail(f"{key}: {value!r} stands there twice")
    return tuple(values)


def _exclude(tables: Any, found: Mapping[str, tuple[str, ...]]) -> tuple[Condition, ...]:
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        fail("exclude: it is an array of tables: [[exclude]], and below it what to leave out")
    return tuple(_condition(f"exclude[{i}].", table, found) for i, table in enumerate(tables, 1))


def _condition(
    prefix: str, table: Mapping[str, Any], found: Mapping[str, tuple[str, ...]]
) -> Condition:
    flat = {name: value for name, value in table.items() if name != "define"}
    settings = table.get("define", {})
    if not isinstance(settings, dict):
        fail(f"{prefix}define: it is a table, as in axes.define")
    flat |= {axes.DEFINE + name: value for name, value in settings.items()}
    _check_names(prefix, flat, tuple(found))
    if not flat:
        fail(f"{prefix[:-1]}: it is empty, and would leave out everything")
    condition = {name: tuple(_texts(prefix + name, value)) for name, value in flat.items()}
    for name, texts in condition.items():
        for text in texts:
            _check_condition(f"{prefix}{name}", name, text, found[name])
    return condition


def _check_condition(key: str, name: str, text: str, values: Collection[str]) -> None:
    """Fails for a value that the axis does not have: the condition would do nothing."""
    if axes.is_number(name) and conditions.is_comparison(text):
        return
    if text not in values:
        fail(f"{key}: the axis has no value {text!r}; it has: {' '.join(map(repr, values))}")
