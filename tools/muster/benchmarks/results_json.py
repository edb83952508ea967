# SPDX-License-Identifier: MIT
"""The results as a file in JSON (--json), and back (--compare, --from)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

from muster.result_line import MalformedResult, Result

FORMAT = "muster-bench-1"

# Members of the file beside those that say what the figures hold for.
_OWN_MEMBERS = ("format", "emulator_commands", "failed", "results")
_NEEDED_MEMBERS = ("bench", "figure", "cpus", "value", "unit")

_JSON_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
_CONTROL_CHARACTERS = re.compile(r"[\x00-\x1f\x7f]")


class UnreadableResults(ValueError):
    """The file is none of --json; the text says why."""


@dataclass
class ResultsFile:
    """What stands in a file of --json. about: what the figures hold for, as text."""

    results: list[Result] = field(default_factory=list)
    about: dict[str, str] = field(default_factory=dict)
    emulator_commands: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


# ---- writing -------------------------------------------------------------------------------------


def to_json(file: ResultsFile) -> str:
    """Returns the text of the file: a line for each result, so that two files can be compared."""
    members = [_member("format", json.dumps(FORMAT))]
    members += [_member(name, _about_value(name, text)) for name, text in file.about.items()]
    members.append(_member("emulator_commands", _list(map(_string, file.emulator_commands))))
    members.append(_member("failed", _list(map(_string, file.failed))))
    members.append(_member("results", _list(map(_result, file.results))))
    return "{\n" + ",\n".join(members) + "\n}\n"


def _member(name: str, value: str) -> str:
    return f"  {json.dumps(name)}: {value}"


def _string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _about_value(name: str, text: str) -> str:
    return text if name == "processors" and _JSON_NUMBER.fullmatch(text) else _string(text)


def _list(items: Iterable[str]) -> str:
    return "[" + ",".join(f"\n    {item}" for item in items) + "\n  ]"


def _result(result: Result) -> str:
    """Writes numbers with the digits that were measured, samples as a list, all else as strings."""
    members = [f"{json.dumps(name)}: {_value(name, text)}" for name, text in result.keys.items()]
    return "{" + ", ".join(members) + "}"


def _value(name: str, text: str) -> str:
    if name == "samples":
        return "[" + ", ".join(text.split(",")) + "]"
    return text if _JSON_NUMBER.fullmatch(text) else _string(text)


# ---- reading -------------------------------------------------------------------------------------


def read(path: Path) -> ResultsFile:
    """Reads a file that to_json() or an older tools/bench wrote; else raises UnreadableResults."""
    document = _load(path)
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise UnreadableResults(
            "it is no file of tools/bench --json, or one of another version"
            f' ("format" is not {FORMAT})'
        )
    about = {
        _word(name): _text(value)
        for name, value in document.items()
        if name and name not in _OWN_MEMBERS
    }
    return ResultsFile(results=_results(document.get("results")), about=about)


def _load(path: Path) -> Any:
    try:
        text = path.read_bytes()
    except OSError as error:
        raise UnreadableResults("there is no such file that can be read") from error
    if not text.strip():
        raise UnreadableResults("it is empty")
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise UnreadableResults(f"it is no JSON: {error}") from error


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _results(members: Any) -> list[Result]:
    try:
        if not isinstance(members, list):
            raise TypeError
        return [_to_result(member) for member in members]
    except (TypeError, MalformedResult) as error:
        raise UnreadableResults(
            'its "results" are not those of tools/bench: each has ' + ", ".join(_NEEDED_MEMBERS)
        ) from error


def _to_result(member: Any) -> Result:
    if not isinstance(member, Mapping) or not all(name in member for name in _NEEDED_MEMBERS):
        raise TypeError
    if not isinstance(member["value"], (int, Decimal)):
        raise TypeError
    # In the figure slope_per_cpu of older files a number stands as a name, by a fault of the tool.
    names = [name for name in member if not name.isdecimal()]
    return Result({_word(name): _word(member[name]) for name in names})


def _word(value: Any) -> str:
    """Returns text that can stand in a line RESULT: without spaces and line ends."""
    if isinstance(value, list):
        return ",".join(map(_word, value))
    return _text(value).replace(" ", "_")


def _text(value: Any) -> str:
    if isinstance(value, Decimal):
        value = str(value)
    elif not isinstance(value, str):
        value = json.dumps(value, default=str)
    printable = value.encode("utf-8", "replace").decode("utf-8")
    return _CONTROL_CHARACTERS.sub("", printable)
