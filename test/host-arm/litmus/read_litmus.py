# SPDX-License-Identifier: MIT
"""Reads the litmus tests of test/model/litmus: docs/atomics.md describes the files.

The explorer's own reader is C and makes events of the instructions; this one keeps their text."""

from __future__ import annotations

import dataclasses
import pathlib

COMPARISONS = ("==", "!=", "<", ">")


class Mistake(Exception):
    """A line that is not understood."""


@dataclasses.dataclass
class Line:
    """An instruction, and its mutation when it has one."""

    plain: str
    mutation: str = ""
    mutated: str = ""


@dataclasses.dataclass
class Thread:
    name: str
    lines: list[Line] = dataclasses.field(default_factory=list)
    labels: dict[str, int] = dataclasses.field(default_factory=dict)

    def code(self, mutation: str) -> list[str]:
        """Returns the instructions with this mutation; "" for none."""
        return [
            line.mutated if mutation == line.mutation != "" else line.plain for line in self.lines
        ]

    def mutations(self) -> list[str]:
        return [line.mutation for line in self.lines if line.mutation]


@dataclasses.dataclass
class Condition:
    """Comparisons that are all true: never, or sometimes. Each is left, sign, right."""

    text: str
    terms: list[tuple[str, str, str]]


@dataclasses.dataclass
class Test:
    name: str
    words: dict[str, int] = dataclasses.field(default_factory=dict)  # by name, the address
    initial: list[str] = dataclasses.field(default_factory=lambda: ["0"])  # by address, from 1 on
    threads: list[Thread] = dataclasses.field(default_factory=list)
    conditions: list[Condition] = dataclasses.field(default_factory=list)

    def constant(self, text: str) -> int:
        """Returns the value of a number, or the address of a word."""
        name = text.removeprefix("&")
        if name in self.words:
            return self.words[name]
        try:
            return int(text.removeprefix("#"), 0)
        except ValueError:
            raise Mistake(f"no register, word or number: {text}") from None


def read_condition(text: str) -> Condition:
    terms = []
    for term in text.split(maxsplit=1)[1].split(" and "):
        words = term.split()
        if len(words) != 3 or words[1] not in COMPARISONS:
            raise Mistake(f"no comparison: {term}")
        terms.append((words[0], words[1], words[2]))
    return Condition(text, terms)


def read_code(text: str, thread: Thread) -> None:
    if text.endswith(":") and "~" not in text:
        thread.labels[text[:-1]] = len(thread.lines)
        return
    plain, _, change = text.partition("~")
    mutation, _, mutated = change.partition(":")
    thread.lines.append(Line(plain.strip(), mutation.strip(), mutated.strip()))


def read_line(text: str, tests: list[Test]) -> None:
    first, _, rest = text.partition(" ")
    if first == "test":
        tests.append(Test(rest.strip()))
    elif not tests:
        raise Mistake(f"before the first test: {text}")
    elif first == "word":
        name, _, values = rest.partition("=")
        tests[-1].words[name.strip()] = len(tests[-1].initial)
        tests[-1].initial += values.split()
    elif first == "thread":
        tests[-1].threads.append(Thread(rest.strip()))
    elif first in ("never", "sometimes"):
        tests[-1].conditions.append(read_condition(text))
    elif tests[-1].threads:
        read_code(text, tests[-1].threads[-1])
    else:
        raise Mistake(f"not understood: {text}")


def read_file(path: pathlib.Path) -> list[Test]:
    tests: list[Test] = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        text = line.partition(";")[0].strip()
        try:
            if text:
                read_line(text, tests)
        except Mistake as mistake:
            raise SystemExit(f"{path}:{number}: {mistake}") from None
    return tests
