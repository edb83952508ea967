# SPDX-License-Identifier: MIT
"""Tests of what a task of a job array does on a node, without Slurm: the script that it starts."""

from __future__ import annotations

import json
import os
import pathlib
import subprocess
import tempfile
import time
import unittest
import zipfile
from dataclasses import asdict
from unittest import mock

from sweep_case import SweepCase

from muster.sweeps import slurm, slurm_commands, task_archive, task_run
from muster.sweeps.slurm import SlurmExecutor
from muster.sweeps.store import Folder
from muster.sweeps.task import Task


class Node(SweepCase):
    def setUp(self) -> None:
        super().setUp()
        self.run_plan(0, "repeat_icount = 1", "append = 'value=1'")
        self.tasks = [record.task for record in self.records()]
        for file in self.to.glob("records/*/*.json"):
            file.unlink()
        for file in self.to.glob("emulators/*"):
            file.unlink()
        folder = Folder(self.to)
        task_archive.write(folder)
        self.list = self.to / "slurm/list.jsonl"
        self.list.parent.mkdir()
        self.list.write_text(json.dumps([asdict(task) for task in self.tasks]) + "\n")

    def start_task(self, *options: str) -> str:
        """Does what Slurm does with a task; returns what Python says of its imports."""
        script = self.folder / "script"
        archive = self.to / task_archive.NAME
        text = slurm.script(archive, self.list)
        script.write_text(text.replace(" -I ", f" {' '.join(['-I', *options])} "))
        done = subprocess.run(
            ["sh", str(script)],
            env={**self.environment, "SLURM_ARRAY_TASK_ID": "0", "PYTHONPATH": "/nowhere"},
            cwd="/",
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        self.assertEqual(done.returncode, 0, done.stderr[-2000:])
        return done.stderr

    def test_the_archive_is_all_that_a_run_needs_and_no_more(self) -> None:
        said = self.start_task("-v")
        self.assertEqual([record.task.id for record in self.records()], [self.tasks[0].id])
        loaded = {
            line.split()[1].strip("'") for line in said.splitlines() if "import 'muster" in line
        }
        expected = {
            f"muster.{module}".replace("/", ".").removesuffix(".__init__")
            for module in task_archive.MODULES
        }
        self.assertEqual(loaded, expected)
        # A library of compiled code that is slow to load, and that only the first task needs.
        self.assertTrue("import 'hashlib'" in said)
        for file in self.to.glob("records/*/*.json"):
            file.unlink()
        self.assertFalse("import 'hashlib'" in self.start_task("-v"))

    def test_the_source_serves_where_the_compiled_modules_are_of_another_python(self) -> None:
        archive = self.to / task_archive.NAME
        with zipfile.ZipFile(archive) as old:
            files = {name: old.read(name) for name in old.namelist()}
        with zipfile.ZipFile(archive, "w") as new:
            for name, content in files.items():
                new.writestr(name, b"????" + content[4:] if name.endswith(".pyc") else content)
        self.start_task()
        self.assertEqual(len(self.records()), 1)

    def test_the_emulator_is_looked_at_once(self) -> None:
        folder = Folder(self.to)
        with mock.patch.dict(os.environ, self.environment):
            task_run.emulator("qemu-system-aarch64", folder)
            file = self.folder / "bin/qemu-system-aarch64"
            with mock.patch("muster.host.first_line_of", side_effect=AssertionError):
                task_run.emulator("qemu-system-aarch64", Folder(self.to))
            file.write_text(file.read_text().replace("stand-in 1.0", "stand-in 2.0"))
            found = task_run.emulator("qemu-system-aarch64", Folder(self.to))
        self.assertEqual(found["version"], "stand-in 2.0")


class Held(unittest.TestCase):
    def test_tasks_that_slurm_holds_are_taken_away_and_lost(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            executor = SlurmExecutor(Folder(pathlib.Path(name)), 1, (), 60)
            executor.jobs = {"7": [["first"], ["second"], ["third"]]}
            live = {
                ("7", 0): slurm_commands.RUNNING,
                ("7", 1): "launch failed requeued held",
                ("7", 2): "Resources",
                ("7", 9): "Resources",  # of another cluster, with the same number
                ("8", 0): "Resources",
            }
            with (
                mock.patch.object(slurm_commands, "live_tasks", return_value=live),
                mock.patch.object(slurm_commands, "cancel") as cancel,
            ):
                self.assertEqual(executor.live_runs(), {"first", "third"})
            cancel.assert_called_once_with([("7", 1)])

    def test_what_tasks_wait_for_is_said(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            executor = SlurmExecutor(Folder(pathlib.Path(name)), 1, (), 60)
            executor.jobs = {"7": [["first"], ["second"], ["third"]]}
            live = {("7", 0): "Nodes are DOWN", ("7", 1): "Priority", ("7", 2): "Nodes are DOWN"}
            clock = time.monotonic()
            with (
                mock.patch.object(slurm_commands, "live_tasks", return_value=live),
                mock.patch.object(slurm, "say") as say,
                mock.patch("time.monotonic", side_effect=lambda: clock),
            ):
                executor.live_runs()
                say.assert_not_called()
                clock += slurm.SAY_EVERY_S + 1
                executor.live_runs()
                executor.live_runs()
            say.assert_called_once_with(
                "no run has ended for 300 s; tasks by state or reason: 2 Nodes are DOWN, 1 Priority"
            )


if __name__ == "__main__":
    unittest.main()
