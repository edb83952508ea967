# SPDX-License-Identifier: MIT
"""Tests of tools/sweep table."""

from __future__ import annotations

import csv
import json
import sqlite3
import unittest

from sweep_case import SweepCase


class Table(SweepCase):
    def setUp(self) -> None:
        super().setUp()
        self.run_plan(0, "repeat = 3", "mode = 'mttcg'\nappend = ['value=7', 'value=12']")

    def test_summary(self) -> None:
        self.sweep(0, "table", self.to)
        self.assertRegex(self.output, r"(?m)append=value=7 +time +7 insn +3 +7 +7$")

    def test_csv(self) -> None:
        file = self.folder / "t.csv"
        self.sweep(0, "table", self.to, "--csv", file)
        rows = list(csv.DictReader(file.read_text().splitlines()))
        self.assertEqual([row["value"] for row in rows], ["12"] * 3 + ["7"] * 3)
        self.assertEqual(rows[0]["axis_append"], "value=12")
        self.assertTrue((self.to / rows[0]["console"]).is_file())

    def test_sqlite(self) -> None:
        file = self.folder / "t.db"
        self.sweep(0, "table", self.to, "--sqlite", file)
        query = (
            "SELECT axis_append, count(*), avg(value), max(wall_s) < 60 FROM figures"
            " JOIN runs USING (run) GROUP BY axis_append ORDER BY 3"
        )
        with sqlite3.connect(file) as database:
            rows = database.execute(query).fetchall()
        database.close()
        self.assertEqual(rows, [("value=7", 3, 7.0, 1), ("value=12", 3, 12.0, 1)])

    def test_trace(self) -> None:
        file = self.folder / "t.json"
        self.sweep(2, "trace", self.to, "--out", file)
        self.assertIn("no run has recorded a timeline", self.output)
        line = "MUSTER_BENCH bench=b hz=1000 cpu=0 run=0 warmups=0 begin_ticks=1 end_ticks=2 last_ticks=3"
        for console in self.to.glob("consoles/*/*.log"):
            console.write_text(f"{line}\n")
        self.sweep(0, "trace", self.to, "--out", file)
        events = json.loads(file.read_text())["traceEvents"]
        names = [event["args"]["name"] for event in events if event["name"] == "process_name"]
        expected = [f"program.elf append=value={value} #1" for value in (12, 7)]
        self.assertEqual(names, expected)
        self.assertEqual(len({event["pid"] for event in events}), 2)

    def test_no_sweep(self) -> None:
        self.sweep(2, "table", self.marks)
        self.assertIn("there is no sweep in it", self.output)


if __name__ == "__main__":
    unittest.main()
