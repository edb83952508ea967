# SPDX-License-Identifier: MIT
"""A plan of a sweep: what to run. plan_file.py reads one; runs.py makes its combinations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from muster.sweeps.conditions import Condition


@dataclass(frozen=True)
class Plan:
    """Each key of the file. docs/sweeps.md has what they mean."""

    name: str
    axes: Mapping[str, tuple[str, ...]]
    exclude: tuple[Condition, ...] = ()
    repeat: int = 5  # runs of a combination where figures are times
    repeat_icount: int = 1  # and where they are instructions, which are all alike
    timeout_s: int = 120  # of one run
    figures: tuple[str, ...] = ()  # those that a run has to print; the report begins with them
    alone: bool = False  # a run with several host threads has the machine to itself
    text: str = field(default="", compare=False)  # the file
