# SPDX-License-Identifier: MIT
"""tools/sweep report: a sweep as one HTML file, perhaps beside another sweep."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from muster import options, outputs, picture
from muster.messages import say
from muster.sweeps import (
    command_table,
    comparison,
    naming,
    report_data,
    report_page,
    report_pictures,
    summary,
)
from muster.sweeps.comparison import Change, Verdict
from muster.sweeps.record import Record
from muster.sweeps.store import Folder

USAGE = "FOLDER [--html FILE] [--against OLD] [--no-pictures]"
DESCRIPTION = """
Makes a page of a sweep: tables that sort and filter, curves over cores, timelines, failures, and each run
with its command. The page is one file that asks for nothing from outside.

With --against, compares with an older sweep: the exit status is 3 when a figure is worse.
"""

STATUS_WORSE = 3


@dataclass
class Options:
    html: str = options.value(
        "FILE", options.text, "", "write the page there (report.html in the sweep's folder)"
    )
    against: str = options.value("FOLDER", options.text, "", "an older sweep to compare with")
    no_pictures: bool = options.flag("leave the timelines out, which matplotlib draws")


def main(arguments: Sequence[str]) -> int:
    line = options.parse(Options, arguments, f"report {USAGE}", DESCRIPTION)
    given = line.options
    folder = command_table.folder_of(line.words)
    html = given.html or str(folder.path / "report.html")
    outputs.check("--html", html)
    records = summary.in_order(folder.records())
    figures = summary.figures_of(records)
    data = report_data.data_of(f"Sweep {_name(folder, records)}", _facts(records), figures)
    changes: list[Change] = []
    if given.against:
        old = command_table.folder_of([given.against])
        old_records = list(old.records())
        changes = comparison.compare(summary.figures_of(old_records), figures)
        warnings = differences(old_records, records)
        report_data.add_comparison(data, _name(old, old_records), changes, warnings)
    report_data.add_runs(data, records)
    report_data.add_failures(data, list(folder.failures()))
    if not given.no_pictures and any(report_pictures.timelines(folder, records)):
        picture.require()
        data["pictures"] = report_pictures.pictures(folder, records)
    outputs.write("--html", html, report_page.to_html(data))
    say(f"the page: {html}")
    return print_changes(changes)


def _name(folder: Folder, records: Sequence[Record]) -> str:
    return records[0].task.about.get("sweep", "") if records else folder.path.name


def _facts(records: Sequence[Record]) -> list[tuple[str, str]]:
    """Returns what the figures hold for."""
    if not records:
        return [("runs", "0")]
    first, last = min(r.begin for r in records), max(r.end for r in records)
    seconds = sum(record.wall_s for record in records)
    return [
        ("runs", str(len(records))),
        ("from", first[:16].replace("T", " ") + " UTC"),
        ("to", last[:16].replace("T", " ") + " UTC"),
        ("time of all runs", f"{seconds:.0f} s"),
        ("hosts", _all(f"{r.host['name']}, {r.host['processors']} processors" for r in records)),
        ("processor", _all(r.host["processor"] for r in records)),
        ("emulator", _all(r.emulator["version"] for r in records)),
        ("revision", _all(r.task.about.get("revision", "")[:12] for r in records)),
        ("compiler", _all(r.task.about.get("compiler", "") for r in records)),
    ]


def _all(texts: Iterable[str]) -> str:
    """Returns each text once, the most frequent first."""
    return "; ".join(text for text, _ in Counter(texts).most_common(4) if text) or "unknown"


def differences(old: Sequence[Record], new: Sequence[Record]) -> list[str]:
    """Returns what else than the program differs between two sweeps, in words."""
    facts: list[tuple[str, Callable[[Record], str]]] = [
        ("processor", lambda r: r.host["processor"]),
        ("number of processors", lambda r: r.host["processors"]),
        ("emulator", lambda r: r.emulator["version"]),
        ("compiler", lambda r: r.task.about.get("compiler", "")),
    ]
    found = []
    for what, texts in facts:
        before, now = _all(map(texts, old)), _all(map(texts, new))
        if before != now:
            found.append(f"Another {what}: {before} then, {now} now; times may differ for that.")
    before_load, now_load = (_median_load(records) for records in (old, new))
    if abs(before_load - now_load) > 1:
        found.append(
            f"The hosts had another load: {before_load:.1f} then, {now_load:.1f} now; times may differ for that."
        )
    return found


def _median_load(records: Sequence[Record]) -> float:
    loads = [float(record.host["load"]) for record in records if record.host.get("load")]
    return statistics.median(loads) if loads else 0


def print_changes(changes: Sequence[Change]) -> int:
    """Prints what differs. Returns the exit status."""
    for change in changes:
        if change.verdict in (Verdict.SAME, Verdict.FEW):
            continue
        label = naming.label(
            change.figure.inputs, naming.varying([c.figure.inputs for c in changes])
        )
        ratio = f" {(change.ratio - 1) * 100:+.1f} %" if change.ratio is not None else ""
        sure = (
            f" (p {change.p:.2g}, q {change.q:.2g})"
            if change.p is not None and change.q is not None
            else ""
        )
        print(f"{change.verdict}: {label} {report_data.title_of(change.figure)}{ratio}{sure}")
    return STATUS_WORSE if any(change.verdict is Verdict.WORSE for change in changes) else 0
