# SPDX-License-Identifier: MIT
"""Tests of what tools/bench keeps when a benchmark fails, or when something interrupts it."""

from __future__ import annotations

import json
import os
import pathlib
import signal
import subprocess
import sys
import unittest

from bench_command import BenchCase

from muster.benchmarks.benchmark import Benchmark
from muster.benchmarks.session import Session
from muster.messages import fail

WAITING = pathlib.Path(__file__).with_name("waiting_benchmark.py")


def failing(session: Session) -> None:
    session.result("begun", 1, 1, "insn")
    fail("on purpose")


def malformed(session: Session) -> None:
    session.result("empty", 1, "", "insn")
    session.result("done", 1, 3, "insn")


def faulty(session: Session) -> None:
    session.result("before", 1, 5, "insn")
    raise ZeroDivisionError


def good(session: Session) -> None:
    session.result("good", 1, 4, "insn")


KNOWN = [
    Benchmark(function.__name__, "for tests", function)
    for function in (failing, malformed, faulty, good)
]


class FailingTest(BenchCase):
    """What a benchmark has measured before it fails is kept, and the others are measured."""

    def test_the_others_are_measured(self) -> None:
        file = self.path("failing.json")
        self.run_bench(2, "--json", file, known=KNOWN)
        self.check_says("^tools/bench: on purpose$")
        self.check_says(
            "this line has no bench=, figure=, cpus= and value=:"
            " RESULT bench=malformed figure=empty "
        )
        self.check_says("ZeroDivisionError")
        self.check_says("^good good +1 +4 insn$")
        self.check_says("^tools/bench: no figures: failing$")
        document = json.loads(pathlib.Path(file).read_text())
        self.assertEqual(document["failed"], ["failing", "malformed", "faulty"])
        self.assertEqual([result["value"] for result in document["results"]], [1, 5, 4])

    def test_there_is_no_timeline_without_figures(self) -> None:
        self.run_bench(2, "failing", known=KNOWN)
        self.assertNotIn("good good", self.output)


class InterruptedTest(BenchCase):
    def check_interrupt(self, number: signal.Signals) -> None:
        file = self.path(f"{number.name}.json")
        process = subprocess.Popen(
            [sys.executable, "-B", WAITING, "--json", file],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        assert process.stdout
        self.addCleanup(process.kill)
        lines = []
        for line in process.stdout:
            lines.append(line)
            if line.startswith("RESULT "):
                os.killpg(process.pid, number)  # as Ctrl-C does: all that the tool has started, too
        self.output = "".join(lines)
        self.assertEqual(process.wait(), 128 + number, self.output)
        process.stdout.close()
        self.check_says("^waiting begun +1 +1 insn$")
        self.check_says("^tools/bench: interrupted$")
        document = json.loads(pathlib.Path(file).read_text())
        self.assertEqual(len(document["failed"]), 1)
        self.assertEqual([result["figure"] for result in document["results"]], ["begun"])

    def test_what_was_measured_is_not_lost(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            with self.subTest(number.name):
                self.check_interrupt(number)


if __name__ == "__main__":
    unittest.main()
