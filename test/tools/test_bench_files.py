# SPDX-License-Identifier: MIT
"""Tests of the files that tools/bench reads and writes: results in JSON, and pictures."""

from __future__ import annotations

import json
import pathlib
import unittest

from bench_command import BenchCase, Members, figure

from muster import result_line
from muster.benchmarks import results_json
from muster.benchmarks.results_json import ResultsFile


class ForeignFileTest(BenchCase):
    """A file that is none of --json is refused with the reason."""

    def check_foreign(self, regex: str, text: str) -> None:
        old = self.write_results("old.json", figure("time", 1, 5, "insn"))
        foreign = self.folder / "foreign.json"
        foreign.write_text(text)
        self.check_refused(f"foreign.json: {regex}", "--from", old, "--compare", str(foreign))
        self.check_refused(f"foreign.json: {regex}", "--from", str(foreign))

    def test_a_file_that_is_not_there(self) -> None:
        nowhere = self.path("nowhere.json")
        old = self.write_results("old.json", figure("time", 1, 5, "insn"))
        self.check_refused(
            "compare .*/nowhere.json: there is no such file that can be read",
            *("--from", old, "--compare", nowhere),
        )

    def test_text_that_is_no_json(self) -> None:
        self.check_foreign("it is no JSON: ", "no JSON {")
        self.check_foreign("it is no JSON: ", '{"format": NaN}')
        self.check_foreign("it is no JSON: ", "[" * 100_000)

    def test_an_empty_file(self) -> None:
        self.check_foreign("it is empty", "")

    def test_json_of_others(self) -> None:
        self.check_foreign("it is no file of tools/bench --json", '{"traceEvents": []}')
        self.check_foreign("it is no file of tools/bench --json", "[]")

    def test_results_that_are_none(self) -> None:
        wrong = 'its "results" are not those of tools/bench'
        for results in (
            '[{"bench": "a", "value": "much"}]',
            '[{"bench": "a", "figure": "b", "cpus": 1, "value": true, "unit": "c"}]',
            '[{"bench": "a", "figure": "b", "cpus": "x", "value": 1, "unit": "c"}]',
            "[1]",
            "{}",
            "null",
        ):
            text = f'{{"format": "muster-bench-1", "results": {results}}}'
            with self.subTest(results):
                self.check_foreign(wrong, text)

    def test_a_file_without_results(self) -> None:
        self.check_refused("there are no results in it", "--from", self.write_results("a.json"))

    def test_text_in_it_is_no_more_than_text(self) -> None:
        odd = {"bench": "a", "figure": "b\nRESULT x", "cpus": 1, "value": 1, "unit": "$(touch x)"}
        self.run_bench(0, "--from", self.write_results("odd.json", odd))
        self.check_says(r"^a bRESULT_x +1 +1 +[$][(]touch_x[)]")


class JsonTest(BenchCase):
    def file(self) -> ResultsFile:
        line = "RESULT bench=a figure=b cpus=2 value=1.90 unit=ns class=S runs=2 samples=1.8,1.90"
        about = {"date": "now", "processor": 'the "P"', "processors": "2"}
        results = [result_line.parse(line)]
        return ResultsFile(results, about, ["qemu -M virt"], ["c, icount"])

    def test_what_is_written_is_read_again(self) -> None:
        file = self.folder / "results.json"
        file.write_text(results_json.to_json(self.file()))
        again = results_json.read(file)
        self.assertEqual(again.results, self.file().results)
        self.assertEqual(again.about, self.file().about)

    def test_numbers_are_numbers_and_keep_their_digits(self) -> None:
        text = results_json.to_json(self.file())
        self.assertIn('"value": 1.90, "unit": "ns"', text)
        document = json.loads(text)
        self.assertEqual(document["format"], "muster-bench-1")
        self.assertEqual(document["processors"], 2)
        self.assertEqual(document["emulator_commands"], ["qemu -M virt"])
        self.assertEqual(document["failed"], ["c, icount"])
        self.assertEqual(document["results"][0]["samples"], [1.8, 1.9])
        self.assertEqual(document["results"][0]["cpus"], 2)

    def test_a_number_as_a_name_is_left_out(self) -> None:
        members = figure("slope_per_cpu", 512, 1290.2, "insn", points=5)
        file = self.write_results("old.json", {**members, "660080": "660080"})
        again = results_json.read(pathlib.Path(file)).results
        self.assertEqual(list(again[0].keys), list(members))

    def test_lists_may_be_empty(self) -> None:
        document = json.loads(results_json.to_json(ResultsFile()))
        self.assertEqual((document["results"], document["failed"]), ([], []))


def speedup(bench: str, cpus: int, value: float, least: float | None = None) -> Members:
    spread = {"min": value if least is None else least, "max": value, "runs": 3}
    return {
        **figure("speedup", cpus, value, "ratio", mode="mttcg", **spread),
        **{"bench": bench, "class": "S"},
    }


class PictureTest(BenchCase):
    def draw(self, *results: Members) -> str:
        svg = self.path("speedup.svg")
        self.run_bench(0, "--from", self.write_results("curves.json", *results), "--svg", svg)
        return pathlib.Path(svg).read_text()

    def test_the_picture_says_what_it_shows(self) -> None:
        curves = speedup("ep", 2, 1.9), speedup("ep", 4, 1.95), speedup("is&it's", 2, 1.1)
        picture = self.draw(*curves)
        self.assertTrue(picture.startswith("<?xml"))
        self.assertTrue(picture.endswith("</svg>\n"))
        for text in (
            *(">Speed-up of kernels over cores<", ">ep S<", ">is&amp;it's S<", ">ideal<"),
            *("QEMU 7.2.22", ">cores of the guest<", ">efficiency", "host: 2 processors, P"),
        ):
            self.assertIn(text, picture)
        # The bars of each kernel, in each half and in the legend.
        self.assertEqual(picture.count('<g id="LineCollection_'), 2 * 3)

    def test_the_same_results_give_the_same_file(self) -> None:
        self.assertEqual(self.draw(speedup("ep", 2, 1.9)), self.draw(speedup("ep", 2, 1.9)))

    def test_the_bars_show_the_spread(self) -> None:
        narrow = self.draw(speedup("ep", 2, 1.9, 1.7))
        self.assertNotEqual(narrow, self.draw(speedup("ep", 2, 1.9, 1.2)))

    def test_many_cores_have_a_logarithmic_axis(self) -> None:
        picture = self.draw(speedup("_$a$", 64, 30), speedup("_$a$", 512, 40))
        self.assertIn("_$a$ S<", picture)

    def test_without_a_speedup_there_is_no_picture(self) -> None:
        file = self.write_results("a.json", figure("time", 1, 5, "insn"))
        svg = self.path("none.svg")
        self.check_refused("svg .*: there is no speed-up to draw", "--from", file, "--svg", svg)
        self.assertFalse(pathlib.Path(svg).exists())


if __name__ == "__main__":
    unittest.main()
