# SPDX-License-Identifier: MIT
"""The one parser of lines "RESULT bench=... figure=... cpus=... value=... [key=value ...]"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

NEEDED = ("bench", "figure", "cpus", "value")

# These keys say what was measured, or how; the other keys are part of what the figure is called.
MEASURED_KEY = re.compile(
    r"bench|figure|cpus|value|unit|min|max|runs|warmups|samples|goal|goal_least|verified|wait|cpu_s"
    r"|intercept|r2|points|with|without|bare|per_cpu_[0-9_]+"
)

_CPUS = re.compile(r"[1-9][0-9]*")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]*)?([eE][-+]?[0-9]+)?")


class MalformedResult(ValueError):
    """The line is no result; the text says why and has the line in it."""


@dataclass(frozen=True)
class Result:
    """A figure. Values stay the text that they were printed as, so that no digit is lost."""

    keys: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not (
            all(self.keys.get(name) for name in NEEDED)
            and _CPUS.fullmatch(self.keys["cpus"])
            and _NUMBER.fullmatch(self.keys["value"])
        ):
            raise MalformedResult(f"this line has no bench=, figure=, cpus= and value=: {self}")

    def __str__(self) -> str:
        return " ".join(["RESULT", *(f"{name}={value}" for name, value in self.keys.items())])

    @property
    def bench(self) -> str:
        return self.keys["bench"]

    @property
    def figure(self) -> str:
        return self.keys["figure"]

    @property
    def cpus(self) -> int:
        return int(self.keys["cpus"])

    @property
    def value(self) -> float:
        return float(self.keys["value"])

    @property
    def unit(self) -> str:
        return self.keys.get("unit", "")

    @property
    def mode(self) -> str:
        return self.keys.get("mode", "")

    @property
    def samples(self) -> list[str]:
        """Returns the values of all runs in their order; none where a figure has no runs."""
        text = self.keys.get("samples", "")
        return text.split(",") if text else []

    def number(self, name: str) -> float | None:
        """Returns the value of a key as a number, or None where it has none."""
        text = self.keys.get(name, "")
        return float(text) if _NUMBER.fullmatch(text) else None

    def with_keys(self, **keys: str) -> Result:
        """Returns the same figure with these keys behind its own."""
        return Result({**self.keys, **keys})

    def description(self) -> dict[str, str]:
        """Returns the keys beyond bench, figure and cpus that are part of the figure's name."""
        return {
            name: value for name, value in self.keys.items() if not MEASURED_KEY.fullmatch(name)
        }


def keys_of(line: str) -> dict[str, str]:
    """Takes the words behind the first one apart, each of which is key=value."""
    keys: dict[str, str] = {}
    for word in line.split()[1:]:
        name, equals, value = word.partition("=")
        if not name or not equals:
            raise MalformedResult(f"in this line {word} is not key=value: {line}")
        if name in keys:
            raise MalformedResult(f"this line says {name}= twice: {line}")
        keys[name] = value
    return keys


def parse(line: str) -> Result:
    """Takes a line RESULT apart; raises MalformedResult for any other line."""
    if line.split()[:1] != ["RESULT"]:
        raise MalformedResult(f"this line does not begin with RESULT: {line}")
    return Result(keys_of(line))


def find_all(console: str) -> Iterator[Result]:
    """Parses each line RESULT of a program's output, whatever other lines stand between."""
    for line in console.split("\n"):
        if line.startswith("RESULT "):
            yield parse(line)
