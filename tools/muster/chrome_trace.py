# SPDX-License-Identifier: MIT
"""Timelines as a Chrome trace, which ui.perfetto.dev shows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from muster.timeline import Timeline

# From there on, and no CPU's number: Perfetto takes the thread with the number of its process for the
# main one.
PROCESS = 1000

Event = dict[str, Any]


def to_json(timelines: Sequence[tuple[str, Timeline]]) -> str:
    """Returns the text of the file, an event a line. Each timeline is a process of that name; its
    times are in us since its clock's start."""
    events = [
        event
        for index, (name, timeline) in enumerate(timelines)
        for event in _events(name, PROCESS + index, timeline)
    ]
    lines = ",\n".join(json.dumps(event, separators=(",", ":")) for event in events)
    return f'{{"traceEvents": [\n{lines}\n], "displayTimeUnit": "ns"}}\n'


def _events(name: str, process: int, timeline: Timeline) -> Iterator[Event]:
    clock = timeline.clock
    yield _meta("process_name", process, 0, name=name)
    for cpu in range(timeline.cpus):
        yield _meta("thread_name", process, cpu, name=f"CPU {cpu}")
        yield _meta("thread_sort_index", process, cpu, sort_index=cpu)
    yield _instant(timeline, process, timeline.begin_name, clock.begin)
    yield _instant(timeline, process, timeline.end_name, clock.end)
    for index in range(len(timeline.bars)):
        yield _bar(timeline, process, index)


def _meta(what: str, process: int, thread: int, **arguments: str | int) -> Event:
    return {"ph": "M", "pid": process, "tid": thread, "name": what, "args": arguments}


def _instant(timeline: Timeline, process: int, name: str, ticks: int) -> Event:
    time_us = _us(timeline, ticks - timeline.clock.start)
    return {
        **{"ph": "i", "s": "g", "pid": process, "tid": 0, "ts": time_us, "name": name},
        "args": {"ticks": ticks},
    }


def _bar(timeline: Timeline, process: int, index: int) -> Event:
    bar = timeline.bars[index]
    return {
        **{"ph": "X", "pid": process, "tid": bar.cpu},
        "ts": _us(timeline, bar.begin - timeline.clock.start),
        "dur": _us(timeline, _shown_end(timeline, index) - bar.begin),
        **{"name": bar.name, "cat": bar.way},
        "args": {
            **{"state": bar.state, "on": bar.on, "pass": bar.run, "result": bar.result},
            **{"begin_ticks": bar.begin, "end_ticks": bar.end},
        },
    }


def _us(timeline: Timeline, ticks: int) -> float:
    return round(ticks * 1_000_000 / timeline.clock.hz, 3)


def _shown_end(timeline: Timeline, index: int) -> int:
    """Returns where the bar ends in the trace. The bars of a CPU have to nest, or Perfetto leaves
    some out. The control CPU may still be in the state that turned a CPU on when that CPU is in
    its next state: the first bar ends there."""
    bars = timeline.bars
    end = bars[index].end
    for later in (bars[i] for i in range(index + 1, len(bars))):
        if later.cpu != bars[index].cpu or later.begin >= end:
            break
        if later.end > end:
            end = later.begin
    return end
