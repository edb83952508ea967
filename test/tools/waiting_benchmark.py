# SPDX-License-Identifier: MIT
"""tools/bench with one benchmark, which measures a figure and then waits: test_bench_failing.py
interrupts it. The arguments are those of tools/bench."""

from __future__ import annotations

import sys

import bench_command  # noqa: F401  finds the package
from muster import bench, messages
from muster.benchmarks.benchmark import Benchmark
from muster.benchmarks.session import Session
from muster.messages import quietly


def measure(session: Session) -> None:
    session.result("begun", 1, 1, "insn")
    quietly(["sleep", "100"])
    session.result("done", 1, 2, "insn")


messages.tool = "tools/bench"
sys.exit(bench.main(sys.argv[1:], [Benchmark("waiting", "for a test", measure)]))
