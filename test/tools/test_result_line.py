# SPDX-License-Identifier: MIT
"""Tests of the parser of lines RESULT."""

from __future__ import annotations

import unittest

from muster import result_line
from muster.result_line import MalformedResult, Result

LINE = "RESULT bench=ep figure=time cpus=2 value=1.90 unit=ns class=S min=1.8 samples=1.8,1.90"


class ParseTest(unittest.TestCase):
    def test_every_key_has_its_value(self) -> None:
        result = result_line.parse(LINE)
        self.assertEqual((result.bench, result.figure, result.unit), ("ep", "time", "ns"))
        self.assertEqual((result.cpus, result.value), (2, 1.9))
        self.assertEqual(result.number("min"), 1.8)
        self.assertIsNone(result.number("max"))
        self.assertEqual(result.samples, ["1.8", "1.90"])

    def test_the_line_comes_back_with_all_its_digits(self) -> None:
        self.assertEqual(str(result_line.parse(LINE)), LINE)

    def test_a_value_may_be_negative_and_may_hold_an_equals_sign_elsewhere(self) -> None:
        result = result_line.parse("RESULT bench=a figure=b cpus=1 value=-0.5 note=x=y")
        self.assertEqual((result.value, result.keys["note"]), (-0.5, "x=y"))

    def test_a_line_without_what_each_needs_is_refused_and_shown(self) -> None:
        for line in (
            "RESULT",
            "RESULT figure=b cpus=1 value=1",
            "RESULT bench=a cpus=1 value=1",
            "RESULT bench=a figure=b value=1",
            "RESULT bench=a figure=b cpus=1",
            "RESULT bench= figure=b cpus=1 value=1",
            "RESULT bench=a figure=b cpus=0 value=1",
            "RESULT bench=a figure=b cpus=1 value=much",
            "RESULT bench=a figure=b cpus=1 value=1x",
        ):
            reason = f"no bench=, figure=, cpus= and value=: {line}$"
            with self.subTest(line), self.assertRaisesRegex(MalformedResult, reason):
                result_line.parse(line)

    def test_a_word_that_is_no_key_and_value_is_named(self) -> None:
        with self.assertRaisesRegex(MalformedResult, "in this line loose is not key=value: "):
            result_line.parse("RESULT bench=a figure=b cpus=1 value=1 loose")
        with self.assertRaisesRegex(MalformedResult, "this line says cpus= twice: "):
            result_line.parse("RESULT bench=a figure=b cpus=1 cpus=2 value=1")

    def test_only_lines_result_are_taken_out_of_a_console(self) -> None:
        console = f"hello\r\n{LINE}\r\nRESULTS bench=a\n RESULT x\n{LINE}"
        self.assertEqual([str(line) for line in result_line.find_all(console)], [LINE, LINE])


class DescriptionTest(unittest.TestCase):
    """What a figure is called, and what was measured of it."""

    def test_what_was_measured_is_no_part_of_the_name(self) -> None:
        result = result_line.parse(f"{LINE} mode=mttcg per_cpu_64_128=3 goal=2 verified=yes")
        self.assertEqual(result.description(), {"class": "S", "mode": "mttcg"})

    def test_a_key_is_taken_as_a_whole(self) -> None:
        result = Result({"bench": "a", "figure": "b", "cpus": "1", "value": "1", "minimum": "2"})
        self.assertEqual(result.description(), {"minimum": "2"})


if __name__ == "__main__":
    unittest.main()
