# SPDX-License-Identifier: MIT
"""Tests of plans: what one may say, and what a wrong one is told."""

from __future__ import annotations

import unittest

from muster.messages import Failure
from muster.sweeps import plan_file
from muster.sweeps.plan import Plan

AXES = "[axes]\nkernel = ['pi']\n"


def parse(text: str) -> Plan:
    return plan_file.parse(text, "p.toml", "p")


class Good(unittest.TestCase):
    def test_every_key(self) -> None:
        plan = parse(
            """
            name = "n-1"
            repeat = 3
            repeat_icount = 2
            timeout_s = 9
            figures = ["time"]
            alone = true
            [axes]
            kernel = "pi"
            cpus = [1, 2]
            gic = 2
            [axes.define]
            MUSTER_CPUHP_CHART = [true, false]
            [[exclude]]
            cpus = "> 1"
            define.MUSTER_CPUHP_CHART = "OFF"
            """
        )
        self.assertEqual(plan.name, "n-1")
        self.assertEqual((plan.repeat, plan.repeat_icount, plan.timeout_s), (3, 2, 9))
        self.assertEqual((plan.figures, plan.alone), (("time",), True))
        settings = {"define.MUSTER_CPUHP_CHART": ("ON", "OFF")}
        expected = {"kernel": ("pi",), "cpus": ("1", "2"), "gic": ("2",), **settings}
        self.assertEqual(plan.axes, expected)
        condition = {"cpus": ("> 1",), "define.MUSTER_CPUHP_CHART": ("OFF",)}
        self.assertEqual(plan.exclude, (condition,))

    def test_the_file_gives_the_name(self) -> None:
        self.assertEqual(parse(AXES).name, "p")


class Wrong(unittest.TestCase):
    def check(self, regex: str, text: str) -> None:
        with self.assertRaises(Failure) as raised:
            parse(text)
        self.assertRegex(str(raised.exception), f"^p.toml: {regex}")

    def test_each_message_names_the_key(self) -> None:
        for regex, text in (
            ("it is no TOML: .*line 1", "= 1"),
            ("repeats: there is no such key; is it repeat[?]", "repeats = 1\n" + AXES),
            ("qqq: there is no such key; there are: name repeat", "qqq = 1\n" + AXES),
            ("repeat: '5': it is a whole number from 1 to 1000", "repeat = '5'\n" + AXES),
            ("repeat: true: it is a whole number", "repeat = true\n" + AXES),
            ("timeout_s: 0: it is a whole number from 1 to 86400", "timeout_s = 0\n" + AXES),
            ("alone: 1: it is true or false", "alone = 1\n" + AXES),
            ("name: 'a/b': it is letters", "name = 'a/b'\n" + AXES),
            ("figures: 1[.]5: it is text", "figures = 1.5\n" + AXES),
            ("axes: this table has to be there", "repeat = 2"),
            ("axes: it has to have app or kernel in it", "[axes]\ncpus = 1"),
            ("axes.cpu_s: there is no such key; is it cpus[?]", AXES + "cpu_s = 1"),
            ("axes.cpus: 513: it is a number from 1 to 512", AXES + "cpus = [1, 513]"),
            ("axes.cpus: the list is empty", AXES + "cpus = []"),
            ("axes.cpus: '2' stands there twice", AXES + "cpus = [2, 2]"),
            ("axes.mode: fast: it is one of: icount mttcg", AXES + "mode = 'fast'"),
            ("axes.cpu: arm1176: it is a CPU of 64 bits", AXES + "cpu = 'arm1176'"),
            ("axes.mem: 5X: it is a number of MiB", AXES + "mem = '5X'"),
            ("axes.preset: none: it is one of: gcc-", AXES + "preset = 'none'"),
            ("axes.kernel: none: it is one of: ep", "[axes]\nkernel = 'none'"),
            ("axes.append: 'a.*b': it has a line end", AXES + 'append = "a\\nb"'),
            ("axes.define: it is a table", AXES + "define = 1"),
            ("axes.define.A-B: this is no name", AXES + "[axes.define]\nA-B = 1"),
            ("exclude: it is an array of tables", "exclude = 1\n" + AXES),
            ("exclude.1.: it is empty", AXES + "[[exclude]]"),
            (r"exclude\[1\].gic: there is no such key", AXES + "[[exclude]]\ngic = 2"),
            (
                r"exclude\[2\].cpus: the axis has no value '8'; it has: '1'",
                AXES + "cpus = 1\n[[exclude]]\ncpus = 1\n[[exclude]]\ncpus = 8",
            ),
        ):
            with self.subTest(text):
                self.check(regex, text)


if __name__ == "__main__":
    unittest.main()
