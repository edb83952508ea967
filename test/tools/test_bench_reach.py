# SPDX-License-Identifier: MIT
"""Tests of the benchmark reach, with a reader of device trees that a test makes."""

from __future__ import annotations

import pathlib
import tempfile
import unittest

import bench_command  # noqa: F401  (finds the modules of tools)

from muster.benchmarks import reach
from muster.messages import Failure

FIGURE = "RESULT bench=reach figure=boards_supported value=2 of=$(($# - 1)) cpus=1 unit=boards"


class Reach(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def make_trees(self, number: int) -> None:
        for index in range(number):
            vendor = self.folder / f"trees/vendor{index % 2}"
            vendor.mkdir(parents=True, exist_ok=True)
            (vendor / f"board{index}.dtb").touch()

    def count(self, script: str) -> str:
        reader = self.folder / "reader"
        reader.write_text(f"#!/bin/sh\n{script}\n")
        reader.chmod(0o755)
        return str(reach.count(reader, self.folder / "trees"))

    def test_counts_the_trees_of_all_folders(self) -> None:
        self.make_trees(3)
        found = self.count(f'echo "other words"; echo "{FIGURE}"')
        figure = "RESULT bench=reach figure=boards_supported value=2 of=3 cpus=1 unit=boards"
        self.assertEqual(found, f"{figure} goal_least=3")

    def test_no_figure(self) -> None:
        with self.assertRaisesRegex(Failure, "there is no device tree in .*trees"):
            self.count("exit 0")
        self.make_trees(1)
        with self.assertRaisesRegex(Failure, "ended with status 3"):
            self.count(f'echo "{FIGURE}"; exit 3')
        with self.assertRaisesRegex(Failure, "printed 0 figures"):
            self.count("echo nothing")
        with self.assertRaisesRegex(Failure, "has no bench="):
            self.count("echo RESULT bench=reach")


if __name__ == "__main__":
    unittest.main()
