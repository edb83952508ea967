# SPDX-License-Identifier: MIT
"""Tests of tools/bench in parts: --plan, --shard, several --from, programs from outside, and for a CI."""

from __future__ import annotations

import json
import unittest
from pathlib import Path
from xml.etree import ElementTree

from bench_command import BenchCase, Members, figure

from muster.benchmarks.benchmark import Benchmark
from muster.benchmarks.request import Mode
from muster.benchmarks.session import Session


def measure(session: Session) -> None:
    session.result(
        "mode", 1, len(session.request.mode), "chars", {"mode": session.request.mode or "both"}
    )


KNOWN = (Benchmark("a", "A", measure), Benchmark("b", "B", measure, modes=(Mode.ICOUNT,)))


def runs(*values: int, **members: object) -> Members:
    """Returns a time with these samples."""
    ordered = sorted(values)
    spread = {"min": ordered[0], "max": ordered[-1], "runs": len(values), "samples": list(values)}
    middle = ordered[len(values) // 2]
    return figure("time", 2, middle, "ns", mode="mttcg", **spread, **members)


class Parts(BenchCase):
    def lines(self) -> list[str]:
        return self.output.splitlines()

    def test_plan(self) -> None:
        self.run_bench(0, "--plan", "--repeat", "7", "--cpus", "1,2", known=KNOWN)
        more = " --cpus 1,2 --repeat 7"
        expected = ["a --mode icount", "a --mode mttcg", "b --mode icount"]
        self.assertEqual(self.lines(), [f"tools/bench {text}{more}" for text in expected])

    def test_each_part_is_in_one_shard(self) -> None:
        found = []
        for number in ("1/2", "2/2"):
            self.run_bench(0, "--plan", "--shard", number, known=KNOWN)
            found += self.lines()
        self.run_bench(0, "--plan", known=KNOWN)
        self.assertEqual(sorted(found), sorted(self.lines()))
        self.run_bench(2, "--plan", "--shard", "3/2", known=KNOWN)
        self.check_says("--shard 3/2: there is no part 3 of 2")

    def test_a_shard_measures_its_parts_alone(self) -> None:
        self.run_bench(0, "--shard", "2/3", known=KNOWN)
        self.check_says("RESULT bench=a .* mode=mttcg$")
        self.assertNotIn("mode=icount", self.output)
        self.assertNotIn("bench=b", self.output)
        self.run_bench(0, "a", known=KNOWN)
        self.check_says("RESULT bench=a .* mode=both$")


class From(BenchCase):
    def test_samples_of_repeats_are_put_together(self) -> None:
        one = self.write_results("1.json", runs(10, 30, 20), figure("size", 1, 5, "bytes"))
        two = self.write_results("2.json", runs(50, 40), figure("other", 1, 6, "bytes"))
        to = self.path("all.json")
        self.run_bench(0, "--from", one, "--from", two, "--json", to)
        results = {r["figure"]: r for r in json.loads(Path(to).read_text())["results"]}
        self.assertEqual(list(results), ["time", "size", "other"])
        self.assertEqual(results["time"]["value"], 30)
        self.assertEqual((results["time"]["min"], results["time"]["max"]), (10, 50))
        self.assertEqual(results["time"]["samples"], [10, 30, 20, 50, 40])

    def test_what_does_not_belong_together(self) -> None:
        one = self.write_results("1.json", figure("size", 1, 5, "bytes"))
        two = self.write_results("2.json", figure("size", 1, 6, "bytes"))
        self.check_refused(
            "k size cpus=1 is not the same in each file", "--from", one, "--from", two
        )
        three = self.write_results("3.json", figure("size", 1, 5, "bytes"), compiler="clang")
        self.check_refused("do not belong together: .*compiler", "--from", one, "--from", three)


class Chance(BenchCase):
    """--compare looks at the samples and the load, not at the medians alone."""

    def compare(self, old: Members, new: Members, status: int, **about: str) -> None:
        one = self.write_results("old.json", old, load_at_begin="0.10 0.2 0.3")
        two = self.write_results("new.json", new, **{"load_at_begin": "0.20 0.2 0.3", **about})
        self.run_bench(status, "--compare", one, "--from", two)

    def test_a_median_beyond_the_old_runs_may_be_chance(self) -> None:
        self.compare(runs(100, 101, 102, 103), runs(70, 99, 130, 140), 0)
        self.check_says("^0 slower, 0 faster, 1 the same")

    def test_a_difference_has_its_p(self) -> None:
        self.compare(runs(100, 101, 102, 103, 104), runs(150, 151, 152, 153, 154), 3)
        self.check_says("100 to 104 in 5 runs; p 0.0079 with 5 runs now")

    def test_a_busy_host(self) -> None:
        new = runs(150, 151, 152, 153, 154)
        self.compare(runs(100, 101, 102, 103, 104), new, 0, load_at_begin="6.50 2 1")
        self.check_says("other load: 0.10 then, 6.50 now")
        self.check_says("^0 slower, 0 faster, 0 the same, 1 not judged")


class Files(BenchCase):
    def test_junit(self) -> None:
        old = self.write_results(
            "old.json", figure("a", 1, 100, "insn"), figure("b", 1, 100, "insn")
        )
        new = self.write_results(
            "new.json", figure("a", 1, 200, "insn"), figure("b", 1, 100, "insn")
        )
        xml = self.path("junit.xml")
        self.run_bench(3, "--compare", old, "--from", new, "--junit", xml)
        cases = list(ElementTree.parse(xml).iter("testcase"))
        self.assertEqual([case.get("name") for case in cases], ["k a cpus=1", "k b cpus=1"])
        self.assertIn("100 -> 200 insn", cases[0].findtext("failure") or "")
        self.assertIsNone(cases[1].find("failure"))

    def test_html(self) -> None:
        old = self.write_results("old.json", runs(100, 101, 102, 103, 104))
        new = self.write_results(
            "new.json", runs(150, 151, 152, 153, 154), figure("b", 1, 9, "insn")
        )
        page = Path(self.path("page.html"))
        self.run_bench(3, "--compare", old, "--from", new, "--html", str(page))
        text = page.read_text()
        data = json.loads(text.partition('id="data">')[2].partition("</script>")[0])
        self.assertEqual([row["figure"] for row in data["figures"]], ["time", "b"])
        self.assertEqual(data["comparison"]["counts"], {"worse": 1, "only in the new one": 1})


class Outside(BenchCase):
    def test_what_is_not_there(self) -> None:
        self.check_refused("there is no file x/y.elf", "x/y.elf")
        self.check_refused("x has no CMakeLists.txt|there is no folder ./x", "./x")

    def test_no_build(self) -> None:
        self.run_bench(2, "pi", "--no-build", "--preset", "clang-newlib-debug", "--mode", "icount")
        self.check_says("there is no .*pi.elf yet; leave out --no-build")

    def test_plan_of_a_file(self) -> None:
        elf = Path(self.path("own.elf"))
        elf.write_bytes(b"")
        self.run_bench(0, "--plan", str(elf), "--mode", "icount")
        self.assertEqual(self.output, f"tools/bench {elf} --mode icount\n")


if __name__ == "__main__":
    unittest.main()
