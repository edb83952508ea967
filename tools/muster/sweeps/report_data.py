# SPDX-License-Identifier: MIT
"""What the report shows, as JSON: figures, curves, a comparison, failures and runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from muster.benchmarks.compare import EXACT_PERCENT, TIME_PERCENT
from muster.sweeps import axes, comparison, naming, scaling
from muster.sweeps.comparison import Change
from muster.sweeps.record import Record
from muster.sweeps.scaling import Curve
from muster.sweeps.summary import Figure

Data = dict[str, Any]

COMPARISON_NOTE = (
    f"Times differ if Mann and Whitney's U test has p up to {comparison.ALPHA}, and the medians differ by"
    f" more than {TIME_PERCENT} %; it takes {comparison.SAMPLES_LEAST} samples on each side. q is p"
    " by Benjamini and Hochberg: of the figures marked worse or better, at most 5 % are so by chance;"
    " perhaps: p alone says so. The interval is a bootstrap of the ratio of the medians. Instructions repeat:"
    f" they differ if they differ by more than {EXACT_PERCENT} %."
)


def data_of(title: str, facts: Sequence[tuple[str, str]], figures: Sequence[Figure]) -> Data:
    """Returns the data of a report of figures alone; the other functions add to it."""
    varying = [name for name in naming.varying([f.inputs for f in figures]) if name not in _SILENT]
    speedups = scaling.speedups(figures)
    return {
        "title": title,
        "facts": list(facts),
        "axes": [name.removeprefix(axes.DEFINE) for name in varying],
        "numeric": [name for name in varying if axes.is_number(name)],
        "figures": [_figure(figure, varying) for figure in figures],
        "speedups": [_curve(curve) for curve in speedups],
        "efficiencies": [_curve(curve.by_cores()) for curve in speedups],
        "againstCores": _against_cores(figures),
        "comparison": None,
        "failures": [],
        "pictures": [],
        "runs": {},
        "strings": {},
    }


_SILENT = ("app", "kernel")


def title_of(figure: Figure) -> str:
    bench = (
        [] if figure.bench in _SILENT or figure.bench == figure.inputs["app"] else [figure.bench]
    )
    return " ".join([*bench, figure.name, *naming.words(figure.words)])


def _figure(figure: Figure, varying: Sequence[str]) -> Data:
    return {
        "app": figure.inputs["app"],
        "inputs": {n.removeprefix(axes.DEFINE): figure.inputs.get(n, "") for n in varying},
        "figure": title_of(figure),
        "median": figure.median,
        "unit": figure.unit,
        "least": figure.least,
        "most": figure.most,
        "interval": figure.interval,
        "values": figure.samples,
        "runs": list(figure.values),
    }


# ---- curves --------------------------------------------------------------------------------------


def _curve(curve: Curve) -> Data:
    points = [{"cpus": p.cpus, "values": p.values, "runs": p.runs} for p in curve.points]
    return {"name": curve.name, "points": points}


def _against_cores(figures: Sequence[Figure]) -> list[Data]:
    """Returns for each figure that has more than one number of cores its curves. Those of one unit
    and name stand together."""
    by_title: dict[tuple[str, str], dict[Any, list[Figure]]] = {}
    for figure in figures:
        inputs = {name: value for name, value in figure.inputs.items() if name != "cpus"}
        title = " ".join([figure.name, *naming.words(figure.words)])
        curves = by_title.setdefault((title, figure.unit), {})
        curves.setdefault((tuple(inputs.items()), figure.bench), []).append(figure)
    found = []
    for (title, unit), curves in by_title.items():
        long = [curve for curve in curves.values() if len({f.cpus for f in curve}) > 1]
        if long:
            names = _curve_names(long)
            series = [
                {"name": name, "points": [_point(f) for f in sorted(curve, key=_cpus)]}
                for name, curve in zip(names, long)
            ]
            found.append(
                {"title": f"{title} ({unit})" if unit else title, "unit": unit, "series": series}
            )
    return sorted(
        found, key=lambda one: (one["unit"] != "insn", one["title"].split(" ")[0] != "time")
    )


def _curve_names(curves: Sequence[Sequence[Figure]]) -> list[str]:
    """Returns a name for each curve; where a program prints several figures of a name, with which."""
    inputs = [{n: v for n, v in c[0].inputs.items() if n != "cpus"} for c in curves]
    labels = naming.labels(inputs)
    twice = Counter(labels)
    return [
        f"{label} {curve[0].bench}" if twice[label] > 1 else label
        for label, curve in zip(labels, curves)
    ]


def _cpus(figure: Figure) -> int:
    return figure.cpus


def _point(figure: Figure) -> Data:
    return {"cpus": figure.cpus, "values": figure.samples, "runs": list(figure.values)}


# ---- a comparison --------------------------------------------------------------------------------


def add_comparison(
    data: Data, name: str, changes: Sequence[Change], warnings: Sequence[str]
) -> None:
    labels = naming.labels([change.figure.inputs for change in changes])
    order: list[str] = list(comparison.Verdict)
    rows = [_change(change, label) for change, label in zip(changes, labels)]
    rows.sort(key=lambda row: order.index(row["verdict"]))
    counts = Counter(str(change.verdict) for change in changes)
    data["comparison"] = {
        "name": name,
        "note": COMPARISON_NOTE,
        "warnings": list(warnings),
        "counts": {verdict: counts[verdict] for verdict in order if counts[verdict]},
        "rows": rows,
    }


def _change(change: Change, label: str) -> Data:
    def percent(ratio: float) -> float:
        return (ratio - 1) * 100

    interval = change.interval and [percent(end) for end in change.interval]
    return {
        "verdict": change.verdict,
        "label": label,
        "figure": title_of(change.figure),
        "unit": change.figure.unit,
        "old": _side(change.old),
        "new": _side(change.new),
        "percent": None if change.ratio is None else percent(change.ratio),
        "interval": interval,
        "p": change.p,
        "q": change.q,
    }


def _side(figure: Figure | None) -> Data | None:
    if not figure:
        return None
    samples = figure.samples
    return {
        "median": figure.median,
        "n": len(samples),
        "values": samples,
        "runs": list(figure.values),
    }


# ---- runs and failures ---------------------------------------------------------------------------


class _Strings:
    """Texts that many runs share: each stands in the page once."""

    def __init__(self) -> None:
        self.lists: dict[str, list[str]] = {}
        self._places: dict[tuple[str, str], int] = {}

    def place(self, kind: str, text: str) -> int:
        key = kind, text
        if key not in self._places:
            values = self.lists.setdefault(kind, [])
            self._places[key] = len(values)
            values.append(text)
        return self._places[key]


def add_runs(data: Data, records: Sequence[Record]) -> None:
    strings = _Strings()
    labels = naming.labels([record.task.inputs for record in records])
    data["runs"] = {
        record.task.id: _run(record, label, strings) for record, label in zip(records, labels)
    }
    data["strings"] = strings.lists


def _run(record: Record, label: str, strings: _Strings) -> Data:
    task = record.task
    load = record.host.get("load", "")
    return {
        "name": f"{label} #{task.number}",
        "label": label,
        "begin": record.begin[:19].replace("T", " "),
        "wall_s": record.wall_s,
        "cpu_s": record.cpu_s,
        "rss_mib": record.rss_mib,
        "load": float(load) if load else None,
        "console": record.console,
        "host": strings.place("host", record.host.get("name", "")),
        "command": strings.place("command", " ".join(task.command)),
        "image": strings.place("image", task.image),
        "revision": strings.place("revision", task.about.get("revision", "")),
        "compiler": strings.place("compiler", task.about.get("compiler", "")),
        "emulator": strings.place("emulator", _emulator(record.emulator)),
    }


def _emulator(emulator: Mapping[str, str]) -> str:
    return f"{emulator.get('version', '')}, SHA-256 {emulator.get('sha256', '')}"


def add_failures(data: Data, failures: Sequence[Record]) -> None:
    labels = naming.labels([record.task.inputs for record in failures])
    data["failures"] = [
        {
            "name": f"{label} #{record.task.number}, attempt {record.attempt}",
            "outcome": record.outcome,
            "how": f"status {record.status} after {record.wall_s:g} s on"
            f" {record.host.get('name', '')}, {record.begin[:19].replace('T', ' ')} UTC",
            "console": record.console,
            "lines": record.last_lines,
            "errors": record.errors,
        }
        for record, label in zip(failures, labels)
    ]
