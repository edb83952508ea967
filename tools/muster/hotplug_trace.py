# SPDX-License-Identifier: MIT
"""Each CPU's way through the hotplug states, which the runtime says with cpuhp.trace=1: read()."""

import re
from collections.abc import Sequence

from muster.messages import fail
from muster.timeline import Bar, Clock, Timeline, in_order

#: How the runtime's lines begin.
LINE = re.compile(rb"MUSTER_CPUHP(_CLOCK)? ")

NUMBER = "(-?[0-9]+)"
CLOCK = re.compile(
    "MUSTER_CPUHP_CLOCK "
    + " ".join(f"{key}={NUMBER}" for key in "hz start_ticks smp_begin_ticks smp_end_ticks".split())
    + "( .*)?"
)
STATE = re.compile(
    f"MUSTER_CPUHP cpu={NUMBER} pass={NUMBER} dir=(up|down) on={NUMBER} state={NUMBER} "
    f"begin_ticks={NUMBER} end_ticks={NUMBER} result={NUMBER} name=(.*)"
)


def text_of(line: bytes) -> str:
    """Returns what JSON and SVG can hold of the line: UTF-8 without control characters."""
    return "".join(c for c in line.decode(errors="ignore") if c >= " " and c != "\x7f")


def bar_of(line: str) -> Bar:
    state = STATE.fullmatch(line)
    if not state:
        fail(f"no trace: this line of the console is not understood: {line}")
    cpu, run, way, on, number, begin, end, result, name = state.groups()
    if int(end) < int(begin):
        fail(f"no trace: a state ends before it begins: {line}")
    return Bar(
        cpu=int(cpu),
        begin=int(begin),
        end=int(end),
        name=name or "?",
        state=int(number),
        on=int(on),
        run=int(run),
        way=way,
        result=int(result),
    )


def read(lines: Sequence[bytes], cpus: int) -> Timeline:
    """Makes a timeline of the runtime's lines, for at least so many CPUs, or fails."""
    if not lines:
        fail(
            "no trace: there is no line MUSTER_CPUHP... on the console. The program has not come to "
            "its end, or its runtime does not record; with --dtb, that tree has to say cpuhp.trace=1"
        )
    clock = None
    bars = []
    for line in map(text_of, lines):
        found = CLOCK.fullmatch(line)
        if not found:
            bars.append(bar_of(line))
            continue
        clock = Clock(*(int(ticks) for ticks in found.groups()[:4]))
        if clock.hz <= 0:
            fail(f"no trace: its clock stands still: {line}")
    if not clock:
        fail("no trace: there is no line MUSTER_CPUHP_CLOCK on the console")
    cpus = max([cpus, *(bar.cpu + 1 for bar in bars)])
    return Timeline(clock, in_order(bars), cpus, "smp_begin", "smp_end")
