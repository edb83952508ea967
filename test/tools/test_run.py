# SPDX-License-Identifier: MIT
"""tools/run with a stand-in for the emulator: statuses, messages and the command."""

import os
import subprocess
import tempfile
import unittest
from pathlib import Path

from muster import ROOT, apps, messages, run, run_options

CLOCK = "MUSTER_CPUHP_CLOCK hz=1000000 start_ticks=0 smp_begin_ticks=10 smp_end_ticks=90"
STATE = (
    "MUSTER_CPUHP cpu=1 pass=0 dir=up on=0 state=3 begin_ticks=20 end_ticks=30 result=0 name=a<b&c"
)


class Run(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        (self.folder / "x.elf").write_text("")

    def run_with(
        self, emulator: str, *options: str, given: str = ""
    ) -> "subprocess.CompletedProcess[str]":
        """Runs tools/run on x.elf, where QEMU is that shell script, with that standard input."""
        qemu = self.folder / "qemu-system-aarch64"
        qemu.write_text(f"#!/bin/sh\n{emulator}\n")
        qemu.chmod(0o755)
        return subprocess.run(
            [ROOT / "tools/run", self.folder / "x.elf", *options],
            env={**os.environ, "PATH": f"{self.folder}:{os.environ['PATH']}"},
            input=given,
            capture_output=True,
            text=True,
            check=False,
        )

    def test_emulator_that_does_not_start(self) -> None:
        done = self.run_with("echo 'qemu-system-aarch64: no such CPU' >&2; exit 1")
        self.assertEqual(done.returncode, 2)
        self.assertIn("no such CPU\ntools/run: QEMU does not start", done.stderr)

    def test_status_of_the_program(self) -> None:
        for status in (0, 1, 2, 77, 124, 255):
            done = self.run_with(f"echo MUSTER_EXIT status={status}; exit {status}")
            self.assertEqual((done.returncode, done.stderr), (status, ""))
            self.assertEqual(done.stdout, f"MUSTER_EXIT status={status}\n")

    def test_input_is_typed_with_its_end(self) -> None:
        for given, typed in (
            ("", "04"),
            ("a\n", "61 0a 04"),
            ("a", "61 04 04"),
            ("\x04\x16\r\n", "16 04 16 16 16 0d 0a 04"),
        ):
            done = self.run_with(f"head -c {len(typed.split())} | od -An -tx1", given=given)
            self.assertEqual((done.returncode, done.stdout.strip()), (0, typed))

    def test_program_of_status_1_and_a_warning_of_the_emulator(self) -> None:
        done = self.run_with("echo 'qemu-system-aarch64: warning' >&2; echo text; exit 1")
        self.assertEqual(done.returncode, 1)

    def test_time_out(self) -> None:
        for timeout in ("1", "5", "25"):  # a busy machine may not come to the output at once
            done = self.run_with("echo one; printf two; exec sleep 300", "--timeout", timeout)
            self.assertEqual(done.returncode, 124)
            if done.stdout:
                break
        self.assertEqual(done.stdout, "one\ntwo")
        text = f'no result after {timeout} s; last console line: "two"'
        self.assertEqual(done.stderr, f"\ntools/run: {text}\n")

    def test_signal(self) -> None:
        self.assertEqual(self.run_with("kill -KILL $$").returncode, 137)

    def test_debugger_on_the_loopback_address(self) -> None:
        done = self.run_with("echo $*", "--gdb", "--gdb-port", "4321")
        self.assertIn("-S -gdb tcp:127.0.0.1:4321 ", done.stdout)
        self.assertIn("-ex 'target remote 127.0.0.1:4321'", done.stderr)

    def test_refusals(self) -> None:
        for options, text in (
            (["--mem", "1M"], "--mem 1M: it is 4M or more"),
            (["--mem", "x"], "--mem x: it is a number of MiB"),
            (["--cpu", "cortex-a15"], "--cpu cortex-a15: it is a CPU of 64 bits"),
            (["--gic", "2", "--cpus", "9"], "--gic 2 has at most 8 cores"),
            (["--image", "img"], "is not the .img form"),
            (["--", 'a"b'], "cannot contain a double quote"),
            (["--shim", "--mem", "64M"], "--mem 64M is too small for the loader program"),
            (["--load-address", "1"], "--load-address 1 is not in memory"),
            (["--trace", "/nowhere/t"], "--trace /nowhere/t: no file can be written there"),
        ):
            done = self.run_with("exit 0", *options)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertIn(text, done.stderr)

    def test_loader_program_that_is_not_built(self) -> None:
        (self.folder / "x.img").write_text("")
        app = apps.App("gcc-picolibc-release", self.folder, file=self.folder / "x.img")
        with self.assertRaisesRegex(messages.Failure, "there is no .*shim.elf yet"):
            run.build(app, run_options.Options(no_build=True, shim=True, image="img"))

    def test_trace(self) -> None:
        trace = self.folder / "trace.json"
        done = self.run_with(f"printf '%s\\n' one '{CLOCK}' '{STATE}' two", "--trace", str(trace))
        self.assertEqual((done.returncode, done.stdout), (0, "one\ntwo\n"))
        self.assertIn("a<b&c", trace.read_text())

    def test_no_trace(self) -> None:
        trace = str(self.folder / "trace.json")
        for lines, text in (
            ("echo one", "there is no line MUSTER_CPUHP..."),
            (f"echo '{STATE}'", "there is no line MUSTER_CPUHP_CLOCK"),
            ("echo MUSTER_CPUHP cpu=1", "is not understood: MUSTER_CPUHP cpu=1"),
        ):
            done = self.run_with(lines, "--trace", trace)
            self.assertEqual(done.returncode, 2)
            self.assertIn(text, done.stderr)
            self.assertFalse(Path(trace).exists())
            self.assertEqual(self.run_with(f"{lines}; exit 3", "--trace", trace).returncode, 3)


class Dry(unittest.TestCase):
    def dry(self, *options: str) -> str:
        command = [str(ROOT / "tools/run"), "hello", "--dry-run", *options]
        return subprocess.check_output(command, text=True)

    def test_command_line(self) -> None:
        shown = self.dry("--append", "a=1", "--append", "b", "--", "x", "y z", "")
        self.assertTrue(shown.endswith("""-append 'a=1 b -- x "y z" ""'\n"""), shown)

    def test_machine(self) -> None:
        shown = self.dry("--cpus=9", "--el", "2", "--mem=64", "--icount", "--no-semihosting")
        for text in ("-smp 9 ", "-m 64 ", "virtualization=on ", "-icount shift=0,sleep=off "):
            self.assertIn(text, shown)
        self.assertNotIn("semihosting", shown)

    def test_el3(self) -> None:
        shown = self.dry("--el", "3", "--gic", "max")
        self.assertIn("-M virt,acpi=off,gic-version=max,secure=on,virtualization=on ", shown)
        self.assertIn(",secure=on -cpu", self.dry("--el", "3", "--no-el2"))
        for options, text in (
            (("--el", "3", "--image", "img"), "at EL2 or EL1"),
            (("--el", "3", "--x0", "1"), "do not work together"),
            (("--no-el2",), "is for --el 3"),
        ):
            done = subprocess.run(
                [str(ROOT / "tools/run"), "hello", "--dry-run", *options],
                capture_output=True,
                text=True,
            )
            self.assertEqual(done.returncode, 2)
            self.assertIn(text, done.stderr)

    def test_other_machines(self) -> None:
        shown = self.dry("--machine", "xlnx-zcu102", "--el", "2")
        for text in (
            "-M xlnx-zcu102,virtualization=on ",
            "hello.img ",
            "/zynqmp-zcu102-rev1.0.dtb",
        ):
            self.assertIn(text, shown)
        shown = self.dry("--machine", "raspi3b", "--image", "elf")
        self.assertIn("/hello-raspi3b.moved ", shown)
        self.assertIn("/hello.elf", self.dry("--machine", "xlnx-zcu102", "--el", "3"))

    def test_loader_program(self) -> None:
        shown = self.dry("--shim", "--shim-arg", "7", "--x0=0x10")
        for text in (
            "/bin/shim.elf ",
            "/bin/hello.img,addr=0x48000000,force-raw=on ",
            "addr=0x40180000,data=0x10,data-len=8 ",
            "addr=0x40180018,data=7,data-len=8",
        ):
            self.assertIn(text, shown)


if __name__ == "__main__":
    unittest.main()
