#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A sweep on a real Slurm of two nodes, from which the test takes a node and the controller.

Run by hand: PYTHONPATH=tools test/sweeps/check_slurm.py
"""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
import time
import unittest
from collections.abc import Callable
from pathlib import Path

import private_slurm
from sweep_case import SweepCase

from muster.sweeps.store import Folder

RUNS = 40
STATUS_SKIPPED = 77
WAIT_S = 500
AWAY_S = 8  # longer than the tool waits between two questions

AXES = f"append = [{', '.join(repr(f'value={n} sleep=0.5') for n in range(RUNS // 2))}]"


class Slurm(SweepCase):
    def setUp(self) -> None:
        super().setUp()
        # Node names and sockets have to be short, and munge wants no folder that all can write.
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.next_look = 0.0
        self.cluster = private_slurm.Cluster(Path(folder.name))
        self.addCleanup(self.cluster.stop)
        self.cluster.start()
        for name in ("PATH", "SLURM_CONF"):
            before = self.environment["PATH"] + ":" if name == "PATH" else ""
            self.environment[name] = before + self.cluster.environment[name]
        self.plan = self.write_plan(f"repeat_icount = 2\ntimeout_s = 20\nname = 'both'", AXES)

    def look_after_cluster(self) -> None:
        """Fails if a daemon has ended by itself; once in a second does what an administrator does."""
        self.cluster.check_daemons()
        if time.monotonic() > self.next_look:
            self.cluster.resume_drained()
            self.next_look = time.monotonic() + 1

    def wait_for(self, what: str, is_so: Callable[[], bool]) -> None:
        end = time.monotonic() + WAIT_S
        while not is_so():
            self.look_after_cluster()
            self.assertLess(time.monotonic(), end, f"{what}: {self.cluster.describe()}")
            time.sleep(0.1)

    def wait_for_records(self, count: int) -> None:
        folder = Folder(self.to)
        self.wait_for(f"{count} records", lambda: len(folder.finished()) >= count)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        command = self.command(self.plan, "--to", self.to, "--executor", "slurm", *arguments)
        process = subprocess.Popen(command, env=self.environment, stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.kill)
        return process

    def end_of(self, process: subprocess.Popen[str], status: int) -> str:
        """Waits for tools/sweep, checks its exit status, and returns what it has said."""
        end = time.monotonic() + WAIT_S
        while True:
            try:
                _, errors = process.communicate(timeout=1)
                break
            except subprocess.TimeoutExpired as still:
                self.look_after_cluster()
                said = (still.stderr or b"").decode(errors="replace")
                self.assertLess(time.monotonic(), end, f"{said}\n{self.cluster.describe()}")
        self.assertEqual(process.returncode, status, f"{errors}\n{self.cluster.describe()}")
        return errors

    def test_nothing_is_lost_and_nothing_is_twice(self) -> None:
        first = self.start()
        self.wait_for_records(4)
        self.cluster.end("n2")
        self.wait_for_records(8)
        self.cluster.end("slurmctld")
        time.sleep(AWAY_S)
        self.cluster.start_controller()
        self.wait_for_records(14)
        first.send_signal(signal.SIGINT)
        errors = self.end_of(first, 130)
        self.assertIn("the jobs go on; to end them: scancel ", errors)
        second = self.start("--resume")
        self.end_of(second, 0)
        self.check_as_local()

    def check_as_local(self) -> None:
        """The same sweep on this machine has the same figures in the same runs."""
        local = self.folder / "local"
        self.sweep(0, self.plan, "--to", local, "--jobs", "8")
        there = {record.task.id: record.results for record in self.records()}
        here = {record.task.id: record.results for record in Folder(local).records()}
        self.assertEqual(len(there), RUNS)
        self.assertEqual(there, here)
        self.assertEqual(self.failures(), [])

    def test_a_run_that_fails(self) -> None:
        self.plan = self.write_plan("name = 'both'", "append = ['once', 'value=2']")
        process = self.start("--retry", "1", "--sbatch=--comment=of a test")
        errors = self.end_of(process, 0)
        self.assertIn("failed; again", errors)
        self.assertEqual((len(self.records()), len(self.failures())), (2, 1))
        self.assertEqual(self.starts(), 3)

    def test_runs_that_are_lost_are_submitted_again(self) -> None:
        """A task that ends without a record, as when its folder was away: here its job is cancelled."""
        process = self.start("--per-task", "10")
        self.wait_for_records(3)
        jobs = self.cluster.ask("squeue", "-h", "-o", "%F").split()
        self.cluster.ask("scancel", *set(jobs))
        errors = self.end_of(process, 0)
        self.assertIn("runs were lost by the cluster", errors)
        self.check_as_local()


if __name__ == "__main__":
    if private_slurm.missing():
        print(f"skipped: {private_slurm.missing()}")
        sys.exit(STATUS_SKIPPED)
    unittest.main()
