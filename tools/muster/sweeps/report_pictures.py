# SPDX-License-Identifier: MIT
"""Timelines of runs: boot charts where the runtime recorded one, else what the cores did in a kernel."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence

from muster import chrome_trace, hotplug_trace, timeline_chart
from muster.benchmarks import kernel_timeline
from muster.messages import Failure
from muster.sweeps import naming
from muster.sweeps.record import Record
from muster.sweeps.store import Folder
from muster.sweeps.task import Combination, combination
from muster.timeline import Timeline

# A picture takes half a second to draw.
PICTURES_MOST = 24


def timelines(folder: Folder, records: Sequence[Record]) -> Iterator[tuple[str, Record, Timeline]]:
    """Yields name, record and timeline of the first run of each combination that recorded one."""
    labels = naming.labels([record.task.inputs for record in records])
    seen: set[Combination] = set()
    for record, label in zip(records, labels):
        key = combination(record.task.inputs)
        if key in seen:
            continue
        seen.add(key)
        text = (folder.path / record.console).read_bytes().replace(b"\r", b"")
        cpus = int(record.task.inputs["cpus"])
        try:
            lines = [line for line in text.split(b"\n") if hotplug_trace.LINE.match(line)]
            if lines:
                yield f"{label} #{record.task.number}", record, hotplug_trace.read(lines, cpus)
            elif kernel_timeline.MARK.encode() in text:
                timeline = kernel_timeline.read(text.decode(errors="replace"), cpus)
                yield f"{label} #{record.task.number}", record, timeline
        except Failure:
            pass  # lines that do not make a timeline; the console has them


def pictures(folder: Folder, records: Sequence[Record]) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for name, record, timeline in timelines(folder, records):
        if len(found) == PICTURES_MOST:
            break
        found.append(
            {
                "title": name,
                "run": record.task.id,
                "file": "".join(c if c.isalnum() or c in "-_=." else "-" for c in name),
                "svg": _base64(timeline_chart.to_svg(name, timeline)),
                "trace": _base64(chrome_trace.to_json([(name, timeline)])),
            }
        )
    return found


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
