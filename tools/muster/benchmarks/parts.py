# SPDX-License-Identifier: MIT
"""The parts of the work, each of which tools/bench can do by itself: for --plan and --shard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from muster.benchmarks.benchmark import Benchmark
from muster.benchmarks.request import Mode, Request
from muster.emulator import as_text
from muster.messages import fail
from muster.options import option_of

# What does not belong into the command of a part: it says what is measured, and where that goes.
_OF_THE_WHOLE = (
    "mode",
    "plan",
    "shard",
    "list",
    "from_",
    "compare",
    "json",
    "svg",
    "html",
    "junit",
)


@dataclass(frozen=True)
class Part:
    """A benchmark in one mode. name: what the user called it."""

    name: str
    benchmark: Benchmark
    mode: Mode


def parts_of(names: Sequence[str], chosen: Sequence[Benchmark], request: Request) -> Sequence[Part]:
    """Returns the parts of --shard; without it all of them."""
    texts = names or [benchmark.name for benchmark in chosen]
    parts = [
        Part(text, benchmark, mode)
        for text, benchmark in zip(texts, chosen)
        for mode in benchmark.modes
        if request.measures(mode)
    ]
    if not request.shard:
        return parts
    number, count = map(int, request.shard.split("/"))
    if number > count:
        fail(f"--shard {request.shard}: there is no part {number} of {count}")
    return parts[number - 1 :: count]


def command_of(part: Part, request: Request) -> str:
    """Returns the command that measures the part, with the options that were given."""
    words = ["tools/bench", part.name, "--mode", part.mode]
    for field in fields(request):
        given = getattr(request, field.name)
        if field.name in _OF_THE_WHOLE or not given or given == field.default:
            continue
        words.append(option_of(field))
        if given is not True:
            words.append(given if isinstance(given, str) else _listed(given))
    return as_text(words)


def _listed(given: object) -> str:
    return ",".join(map(str, given)) if isinstance(given, (list, tuple)) else str(given)
