#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The page of tools/sweep report in headless Chromium.

Run by hand: PYTHONPATH=tools test/sweeps/check_page.py
"""

from __future__ import annotations

import sys
import unittest
from typing import Any

import browser
from sweep_case import SweepCase

STATUS_SKIPPED = 77
PHONE_PX = 360

AXES = "mode = 'mttcg'\ncpus = [1, 2, 4]\nappend = ['value=400 ns', 'value=400 ns other']"
HOSTILE = "mode = 'icount'\nappend = 'status=3 </script><img/src=x/onerror=alert(1)>'"


class Page(SweepCase):
    page: browser.Browser

    def setUp(self) -> None:
        super().setUp()
        old = self.folder / "old"
        self.run_to(old, "name = 'older'\nrepeat = 6", AXES)
        (self.marks / "factor").write_text("2")
        self.run_to(self.to, "name = 'newer'\nrepeat = 6", AXES)
        self.sweep(1, self.write_plan("", HOSTILE), "--to", self.to, "--resume")
        self.sweep(3, "report", self.to, "--against", old, "--html", self.folder / "r.html")
        self.page = browser.Browser(self.folder)
        self.addCleanup(self.page.close)

    def test_the_page(self) -> None:
        """Each check has the page as it is when it has just been opened."""
        for name in dir(self):
            if name.startswith("check_page_"):
                with self.subTest(name):
                    self.page.open(self.folder / "r.html")
                    getattr(self, name)()
        self.assertEqual(self.page.errors, [])
        outside = [url for url in self.page.requests if not url.startswith(("file:", "data:"))]
        self.assertEqual(outside, [])

    def column(self, table: str, title: str) -> list[str]:
        found: list[str] = self.page.evaluate(
            f"""
            (() => {{ const table = document.getElementById("{table}-table");
              const titles = [...table.tHead.rows[0].cells].map((cell) => cell.textContent);
              const index = titles.indexOf("{title}");
              return [...table.tBodies[0].rows].map((row) => row.cells[index].textContent); }})()
            """
        )
        return found

    def head(self, title: str) -> str:
        return (
            f"[...document.querySelectorAll('#figures-table th')]"
            f".find((head) => head.textContent === '{title}')"
        )

    def value(self, script: str) -> Any:
        return self.page.evaluate(script)

    def check_page_sorting(self) -> None:
        self.value(f"{self.head('median')}.querySelector('button').click()")
        ascending = [int(text) for text in self.column("figures", "median")]
        self.assertEqual(ascending, sorted(ascending))
        self.assertEqual(set(ascending), {200, 400, 800})
        self.assertEqual(self.value(f"{self.head('median')}.ariaSort"), "ascending")
        # By the keyboard, the other way round.
        self.value(f"{self.head('median')}.querySelector('button').focus()")
        self.page.press("Enter", "\r")
        descending = [int(text) for text in self.column("figures", "median")]
        self.assertEqual(descending, sorted(descending, reverse=True))

    def check_page_filtering(self) -> None:
        self.value("document.activeElement.blur()")
        self.page.press("/")
        self.assertEqual(self.value("document.activeElement.id"), "figures-filter")
        self.page.send("Input.insertText", text="800 other")
        self.assertEqual(self.column("figures", "cpus"), ["1"])
        self.assertIn("1 of 6 figures", self.value("document.body.textContent"))
        self.value(
            """tables.figures.filter(""); [...document.querySelectorAll("#overview label")]
            .find((label) => label.textContent.startsWith("cpus")).querySelector("select").value = "=4";
            [...document.querySelectorAll("#overview select")].forEach((select) =>
              select.dispatchEvent(new Event("change")))"""
        )
        self.assertEqual(self.column("figures", "cpus"), ["4", "4"])

    def check_page_a_chart_has_the_data_and_leads_to_the_runs(self) -> None:
        points = self.value(
            """[...document.querySelectorAll("#curves figure:first-child .point")]
            .filter((point) => point.dataset.cpus)
            .map((point) => [Number(point.dataset.cpus), Number(point.dataset.value)])"""
        )
        self.assertEqual(points, [[1, 1], [2, 2], [4, 4]] * 2)
        self.value(
            """(() => { const point = document.querySelectorAll("#curves .point[data-cpus]")[1];
            point.dispatchEvent(new Event("focus"));
            document.querySelector("#curves .readout a").click(); })()"""
        )
        text = self.value("document.getElementById('runs-table').textContent")
        self.assertIn("qemu-system-aarch64 -M virt", text)
        self.assertEqual(len(self.column("runs", "run")), 2)  # the run, and what opened below it
        self.assertIn("cpus=2", self.column("runs", "run")[0])

    def check_page_legend_hides_a_curve(self) -> None:
        count = "document.querySelectorAll('#curves figure:first-child > svg .series').length"
        self.assertEqual(self.value(count), 2)
        self.value("document.querySelector('#curves .legend button').click()")
        self.assertEqual(self.value(count), 1)

    def check_page_comparison(self) -> None:
        self.assertEqual(set(self.column("comparison", "verdict")), {"worse"})
        self.assertEqual(set(self.column("comparison", "change")), {"+100.0 %"})

    def check_page_text_of_a_program_is_no_html(self) -> None:
        self.assertEqual(self.value("document.querySelectorAll('img[src=x]').length"), 0)
        failures = self.value("document.getElementById('failures').textContent")
        self.assertIn("</script><img/src=x/onerror=alert(1)>", failures)
        self.assertIn("status 3", failures)

    def check_page_dark(self) -> None:
        colour = "getComputedStyle(document.body).backgroundColor"
        light = self.value(colour)
        self.page.emulate(prefers_color_scheme="dark")
        self.assertNotEqual(self.value(colour), light)
        self.value("document.getElementById('theme').click()")  # light, whatever the system says
        self.assertEqual(self.value(colour), light)

    def check_page_a_phone(self) -> None:
        self.page.resize(PHONE_PX, 700, True)
        self.assertLessEqual(self.value("document.documentElement.scrollWidth"), PHONE_PX)
        # Only tables, and the text of a console, are scrolled sideways.
        beyond = self.value(
            """[...document.body.querySelectorAll("*")]
            .filter((one) => !one.closest(".scroll") && one.getBoundingClientRect().right > innerWidth)
            .map((one) => one.outerHTML.slice(0, 80))"""
        )
        self.assertEqual(beyond, [])
        self.assertTrue(
            self.value("document.querySelector('#figures-table .number').offsetWidth > 0")
        )

    def check_page_print(self) -> None:
        self.page.emulate(media="print")
        for name in ("nav", "theme"):
            self.assertEqual(
                self.value(f"getComputedStyle(document.getElementById('{name}')).display"), "none"
            )
        self.assertGreater(len(self.page.send("Page.printToPDF")["data"]), 10000)


if __name__ == "__main__":
    if not browser.find():
        print("skipped: not installed: chromium")
        sys.exit(STATUS_SKIPPED)
    unittest.main()
