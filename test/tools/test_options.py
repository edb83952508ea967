# SPDX-License-Identifier: MIT
"""Command lines: options.py."""

import contextlib
import io
import unittest
from dataclasses import dataclass

from muster import options as opt
from muster.messages import Failure


@dataclass
class Options:
    cpus: int = opt.value("N", opt.number(1, 512), 4, "cores (4)")
    dry_run: bool = opt.flag("run nothing")
    append: list[str] = opt.many("TEXT", "words; may be repeated")
    mode: str = opt.value("M", opt.choice("one", "two"), "", "one or two", "for tests")


def parse(*arguments: str) -> opt.CommandLine[Options]:
    return opt.parse(Options, arguments, "APP [options]", "Does something.")


class Given(unittest.TestCase):
    def test_both_forms(self) -> None:
        self.assertEqual(parse("--cpus", "8").options.cpus, 8)
        self.assertEqual(parse("--cpus=8").options.cpus, 8)

    def test_nothing(self) -> None:
        self.assertEqual(parse().options, Options())

    def test_words_stand_anywhere_and_the_rest_is_left_alone(self) -> None:
        line = parse("a", "--dry-run", "b", "--", "--cpus", "--")
        self.assertTrue(line.options.dry_run)
        self.assertEqual((line.words, line.rest), (["a", "b"], ["--cpus", "--"]))

    def test_values_that_look_like_options(self) -> None:
        self.assertEqual(parse("--append", "-x", "--append=", "-").options.append, ["-x", ""])

    def test_help_has_each_option_and_group(self) -> None:
        with contextlib.redirect_stdout(io.StringIO()) as shown, self.assertRaises(
            SystemExit
        ) as end:
            parse("--help")
        self.assertEqual(end.exception.code, 0)
        for text in ("APP [options]\n", "Does something.", "--cpus N ", "--dry-run ", "for tests:"):
            self.assertIn(text, shown.getvalue())


class Refused(unittest.TestCase):
    def refusal(self, *arguments: str) -> str:
        with self.assertRaises(Failure) as raised:
            parse(*arguments)
        return str(raised.exception)

    def test_refusals(self) -> None:
        self.assertRegex(self.refusal("--cpu=4"), "there is no option --cpu=4; see .* --help")
        self.assertRegex(self.refusal("-n"), "there is no option -n; see .* --help")
        self.assertRegex(self.refusal("--cpus"), "--cpus needs a value; see .* --help")
        self.assertRegex(self.refusal("--mode="), "--mode needs a value; see .* --help")
        self.assertEqual(self.refusal("--dry-run=yes"), "--dry-run takes no value")
        self.assertEqual(self.refusal("--cpus", "0"), "--cpus 0: it is a number from 1 to 512")
        self.assertEqual(self.refusal("--cpus", "08"), "--cpus 08: it is a number from 1 to 512")
        self.assertEqual(self.refusal("--mode", "three"), "--mode three: it is one of: one two")


if __name__ == "__main__":
    unittest.main()
