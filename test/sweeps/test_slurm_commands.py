# SPDX-License-Identifier: MIT
"""Tests of what is asked of Slurm, with stand-ins for its commands. check_slurm.py has a real one."""

from __future__ import annotations

import os
import pathlib
import tempfile
import unittest
from unittest import mock

from muster.messages import Failure
from muster.sweeps import slurm_commands
from muster.sweeps.slurm_commands import ControllerAway, Needs


class Commands(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        path = mock.patch.dict(os.environ, {"PATH": f"{self.folder}:{os.environ['PATH']}"})
        path.start()
        self.addCleanup(path.stop)

    def stand_in(self, name: str, script: str) -> None:
        file = self.folder / name
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)

    def submit(self, *more: str) -> str:
        script = pathlib.Path("run.sh")
        return slurm_commands.submit(script, 7, "name", Needs(2, 800, 5), self.folder, more)

    def test_submit(self) -> None:
        self.stand_in("sbatch", f'echo "$@" >{self.folder}/words; echo "12;cluster"')
        self.assertEqual(self.submit("--partition=long"), "12")
        words = (self.folder / "words").read_text().split()
        for word in ("--array=0-6", "--cpus-per-task=2", "--mem=800M", "--time=5", "--requeue"):
            self.assertIn(word, words)
        self.assertEqual(words[-2:], ["--partition=long", "run.sh"])

    def test_an_answer_that_is_none(self) -> None:
        self.stand_in("sbatch", "echo sure")
        with self.assertRaisesRegex(Failure, "this answer is not understood: sure"):
            self.submit()

    def test_live_tasks(self) -> None:
        lines = (
            "12 0 RUNNING None",
            "12 1 PENDING Resources",
            "12 2 COMPLETED None",
            "12 3 NODE_FAIL None",
            "12 4 PENDING launch failed requeued held",
            "13 N/A RUNNING None",
        )
        self.stand_in("squeue", "\n".join(f"echo {line}" for line in lines))
        expected = {
            ("12", 0): slurm_commands.RUNNING,
            ("12", 1): "Resources",
            ("12", 4): "launch failed requeued held",
        }
        live = slurm_commands.live_tasks()
        self.assertEqual(live, expected)
        held = [number for (_, number), state in live.items() if slurm_commands.is_held(state)]
        self.assertEqual(held, [4])

    def test_the_controller_is_away(self) -> None:
        self.stand_in("squeue", "echo Unable to contact >&2; exit 1")
        with self.assertRaisesRegex(ControllerAway, "squeue: Unable to contact"):
            slurm_commands.live_tasks()
        self.assertFalse(slurm_commands.answers())

    def test_slurm_is_not_installed(self) -> None:
        with mock.patch.dict(os.environ, {"PATH": str(self.folder)}):
            with self.assertRaisesRegex(Failure, "squeue does not start.*slurm-wlm"):
                slurm_commands.live_tasks()


if __name__ == "__main__":
    unittest.main()
