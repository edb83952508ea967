# SPDX-License-Identifier: MIT
"""The results of tools/bench as a page (--html): that of tools/sweep report, without single runs."""

from __future__ import annotations

from muster.benchmarks import compare, results_table
from muster.benchmarks.results_json import ResultsFile
from muster.result_line import Result
from muster.sweeps import comparison, report_data, report_page
from muster.sweeps.summary import Figure

_FACTS = (
    "date",
    "revision",
    "processor",
    "processors",
    "load_at_begin",
    "qemu",
    "compiler",
    "preset",
)


def to_html(file: ResultsFile, old: ResultsFile | None, old_name: str) -> str:
    facts = [(name, file.about.get(name, "")) for name in _FACTS if file.about.get(name)]
    shown = [result for result in file.results if result.figure != "cpu_time"]
    figures = [_figure(result) for result in shown]
    data = report_data.data_of("tools/bench", facts, figures)
    for row, result in zip(data["figures"], shown):
        _add_goal(row, result)
    if old:
        before = [_figure(r) for r in old.results if r.figure != "cpu_time"]
        changes = comparison.compare(before, figures)
        names = (*compare.MACHINE, *compare.PROGRAM)
        warnings = compare.differences(names, old.about, file.about)
        warnings += compare.load_differences(old.about, file.about)
        report_data.add_comparison(data, old_name, changes, [text.strip() for text in warnings])
    return report_page.to_html(data)


def _figure(result: Result) -> Figure:
    description = result.description()
    mode = description.pop("mode", "icount" if result.unit == "insn" else "")
    samples = result.samples or [result.keys["value"]]
    return Figure(
        inputs={
            "app": result.bench,
            "class": description.pop("class", ""),
            "mode": mode,
            "cpus": str(result.cpus),
        },
        bench=result.bench,
        name=result.figure,
        cpus=result.cpus,
        unit=result.unit,
        words=tuple(sorted(description.items())),
        is_exact=compare.is_exact(result),
        more_is_better=compare.more_is_better(result),
        values={str(number): float(value) for number, value in enumerate(samples)},
    )


def _add_goal(row: report_data.Data, result: Result) -> None:
    goal, verdict = results_table.goal_of(result)
    row["goal"] = f"{goal} {verdict}".strip()
    row["reached"] = verdict == "reached"
