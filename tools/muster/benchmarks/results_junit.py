# SPDX-License-Identifier: MIT
"""The results of tools/bench as JUnit XML (--junit): what was not measured, and what got slower."""

from __future__ import annotations

from muster import junit
from muster.benchmarks import compare
from muster.benchmarks.compare import Comparison, Verdict
from muster.benchmarks.results_json import ResultsFile
from muster.junit import Case, Suite


def to_xml(file: ResultsFile, comparison: Comparison | None) -> str:
    """A figure that was measured has passed, unless the comparison says that it is slower."""
    verdicts = comparison.verdicts if comparison else {}
    measured = [
        _case(compare.name_of(result), f"{result.keys['value']} {result.unit}", verdicts)
        for result in file.results
        if result.figure != "cpu_time"
    ]
    failed = [Case(text, failure="not measured") for text in file.failed]
    return junit.to_xml([Suite("tools/bench", [*measured, *failed])])


def _case(name: str, value: str, verdicts: dict[str, tuple[Verdict, str]]) -> Case:
    verdict, line = verdicts.get(name, (Verdict.SAME, ""))
    if verdict is Verdict.SLOWER:
        return Case(name, failure=line.strip(), output=value)
    return Case(name, output=value)
