# SPDX-License-Identifier: MIT
"""The runs of a plan: each combination of values that no condition leaves out, so many times."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from muster.benchmarks.request import Mode
from muster.messages import fail
from muster.sweeps import axes, naming
from muster.sweeps.conditions import matches
from muster.sweeps.plan import Plan

Values = Mapping[str, str]


@dataclass(frozen=True)
class Run:
    """One run. values: each axis with its value, also those that the plan does not name."""

    values: Values
    number: int  # from 1 on
    label: str  # the combination, by the axes that vary

    @cached_property
    def id(self) -> str:
        """Returns what the run is called in files: the same values have the same id."""
        text = json.dumps([sorted(self.values.items()), self.number])
        return hashlib.sha256(text.encode()).hexdigest()[:20]

    @property
    def name(self) -> str:
        return f"{self.label} #{self.number}"

    @property
    def is_icount(self) -> bool:
        return self.values["mode"] == Mode.ICOUNT


def runs_of(plan: Plan) -> list[Run]:
    """Returns the runs in their order. Combinations take turns, so that a change of the host's load
    meets all of them."""
    combinations = list(_combinations(plan))
    if not combinations:
        fail("exclude: every combination is left out")
    varying = naming.varying(combinations)
    runs = []
    for number in range(1, 1 + max(plan.repeat, plan.repeat_icount)):
        for values in combinations:
            run = Run(values, number, naming.label(values, varying))
            if number <= (plan.repeat_icount if run.is_icount else plan.repeat):
                runs.append(run)
    return runs


def _combinations(plan: Plan) -> Iterator[dict[str, str]]:
    """Yields each combination once, as values of all axes."""
    others: dict[str, tuple[str, ...]] = {name: (value,) for name, value in axes.DEFAULTS.items()}
    others |= {name: values for name, values in plan.axes.items() if name not in ("kernel", "app")}
    names = [*(name for name in axes.NAMES if name in others), *(n for n in others if "." in n)]
    seen = set()
    for program, rest in itertools.product(
        _programs(plan), itertools.product(*(others[name] for name in names))
    ):
        values = {**program, **dict(zip(names, rest))}
        if any(matches(condition, values) for condition in plan.exclude):
            continue
        values["class"] = _class_of(values)
        key = tuple(values.items())
        if key not in seen:
            seen.add(key)
            yield values


def _programs(plan: Plan) -> Iterator[dict[str, str]]:
    for kernel in plan.axes.get("kernel", ()):
        for program in axes.KERNEL_BY_NAME[kernel].programs:
            yield {"kernel": kernel, "app": program}
    for app in plan.axes.get("app", ()):
        yield {"kernel": "", "app": app}


def _class_of(values: Values) -> str:
    """Returns the class; "" for a program that has none. Fails for one that the kernel has not."""
    given, kernel = values["class"], axes.KERNEL_BY_NAME.get(values["kernel"])
    if not given or not kernel or not kernel.classes:
        return ""
    if given not in kernel.classes:
        fail(
            f"axes.class: {kernel.name} has no class {given}, only {' '.join(kernel.classes)};"
            " leave the pair out by [[exclude]]"
        )
    return given
