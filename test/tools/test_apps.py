# SPDX-License-Identifier: MIT
"""What tools/run offers as applications, and what it answers when a name is wrong: apps.py."""

import re
import unittest
from pathlib import Path

from muster import ROOT, apps
from muster.messages import Failure
from muster.presets import DEFAULT

NOWHERE = Path("/nowhere")


class Offered(unittest.TestCase):
    def test_what_needs_more_is_not_offered(self) -> None:
        offered = apps.tree_apps()
        self.assertIn("hello", offered)
        self.assertIn("nas-cg", offered)
        for name in ("nas", "port-coremark", "port-stream", "CMakeLists.txt"):
            self.assertNotIn(name, offered)

    def test_all_that_is_offered_is_made_by_the_tree(self) -> None:
        text = "".join(file.read_text() for file in (ROOT / "apps").glob("*/CMakeLists.txt"))
        for name in apps.tree_apps():
            self.assertTrue(re.search(rf"muster_add_app\({re.escape(name)}\s", text), name)


class Wrong(unittest.TestCase):
    def refusal(self, text: str) -> str:
        with self.assertRaises(Failure) as raised:
            apps.resolve(text, DEFAULT)
        return str(raised.exception)

    def test_typo_gets_the_nearest_names_alone(self) -> None:
        self.assertIn("there is no application helo. Is it hello?", self.refusal("helo"))
        self.assertNotIn("pi", self.refusal("helo").split())

    def test_name_of_a_group(self) -> None:
        self.assertRegex(self.refusal("nas"), "Is it nas-.. or nas-.. or nas-")
        self.assertIn(
            "is not an application by itself", self.refusal(str(ROOT / "apps/port-coremark"))
        )

    def test_far_from_all(self) -> None:
        self.assertRegex(self.refusal("zzzzzzzz"), r"The tree has: .*\bchase\b")
        self.assertIn("which application?", self.refusal(""))

    def test_no_file_and_no_folder(self) -> None:
        self.assertIn("there is no file x.elf", self.refusal("x.elf"))
        self.assertIn("there is no folder ./x", self.refusal("./x"))
        self.assertIn("has no CMakeLists.txt", self.refusal(str(ROOT / "docs")))


class Found(unittest.TestCase):
    def test_name_and_folder_are_the_same(self) -> None:
        self.assertEqual(
            apps.resolve("hello", DEFAULT), apps.resolve(str(ROOT / "apps/hello"), DEFAULT)
        )
        self.assertEqual(apps.resolve(f"{ROOT}/apps/nas:nas-ep", DEFAULT).name, "nas-ep")


if __name__ == "__main__":
    unittest.main()
