# SPDX-License-Identifier: MIT
"""Tests of sweeps on this machine, with a stand-in for the emulator."""

from __future__ import annotations

import hashlib
import pathlib
import signal
import subprocess
import time
import unittest
from collections.abc import Callable

from sweep_case import SweepCase

from muster.sweeps.record import Outcome

TIMED = "mode = 'mttcg'\n"


class Runs(SweepCase):
    def test_records(self) -> None:
        self.run_plan(
            0, "repeat = 2\nfigures = ['time']", TIMED + "append = ['value=1', 'value=2']"
        )
        self.assertIn("4 of 4 runs done, 0 failed, 0 left", self.output)
        records = self.records()
        results = sorted(record.results[0].split()[4] for record in records)
        self.assertEqual(results, ["value=1", "value=1", "value=2", "value=2"])
        record = records[0]
        self.assertEqual(record.task.image, hashlib.sha256(b"a program").hexdigest())
        self.assertEqual(record.emulator["version"], "stand-in 1.0")
        self.assertLess(record.begin, record.end)
        self.assertGreater(record.wall_s, 0)
        self.assertEqual(record.task.inputs["mode"], "mttcg")
        self.assertIn(f"-kernel {self.to}/images/", " ".join(record.task.command))
        self.assertTrue((self.to / record.console).read_text().startswith("hello from value="))

    def test_what_is_finished_is_not_done_again(self) -> None:
        self.run_plan(0, "repeat = 3", TIMED)
        self.run_plan(2, "repeat = 3", TIMED)
        self.assertIn("has a sweep with 3 finished runs: --resume", self.output)
        self.run_plan(0, "repeat = 5", TIMED, "--resume")
        self.assertEqual((self.starts(), len(self.records())), (5, 5))

    def test_a_sweep_keeps_its_images(self) -> None:
        self.run_plan(0, "repeat = 1", TIMED)
        self.image.write_bytes(b"another program")
        self.run_plan(0, "repeat = 2", TIMED, "--resume")
        self.assertEqual(len({record.task.image for record in self.records()}), 1)

    def test_only_and_list(self) -> None:
        axes = "append = ['value=1', 'value=2']"
        self.run_plan(0, "", axes, "--only", "value=2")
        self.assertEqual(self.starts(), 1)
        self.run_plan(0, "", axes, "--list")
        self.assertRegex(self.output, "(?m)^left [0-9a-f]{20} .*value=1 #1$")
        self.assertRegex(self.output, "(?m)^done [0-9a-f]{20} .*value=2 #1$")
        self.run_plan(2, "", axes, "--only", "none")
        self.assertIn("--only none: no run has such a name", self.output)

    def test_a_dry_run_does_nothing(self) -> None:
        self.run_plan(0, "repeat = 2\ntimeout_s = 60", TIMED, "--dry-run", "--jobs", "1")
        self.assertEqual(self.output.count("qemu-system-aarch64"), 2)
        self.assertIn("at most 2 min 00 s for 2 runs of combinations that", self.output)
        self.assertEqual((self.starts(), self.to.exists()), (0, False))
        self.run_plan(0, "repeat = 1", TIMED)
        self.run_plan(0, "repeat = 2", TIMED, "--dry-run")
        self.assertRegex(self.output, "1 runs; estimate on [0-9]+ processors: about [0-9]+ s")

    def test_as_many_at_a_time_as_there_are_slots(self) -> None:
        for axes, peak in (
            ("mode = 'icount'", 4),
            (TIMED + "cpus = 2", 2),
            (TIMED + "cpus = 9", 1),
        ):
            with self.subTest(axes):
                (self.marks / "peaks").unlink(missing_ok=True)
                text = "repeat = 5\nrepeat_icount = 5"
                to = "--to", self.folder / f"sweep-{peak}"
                plan = self.write_plan(text, axes + "\nappend = 'sleep=1'")
                self.sweep(0, plan, *to, "--jobs", "4")
                peaks = map(int, (self.marks / "peaks").read_text().split())
                self.assertEqual(max(peaks), peak)


class Failing(SweepCase):
    def check(self, outcome: Outcome, append: str, text: str = "") -> None:
        self.run_plan(1, text, f"append = '{append}'")
        self.assertIn("0 of 1 runs done, 1 failed, 0 left", self.output)
        self.assertEqual(self.records(), [])
        self.assertEqual([record.outcome for record in self.failures()], [outcome])

    def test_status(self) -> None:
        self.check(Outcome.STATUS, "status=3")
        record = self.failures()[0]
        self.assertEqual(record.status, 3)
        self.assertIn("hello from status=3", record.last_lines)
        self.assertIn(record.console, self.output)

    def test_time_out(self) -> None:
        began = time.monotonic()
        self.check(Outcome.TIMEOUT, "sleep=50", "timeout_s = 1")
        self.assertLess(time.monotonic() - began, 20)

    def test_unverified(self) -> None:
        self.check(Outcome.UNVERIFIED, "unverified")

    def test_a_figure_of_the_plan_is_not_printed(self) -> None:
        self.check(Outcome.FIGURES, "value=1", "figures = ['time', 'mops']")

    def test_a_malformed_line(self) -> None:
        self.check(Outcome.FIGURES, "value=x")

    def test_no_emulator_that_starts(self) -> None:
        emulator = self.folder / "bin/qemu-system-aarch64"
        emulator.write_text("no program")
        self.check(Outcome.START, "value=1")
        self.assertIn("qemu-system-aarch64: ", self.failures()[0].errors)

    def test_retry(self) -> None:
        self.run_plan(0, "", "append = ['once', 'value=2']", "--retry", "1", "--jobs", "1")
        self.assertIn("failed; again", self.output)
        self.assertIn("2 of 2 runs done, 0 failed", self.output)
        attempts = {record.task.inputs["append"]: record.attempt for record in self.records()}
        self.assertEqual(attempts, {"once": 2, "value=2": 1})
        self.assertEqual(self.starts(), 3)

    def test_a_failed_run_is_done_again_by_resume(self) -> None:
        self.run_plan(1, "", "append = 'once'")
        self.run_plan(0, "", "append = 'once'", "--resume")
        self.assertEqual((len(self.records()), len(self.failures())), (1, 1))


class Interrupted(SweepCase):
    def test_nothing_is_lost(self) -> None:
        """Ctrl-C, in the middle: what was finished stays, what ran is as if it had not begun."""
        plan = self.write_plan("repeat = 40", TIMED + "append = 'sleep=0.1'")
        command = self.command(plan, "--to", self.to, "--jobs", "2")
        process = subprocess.Popen(command, env=self.environment, stderr=subprocess.PIPE, text=True)
        deadline = time.monotonic() + 30
        while len(list(self.to.glob("records/*/*.json"))) < 3:
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 130, errors)
        self.assertIn("interrupted: ", errors)
        finished = len(self.records())
        self.assertLess(finished, 40)
        self.assertEqual(self.failures(), [])
        self.assertEqual(list(self.to.glob("*/*/.*")), [])
        begun = self.starts()
        self.sweep(0, plan, "--to", self.to, "--resume")
        self.assertEqual(len(self.records()), 40)
        self.assertEqual(self.starts() - begun, 40 - finished)

    def test_no_emulator_stays_behind(self) -> None:
        """Whatever ends the tool; SIGKILL leaves it no time to end the emulators itself."""
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGKILL):
            with self.subTest(number):
                to = self.folder / f"ended by {number}"
                plan = self.write_plan("repeat = 3", TIMED + "append = 'endless'")
                command = self.command(plan, "--to", to, "--jobs", "3")
                process = subprocess.Popen(command, env=self.environment, stderr=subprocess.DEVNULL)
                self.addCleanup(process.kill)
                self.wait_until(lambda: self.emulators() == 3)
                process.send_signal(number)
                process.wait(30)
                self.wait_until(lambda: self.emulators() == 0)
                self.assertEqual(list(to.glob("records/*/*")), [])

    def emulators(self) -> int:
        """Returns how many endless emulators of this test there are."""
        mark = f"SWEEP_MARKS={self.marks}".encode()
        found = 0
        for process in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                words = (process / "cmdline").read_bytes().split(b"\0")
                found += words[0] == b"sleep" and mark in (process / "environ").read_bytes()
            except OSError:
                pass  # it has ended
        return found

    def wait_until(self, is_so: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 60
        while not is_so():
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.02)


if __name__ == "__main__":
    unittest.main()
