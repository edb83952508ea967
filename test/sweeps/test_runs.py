# SPDX-License-Identifier: MIT
"""Tests of the runs that a plan has, and of their commands."""

from __future__ import annotations

import unittest
from pathlib import Path

from muster.messages import Failure
from muster.sweeps import machine, plan_file
from muster.sweeps.runs import Run, runs_of


def runs(text: str) -> list[Run]:
    return runs_of(plan_file.parse(text, "p.toml", "p"))


def names(text: str) -> list[str]:
    return [run.name for run in runs(text)]


class Combinations(unittest.TestCase):
    def test_they_take_turns(self) -> None:
        text = "repeat = 2\n[axes]\napp = ['a', 'b']\nmode = 'mttcg'"
        self.assertEqual(names(text), ["a #1", "b #1", "a #2", "b #2"])

    def test_instructions_are_counted_once(self) -> None:
        text = "repeat = 3\n[axes]\napp = 'a'\nmode = ['icount', 'mttcg']"
        expected = ["a mode=icount #1", *(f"a mode=mttcg #{n}" for n in (1, 2, 3))]
        self.assertEqual(names(text), expected)

    def test_conditions_leave_out(self) -> None:
        axes = "[axes]\napp = ['a', 'b']\ncpus = [1, 2, 4]\n"
        text = axes + "[[exclude]]\napp = 'b'\ncpus = '>= 2'\n[[exclude]]\ncpus = [4]"
        self.assertEqual(names(text), ["a cpus=1 #1", "a cpus=2 #1", "b cpus=1 #1"])
        with self.assertRaisesRegex(Failure, "exclude: every combination is left out"):
            names(axes + "[[exclude]]\ncpus = '<9'")

    def test_a_layout_is_a_setting_of_the_build(self) -> None:
        found = runs("[axes]\napp = 'a'\nlayout = [0, 1, 23]")
        settings = [machine.settings_of(run) for run in found]
        self.assertEqual(settings, [(), ("-DMUSTER_LAYOUT=1",), ("-DMUSTER_LAYOUT=23",)])
        self.assertEqual(
            [run.name for run in found], ["a layout=0 #1", "a layout=1 #1", "a layout=23 #1"]
        )
        self.assertEqual(machine.settings_of(runs("[axes]\napp = 'a'")[0]), ())
        with self.assertRaisesRegex(Failure, "axes.layout: "):
            runs("[axes]\napp = 'a'\nlayout = 10000")

    def test_a_class_is_for_kernels_that_have_it(self) -> None:
        text = "[axes]\nkernel = ['ep', 'pi']\napp = 'a'\nclass = ['S', 'W']"
        expected = ["nas-ep class=S #1", "nas-ep class=W #1", "pi #1", "a #1"]
        self.assertEqual(names(text), expected)
        with self.assertRaisesRegex(Failure, "axes.class: mg has no class W, only S"):
            names("[axes]\nkernel = 'mg'\nclass = ['W']")

    def test_a_kernel_may_have_several_programs(self) -> None:
        self.assertEqual(names("[axes]\nkernel = 'sync'"), ["bench-sync #1", "bench-fork-join #1"])

    def test_ids(self) -> None:
        """The id of a run stays when the plan grows, and no two runs share one."""
        few = runs("[axes]\napp = 'a'\nmode = 'mttcg'")
        many = runs("[axes]\napp = ['b', 'a']\nmode = 'mttcg'\ncpus = [4, 1]\nel = [1, 2]")
        ids = [run.id for run in many]
        self.assertEqual(len(set(ids)), len(ids))
        self.assertLess({run.id for run in few}, set(ids))


class Commands(unittest.TestCase):
    def command(self, axes: str) -> str:
        plan = plan_file.parse(f"timeout_s = 7\n[axes]\n{axes}", "p.toml", "p")
        return " ".join(machine.command_of(runs_of(plan)[0], plan, Path("x.elf")))

    def test_a_kernel_gets_the_words_of_its_harness(self) -> None:
        command = self.command("kernel = 'ep'\nclass = 'W'\narguments = 'warmup=2'")
        self.assertTrue(
            command.endswith("-append barrier.timeout_ms=7000 -- class=W icount repeat=1 warmup=2"),
            command,
        )

    def test_the_machine(self) -> None:
        command = self.command(
            "app = 'a'\ncpus = 2\nmode = 'mttcg'\nel = 2\ngic = 2\ncpu = 'max'\nmem = '64M'\n"
            "append = 'maxcpus=1'"
        )
        for words in (
            "-M virt,acpi=off,gic-version=2,virtualization=on -cpu max -smp 2 -m 64M",
            "-accel tcg,thread=multi",
            "-kernel x.elf -append maxcpus=1",
        ):
            self.assertIn(words, command)

    def test_a_machine_that_cannot_be(self) -> None:
        with self.assertRaisesRegex(Failure, "axes: a: --gic 2 has at most 8 cores.*exclude"):
            self.command("app = 'a'\ngic = 2\ncpus = 16")


if __name__ == "__main__":
    unittest.main()
