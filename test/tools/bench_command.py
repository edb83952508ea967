# SPDX-License-Identifier: MIT
"""Runs tools/bench in this process, on files of results that a test makes."""

from __future__ import annotations

import contextlib
import io
import json
import pathlib
import sys
import tempfile
import unittest
from collections.abc import Sequence
from typing import Any

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

from muster import bench, messages  # noqa: E402
from muster.benchmarks.benchmark import Benchmark  # noqa: E402

Members = dict[str, Any]

ABOUT = {
    "format": "muster-bench-1",
    "date": "2026-01-01T00:00:00Z",
    "machine": "x86_64",
    "processor": "P",
    "processors": 2,
    "qemu": "QEMU emulator version 7.2.22",
    "compiler": "gcc",
    "preset": "gcc-picolibc-release",
    "emulator_commands": [],
    "failed": [],
}


def figure(name: str, cpus: int, value: float, unit: str, **members: Any) -> Members:
    """Returns a result of the kernel k."""
    head = {"bench": "k", "figure": name, "cpus": cpus, "value": value, "unit": unit}
    return {**head, **members}


def timed(cpus: int, value: float, least: float, most: float, runs: int = 5) -> Members:
    """Returns a time that the host's clock has taken."""
    spread = {"min": least, "max": most, "runs": runs, "samples": [least, value, most]}
    return figure("time", cpus, value, "ns", mode="mttcg", **spread)


class BenchCase(unittest.TestCase):
    """A test with a folder of its own. run_bench() keeps what the tool prints in self.output."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.output = ""

    def path(self, name: str) -> str:
        return str(self.folder / name)

    def write_results(self, name: str, *results: Members, **about: str) -> str:
        """Makes a file of results; about: what is otherwise than in ABOUT."""
        file = self.folder / name
        file.write_text(json.dumps({**ABOUT, **about, "results": results}))
        return str(file)

    def run_bench(
        self, status: int, *arguments: str, known: Sequence[Benchmark] | None = None
    ) -> None:
        """Runs the command, and checks its exit status."""
        messages.tool = "tools/bench"
        with io.StringIO() as output:
            with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
                try:
                    got = bench.main(arguments, known)
                except messages.Failure as failure:
                    messages.say(str(failure))
                    got = 2
            self.output = output.getvalue()
        self.assertEqual(got, status, f"tools/bench {' '.join(arguments)}\n{self.output}")

    def check_says(self, regex: str) -> None:
        self.assertRegex(self.output, f"(?m){regex}")

    def check_refused(self, regex: str, *arguments: str) -> None:
        """The tool gives up with a message."""
        self.run_bench(2, *arguments)
        self.check_says(regex)
