# SPDX-License-Identifier: MIT
"""Tests of the options of tools/bench: what is refused, before anything is built or written."""

from __future__ import annotations

import contextlib
import io
import os
import re
import subprocess
import unittest

from bench_command import ROOT, BenchCase, figure

from muster import bench, messages
from muster.benchmarks.catalogue import BENCHMARKS


class OptionsTest(BenchCase):
    def tearDown(self) -> None:
        self.assertFalse(os.path.exists(self.path("a")), "a refused option left a file")

    def test_names(self) -> None:
        self.check_refused("there is no benchmark nonsense; there are:.* boot ", "nonsense")
        self.check_refused("there is no option --nonsense", "--nonsense")
        self.check_refused("there is no preset nonsense", "pi", "--preset", "nonsense")
        self.check_refused("there is no preset host", "pi", "--preset", "host")

    def test_modes(self) -> None:
        self.check_refused("--mode both: it is one of: icount mttcg", "--mode", "both")
        self.check_refused("--mode mttcg: ep_lost has only icount", "ep_lost", "--mode=mttcg")
        self.check_refused("--mode icount: idle has only mttcg", "idle", "--mode", "icount")

    def test_classes(self) -> None:
        self.check_refused("--class Q: no kernel has it", "--class", "Q")
        self.check_refused("--class S: pi has no classes", "pi", "--class", "S")
        self.check_refused("--class W: mg has S", "mg", "--class", "W")
        self.check_refused("--class S: boot has no classes", "ep", "boot", "--class", "S")
        self.check_refused("--class S: boot has no classes", "boot", "ep", "--class", "S")

    def test_numbers(self) -> None:
        for numbers in ("1,x", "513", "0", "1,", "01"):
            refusal = f"--cpus {numbers}: it is a list of numbers from 1 to 512"
            self.check_refused(refusal, "pi", "--cpus", numbers)
        self.check_refused("--repeat 0: it is a number from 1 to 99", "pi", "--repeat", "0")
        self.check_refused(
            "--timeout 1m: it is a number of seconds from 1 to 3600", "pi", "--timeout", "1m"
        )

    def test_files(self) -> None:
        nowhere, folder = self.path("nowhere/file"), str(self.folder)
        for name in ("json", "svg", "trace", "timeline"):
            option = f"--{name}"
            self.check_refused(f"{option} needs a value", "pi", option)
            self.check_refused(f"{option} .*: no file can be written there", "pi", option, nowhere)
            self.check_refused(f"{option} .*: that is there, and no file", "pi", option, folder)

    def test_the_same_file_twice(self) -> None:
        same = self.path("a")
        self.check_refused("name the same file", "pi", "--json", same, "--svg", same)
        both = "--json", same, "--from", same
        self.check_refused("--json and --from name the same file", *both)

    def test_pictures_of_speedups(self) -> None:
        svg = "--svg", self.path("a")
        self.check_refused("--svg draws the time", "pi", *svg, "--mode", "icount")
        self.check_refused(
            "--svg draws kernels that have a speed-up; there is none in: boot sync",
            *("boot", "sync", *svg),
        )
        for cpus in ("1,1", "2,4"):
            self.check_refused("--svg draws the gain over one core", "pi", *svg, "--cpus", cpus)

    def test_timelines(self) -> None:
        trace = "--trace", self.path("a")
        no_kernel = "--trace and --timeline take the name of one kernel: ep "
        self.check_refused(no_kernel, "boot", *trace)
        self.check_refused(no_kernel, "ep", "pi", *trace)
        self.check_refused("sync does not measure with muster_bench", "sync", *trace)

    def test_from_measures_nothing(self) -> None:
        old = "--from", self.write_results("old.json", figure("time", 1, 5, "insn"))
        self.check_refused("with --from nothing is measured", "pi", *old)
        self.check_refused("--json would only copy", *old, "--json", self.path("a"))
        self.check_refused("leave out --from", *old, "--trace", self.path("a"))


class CommandTest(BenchCase):
    """The command itself, as a user starts it."""

    def test_list_and_help(self) -> None:
        self.run_bench(0, "--list")
        for benchmark in BENCHMARKS:
            self.check_says(f"^{benchmark.name} +{re.escape(benchmark.summary)}$")
        messages.tool = "tools/bench"
        output = io.StringIO()
        with contextlib.redirect_stdout(output), self.assertRaises(SystemExit) as ended:
            bench.main(["--help"])
        self.assertFalse(ended.exception.code)
        self.assertRegex(output.getvalue(), r"usage: tools/bench \[NAME...\] \[options\]\n")
        for option in ("--cpus N,N,...", "--class C", "--from FILE", "--list"):
            self.assertIn(f"\n  {option}", output.getvalue())

    def test_the_exit_status_is_the_tool_s(self) -> None:
        old = self.write_results("old.json", figure("size", 1, 100, "bytes"))
        new = self.write_results("new.json", figure("size", 1, 102, "bytes"))
        for status, arguments in (
            (0, ["--from", new]),
            (3, ["--from", new, "--compare", old]),
            (2, ["--from", new, "--nonsense"]),
        ):
            done = subprocess.run(
                [ROOT / "tools/bench", *arguments], capture_output=True, text=True, check=False
            )
            self.assertEqual(done.returncode, status, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
