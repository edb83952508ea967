# SPDX-License-Identifier: MIT
"""Verdicts as JUnit XML, which GitHub, GitLab and Jenkins show: Suite, Case, to_xml()."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

# What XML 1.0 cannot hold, not even as an entity.
_NO_CHARACTER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Case:
    """One verdict. failure: why it failed; skipped: why it was not run; both empty: it passed."""

    name: str
    failure: str = ""
    skipped: str = ""
    output: str = ""
    seconds: float = 0


@dataclass
class Suite:
    """Cases that belong together, such as the tests of a preset."""

    name: str
    cases: list[Case] = field(default_factory=list)


def of_steps(name: str, failures: Sequence[str]) -> Suite:
    """Returns a suite with the steps that failed; one passed case if there is none."""
    failed = [Case(step, failure="failed") for step in failures]
    return Suite(name, failed or [Case("all steps")])


def of_ctest(name: str, file: Path) -> Suite:
    """Reads the file of ctest --output-junit. The suite is empty where ctest has not run."""
    if not file.is_file():
        return Suite(name)
    return Suite(name, [_case(case) for case in ElementTree.parse(file).iter("testcase")])


def _case(case: ElementTree.Element) -> Case:
    output = case.findtext("system-out") or ""
    failed, skipped = case.find("failure"), case.find("skipped")
    reason = "" if failed is None else failed.get("message") or "failed"
    if not reason and case.get("status") == "fail":
        reason = "failed"
    return Case(
        name=case.get("name", ""),
        failure=reason,
        skipped="" if skipped is None else skipped.get("message") or "skipped",
        output=output if reason else "",
        seconds=float(case.get("time") or 0),
    )


def to_xml(suites: Sequence[Suite]) -> str:
    root = ElementTree.Element("testsuites", _totals([c for s in suites for c in s.cases]))
    for suite in suites:
        parent = ElementTree.SubElement(
            root, "testsuite", {"name": _text(suite.name), **_totals(suite.cases)}
        )
        for case in suite.cases:
            _add(parent, suite.name, case)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, "unicode") + "\n"


def _totals(cases: Sequence[Case]) -> dict[str, str]:
    return {
        "tests": str(len(cases)),
        "failures": str(sum(bool(case.failure) for case in cases)),
        "skipped": str(sum(bool(case.skipped) for case in cases)),
        "time": f"{sum(case.seconds for case in cases):.3f}",
    }


def _add(parent: ElementTree.Element, suite: str, case: Case) -> None:
    keys = {"classname": _text(suite), "name": _text(case.name), "time": f"{case.seconds:.3f}"}
    element = ElementTree.SubElement(parent, "testcase", keys)
    if case.failure:
        message = _text(case.failure)
        ElementTree.SubElement(element, "failure", {"message": message}).text = message
    if case.skipped:
        ElementTree.SubElement(element, "skipped", {"message": _text(case.skipped)})
    if case.output:
        ElementTree.SubElement(element, "system-out").text = _text(case.output)


def _text(text: str) -> str:
    """Replaces the characters that XML cannot hold: a console has escape sequences."""
    return _NO_CHARACTER.sub("?", text)
