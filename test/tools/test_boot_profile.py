# SPDX-License-Identifier: MIT
"""Tests of tools/bench boot --profile: the table, and what is refused."""

from __future__ import annotations

import unittest

from bench_command import BenchCase

from muster.benchmarks.boot_profile import rows_of, table
from muster.symbols import Program


def program() -> Program:
    """Returns a program with a function at 0x1000 and one at 0x1010."""
    made = Program.__new__(Program)
    made.functions = [(0x1000, "first"), (0x1010, "second")]
    return made


class ProfileTest(BenchCase):
    def test_rows(self) -> None:
        rows = rows_of(program(), {0x1000: 2, 0x100C: 30, 0x1010: 7, 0x1014: 70})
        self.assertEqual(
            [(row.function, row.instructions, row.calls) for row in rows],
            [("second", 77, 7), ("first", 32, 2)],
        )

    def test_table(self) -> None:
        lines = table(rows_of(program(), {0x1000: 1, 0x1010: 3}), 2)
        self.assertIn("on 2 cores: 4 instructions", lines[0])
        self.assertRegex(lines[2], "^ +3 +75.0 +3  second$")
        self.assertRegex(lines[3], "^ +1 +25.0 +1  first$")

    def test_refused(self) -> None:
        refusal = "--profile is for the benchmark boot alone"
        self.check_refused(refusal, "--profile")
        self.check_refused(refusal, "ipi", "--profile")
        self.check_refused(refusal, "boot", "ipi", "--profile")
        self.check_refused("--profile counts instructions", "boot", "--profile", "--mode=mttcg")


if __name__ == "__main__":
    unittest.main()
