# SPDX-License-Identifier: MIT
"""Runs tools/sweep on a stand-in for the emulator, in a folder of the test's own."""

from __future__ import annotations

import os
import pathlib
import subprocess
import tempfile
import unittest

from muster.sweeps.record import Record
from muster.sweeps.store import Folder

ROOT = pathlib.Path(__file__).resolve().parents[2]
SWEEP = ROOT / "tools/sweep"

# A run does what the words of its kernel command line say. Each leaves a file in $SWEEP_MARKS, and
# while it runs another one.
EMULATOR = """#!/bin/sh
[ "$1" = --version ] && { echo stand-in 1.0; exit; }
mark=$(mktemp "$SWEEP_MARKS/run.XXXXXX")
: >"$mark.running"
ls "$SWEEP_MARKS" | grep -c running >>"$SWEEP_MARKS/peaks"
cpus=1 before=
for word; do
    [ "$before" = -smp ] && cpus=$word
    before=$word append=$word
done
status=0 value=100 verified=yes unit=insn
for word in $append; do
    case $word in
        status=*) status=${word#*=} ;;
        value=*) value=${word#*=} ;;
        ns) unit=ns value=$((value / cpus)) ;;
        unverified) verified=no ;;
        sleep=*) sleep "${word#*=}" ;;
        once) [ -e "$SWEEP_MARKS/second" ] || { : >"$SWEEP_MARKS/second"; status=7; } ;;
        endless) exec sleep 1000 ;;
        silent) rm "$mark.running"; exit 0 ;;
    esac
done
[ -e "$SWEEP_MARKS/factor" ] && value=$((value * $(cat "$SWEEP_MARKS/factor")))
echo "hello from $append"
echo "RESULT bench=b figure=time cpus=$cpus value=$value unit=$unit verified=$verified"
rm "$mark.running"
exit $status
"""


class SweepCase(unittest.TestCase):
    """A test with a folder of its own, an image, and a plan that names the image."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.to = self.folder / "sweep"
        self.marks = self.folder / "marks"
        self.marks.mkdir()
        self.image = self.folder / "program.elf"
        self.image.write_bytes(b"a program")
        emulator = self.folder / "bin/qemu-system-aarch64"
        emulator.parent.mkdir()
        emulator.write_text(EMULATOR)
        emulator.chmod(0o755)
        self.environment = {
            **os.environ,
            "PATH": f"{emulator.parent}:{os.environ['PATH']}",
            "SWEEP_MARKS": str(self.marks),
        }
        self.output = ""

    def write_plan(self, text: str, axes: str = "") -> pathlib.Path:
        """Makes a plan of the keys, and of axes beyond app."""
        file = self.folder / "plan.toml"
        file.write_text(f"{text}\n[axes]\napp = ['{self.image}']\n{axes}\n")
        return file

    def command(self, *arguments: str | pathlib.Path) -> list[str]:
        return [str(SWEEP), *map(str, arguments)]

    def sweep(self, status: int, *arguments: str | pathlib.Path) -> None:
        """Runs the command, and checks its exit status; keeps what it says in self.output."""
        done = subprocess.run(
            self.command(*arguments),
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=60,
            check=False,
        )
        self.output = done.stdout
        self.assertEqual(done.returncode, status, self.output)

    def run_plan(self, status: int, text: str, axes: str, *arguments: str) -> None:
        self.sweep(status, self.write_plan(text, axes), "--to", self.to, *arguments)

    def run_to(self, to: pathlib.Path, text: str, axes: str) -> None:
        """Runs a plan in a folder of its own."""
        self.sweep(0, self.write_plan(text, axes), "--to", to)

    def records(self) -> list[Record]:
        return list(Folder(self.to).records())

    def failures(self) -> list[Record]:
        return list(Folder(self.to).failures())

    def starts(self) -> int:
        """Returns how often the emulator was started."""
        return sum(1 for mark in self.marks.glob("run.*") if not mark.name.endswith(".running"))
