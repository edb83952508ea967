# SPDX-License-Identifier: MIT
"""Tests of tools/test and of the commands that it makes for the tests that boot."""

from __future__ import annotations

import contextlib
import io
import itertools
import os
import pathlib
import platform
import tempfile
import unittest
from unittest import mock


from muster import apps, boot_commands, building, emulator, packages, presets, run, test
from muster.messages import Failure

LOG = """Internal ctest changing into directory: /tmp
      Start   1: passes
1/2 Test   #1: passes ...........   Passed    0.01 sec
2/2 Test   #2: fails ............***Failed    0.02 sec
why it has failed

50% tests passed, 1 tests failed out of 2

Total Test time (real) =   0.03 sec
"""


class Ctest(unittest.TestCase):
    def test_what_the_user_sees(self) -> None:
        lines = LOG.split("\n")
        shown = [line for line in lines if not test.LOG_ONLY.search(line)]
        self.assertEqual(shown, [lines[3], lines[4], lines[6], lines[8]])
        found = test.TOTAL.search(LOG)
        assert found
        self.assertEqual(found.group(1), "2")

    def test_options(self) -> None:
        plain = test.ctest_options(test.Options())
        self.assertIn("^(long|elsewhere)$", plain)
        self.assertIn("--no-tests=error", plain)
        self.assertEqual(plain[-2:], ["--parallel", str(test.DEFAULT_JOBS)])
        more = test.ctest_options(test.Options(all=True, filter="boot", jobs=3))
        self.assertNotIn("--label-exclude", more)
        self.assertEqual(more[:3], ["--tests-regex", "boot", "--no-tests=ignore"])


class Presets(unittest.TestCase):
    def test_the_host_comes_first(self) -> None:
        for all_presets in (False, True):
            self.assertEqual(test.chosen_presets([], all_presets)[0], presets.HOST)
        self.assertEqual(sorted(test.chosen_presets([], True)), sorted(presets.names()))
        asked = ["gcc-newlib-debug", "host", "gcc-newlib-release"]
        self.assertEqual(
            test.chosen_presets(asked, False), ["host", "gcc-newlib-debug", "gcc-newlib-release"]
        )
        with self.assertRaises(Failure):
            test.chosen_presets(["none"], False)

    def test_host_arm_alone_needs_few_packages(self) -> None:
        alone = test.package_groups([presets.HOST_ARM])
        self.assertEqual(alone, packages.host_arm_groups())
        self.assertNotIn("emulator", alone)
        self.assertEqual(test.package_groups([presets.HOST]), list(packages.TEST_GROUPS))
        both = test.package_groups([presets.HOST, presets.HOST_ARM])
        self.assertEqual(both, [*packages.TEST_GROUPS, *alone])
        for machine, kind in (("aarch64", "native"), ("x86_64", "cross")):
            with mock.patch.object(platform, "machine", return_value=machine):
                self.assertIn(f"host-arm-{kind}", packages.host_arm_groups())

    def test_host_arm_runs_when_it_is_asked_for(self) -> None:
        with (
            mock.patch.object(packages, "require") as require,
            mock.patch.object(test, "test_presets") as test_presets,
            mock.patch.dict(os.environ),
            contextlib.redirect_stdout(io.StringIO()),
        ):
            self.assertEqual(test.main(["--host-arm"]), 0)
        self.assertEqual(test_presets.call_args.args[0], [presets.HOST_ARM])
        self.assertEqual(list(require.call_args.args), packages.host_arm_groups())
        self.assertNotIn(presets.HOST_ARM, presets.tested_by_default())
        self.assertNotIn(presets.HOST_ARM, presets.target_names())

    def test_all_that_runs_has_large_pages_unless_the_user_says_otherwise(self) -> None:
        for users, expected in (({}, test.MALLOC), ({"GLIBC_TUNABLES": "own"}, "own")):
            with (
                mock.patch.object(packages, "require"),
                mock.patch.object(test, "prepare", return_value=[test.Step("build", 0, False)]),
                mock.patch.dict(os.environ, users, clear=not users),
                contextlib.redirect_stdout(io.StringIO()),
            ):
                self.assertEqual(test.main(["--preset", "host"]), 1)
                self.assertEqual(os.environ["GLIBC_TUNABLES"], expected)

    def test_each_pair_of_choices_is_tested_by_default(self) -> None:
        tested = [set(name.split("-")) for name in presets.tested_by_default()]
        choices = [("gcc", "clang"), ("picolibc", "newlib"), ("release", "debug")]
        for some, others in itertools.combinations(choices, 2):
            for pair in itertools.product(some, others):
                self.assertTrue(any(set(pair) <= words for words in tested), pair)

    def test_one_that_does_not_build_has_no_tests(self) -> None:
        report = test.Report()
        with (
            mock.patch.object(building, "configure", return_value=True),
            mock.patch.object(building, "build", side_effect=[False, True]) as build,
            mock.patch.object(test, "run_ctest", return_value=(True, 7)) as run_ctest,
            contextlib.redirect_stdout(io.StringIO()),
        ):
            names = ["gcc-picolibc-debug", "gcc-picolibc-release"]
            test.test_presets(names, test.Options(), report)
        self.assertEqual(report.failures, ["gcc-picolibc-debug (build)"])
        self.assertEqual(run_ctest.call_count, 1)
        self.assertIn(
            "2 presets, 7 tests, FAILED: gcc-picolibc-debug (build), 0 s", report.summary(2)
        )
        self.assertEqual(build.call_args.args[1], ["default-tests"])

    def test_all_builds_everything(self) -> None:
        with (
            mock.patch.object(building, "configure", return_value=True),
            mock.patch.object(building, "build", return_value=True) as build,
        ):
            test.prepare("gcc-picolibc-debug", True)
            test.prepare("host", False)
        self.assertEqual([call.args[1] for call in build.call_args_list], [[], []])


class BootCommands(unittest.TestCase):
    WORDS = "hello --preset gcc-picolibc-debug --no-build --cpus 2 --el 2 -- one".split() + ["a b"]

    def test_list(self) -> None:
        text = "one\n hello\n  x\n\ntwo\n hello\n\n"
        self.assertEqual(
            list(boot_commands.read_list(text)), [("one", ["hello", " x"]), ("two", ["hello"])]
        )
        self.assertEqual(list(boot_commands.read_list("")), [])

    def test_command_is_that_of_tools_run(self) -> None:
        command = boot_commands.command_of(self.WORDS)
        with (
            mock.patch("builtins.print") as shown,
            mock.patch.object(apps, "all_programs", return_value=["hello"]),
        ):
            run.main(["--dry-run", *self.WORDS])
        self.assertEqual(shown.call_args.args[0], emulator.as_text(command))
        self.assertEqual(command[command.index("-append") + 1], '-- one "a b"')

    def test_files(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            lines = "".join(f" {word}\n" for word in self.WORDS)
            (folder / "list").write_text(f"a.test\n{lines}\n")
            boot_commands.main([str(folder / "list"), str(folder / "made")])
            words = (folder / "made/a.test").read_text().split("\0")
        self.assertEqual(words[0], "qemu-system-aarch64")
        self.assertEqual(words[-2:], ['-- one "a b"', ""])


if __name__ == "__main__":
    unittest.main()
