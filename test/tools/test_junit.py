# SPDX-License-Identifier: MIT
"""Tests of junit.py, and of the verdicts that tools/test takes from a real ctest."""

from __future__ import annotations

import contextlib
import io
import pathlib
import tempfile
import unittest
from xml.etree import ElementTree

from muster import junit, test

CTEST = """
add_test(passes "sh" "-c" "echo unseen")
add_test(fails "sh" "-c" "printf 'the reason \\\\033[1m'; exit 3")
add_test(is_skipped "sh" "-c" "exit 77")
set_tests_properties(is_skipped PROPERTIES SKIP_RETURN_CODE 77)
"""


class Ctest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def test_verdicts(self) -> None:
        (self.folder / "CTestTestfile.cmake").write_text(CTEST)
        with contextlib.redirect_stdout(io.StringIO()):
            passed, count = test.run_ctest(self.folder, [])
        self.assertEqual((passed, count), (False, 3))
        suite = junit.of_ctest("a-preset", self.folder / test.JUNIT)
        root = ElementTree.fromstring(junit.to_xml([suite]))
        totals = {name: root.get(name) for name in ("tests", "failures", "skipped")}
        self.assertEqual(totals, {"tests": "3", "failures": "1", "skipped": "1"})
        cases = {case.get("name"): case for case in root.iter("testcase")}
        self.assertEqual(list(cases["passes"]), [])
        self.assertIsNotNone(cases["is_skipped"].find("skipped"))
        self.assertIsNotNone(cases["fails"].find("failure"))
        self.assertIn("the reason", cases["fails"].findtext("system-out") or "")
        self.assertEqual(cases["fails"].get("classname"), "a-preset")

    def test_a_preset_without_tests_has_an_empty_suite(self) -> None:
        self.assertEqual(junit.of_ctest("p", self.folder / "none.xml").cases, [])


class Xml(unittest.TestCase):
    def test_what_xml_cannot_hold(self) -> None:
        suite = junit.Suite("s", [junit.Case("a<b", failure="\x1b[1m&", output="\x00\ud800")])
        case = ElementTree.fromstring(junit.to_xml([suite])).find("testsuite/testcase")
        assert case is not None
        self.assertEqual(case.get("name"), "a<b")
        self.assertEqual(case.findtext("failure"), "?[1m&")
        self.assertEqual(case.findtext("system-out"), "??")

    def test_steps(self) -> None:
        failed = junit.of_steps("s", ["p (build)"])
        self.assertEqual([case.failure for case in failed.cases], ["failed"])
        self.assertEqual([case.failure for case in junit.of_steps("s", []).cases], [""])


if __name__ == "__main__":
    unittest.main()
