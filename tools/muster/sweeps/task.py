# SPDX-License-Identifier: MIT
"""A task: what a machine needs to know to do one run, without the tree. It is a line of JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


#: The values of a run; the repeats of a combination have the same ones.
Combination = tuple[tuple[str, str], ...]


def combination(inputs: Mapping[str, str]) -> Combination:
    return tuple(sorted(inputs.items()))


@dataclass(frozen=True)
class Task:
    """A run with its command. Everything in it stands in the run's record, too."""

    id: str
    name: str
    label: str  # the combination in words, by the axes that vary in the plan
    number: int  # which of the combination's runs
    inputs: Mapping[str, str]
    command: tuple[str, ...]
    image: str  # the SHA-256 of the program, under which it lies in the folder
    threads: int  # processors that the run can use
    mem_mib: int
    timeout_s: int
    figures: tuple[str, ...]  # those that the run has to print
    about: Mapping[str, str]  # revision, compiler

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)


def from_members(members: Mapping[str, Any]) -> Task:
    """Makes a task of the members of to_json()."""
    values = {name: members[name] for name in Task.__dataclass_fields__}
    return Task(
        **{
            name: tuple(value) if isinstance(value, list) else value
            for name, value in values.items()
        }
    )
