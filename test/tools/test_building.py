# SPDX-License-Identifier: MIT
"""A build folder that was made of other sources: building.py and apps.py, with CMake itself."""

import contextlib
import io
import shutil
import tempfile
import unittest
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

from muster import apps, building

PRESETS = """{
  "version": 6,
  "configurePresets": [
    {"name": "base", "hidden": true, "generator": "Ninja"},
    {"name": "small", "inherits": "base"}
  ]
}"""
# bin/hello.elf is the text of hello.c. With MUSTER_APP_DIR, that of app.c there.
PROJECT = """
cmake_minimum_required(VERSION 3.25)
project(Small LANGUAGES NONE)
set(MUSTER_APP_DIR "" CACHE PATH "")
set(source ${CMAKE_SOURCE_DIR}/hello.c)
set(list apps.txt)
if(MUSTER_APP_DIR)
  set(source ${MUSTER_APP_DIR}/app.c)
  set(list outside-apps.txt)
endif()
file(WRITE ${CMAKE_BINARY_DIR}/bin/${list} "hello\\n")
add_custom_command(OUTPUT bin/hello.elf COMMAND ${CMAKE_COMMAND} -E copy ${source} bin/hello.elf
                   DEPENDS ${source})
add_custom_target(hello DEPENDS bin/hello.elf)
"""


@contextlib.contextmanager
def in_tree(root: Path) -> Iterator[None]:
    """The tools work on that tree, and say nothing."""
    with mock.patch.object(building, "ROOT", root), mock.patch.object(apps, "ROOT", root):
        with mock.patch("muster.packages.require_for_build"):
            with contextlib.redirect_stderr(io.StringIO()):
                yield


class CopiedTree(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name).resolve()
        self.first, self.copy = self.root / "first", self.root / "copy"
        self.first.mkdir()
        (self.first / "CMakePresets.json").write_text(PRESETS)
        (self.first / "CMakeLists.txt").write_text(PROJECT)
        (self.first / "hello.c").write_text("the original")

    def run_in(self, root: Path) -> str:
        """Does what tools/run does, and returns what would run."""
        app = apps.App("small", root / "build/small", name="hello")
        with in_tree(root):
            app.build()
        return app.elf().read_text()

    def test_copy_is_built_of_its_own_sources(self) -> None:
        self.assertEqual(self.run_in(self.first), "the original")
        shutil.copytree(self.first, self.copy)
        (self.copy / "hello.c").write_text("the copy")
        self.assertEqual(self.run_in(self.copy), "the copy")
        self.assertEqual((self.first / "build/small/bin/hello.elf").read_text(), "the original")

    def test_moved_tree(self) -> None:
        self.run_in(self.first)
        self.first.rename(self.copy)
        (self.copy / "hello.c").write_text("moved")
        self.assertEqual(self.run_in(self.copy), "moved")

    def test_configuration_is_kept_where_it_was_made(self) -> None:
        self.run_in(self.first)
        with in_tree(self.first):
            self.assertTrue(building.is_configured(self.first / "build/small"))

    def test_copied_folder_of_an_application(self) -> None:
        folders = self.root / "app", self.root / "app-copy"
        folders[0].mkdir()
        (folders[0] / "CMakeLists.txt").write_text("muster_add_app(hello SOURCES app.c)\n")
        (folders[0] / "app.c").write_text("the original")
        texts = []
        for folder in folders:
            if not folder.exists():
                shutil.copytree(folders[0], folder)
                (folder / "app.c").write_text("the copy")
            app = apps.App("small", folder / "build/small", folder=folder)
            with in_tree(self.first):
                app.build()
            texts.append(app.elf().read_text())
        self.assertEqual(texts, ["the original", "the copy"])


class Warnings(unittest.TestCase):
    def built(self, command: str) -> str:
        """Returns what is shown of a build that runs the shell command."""
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "build.ninja").write_text(
                f"rule run\n  command = {command}\nbuild out: run\ndefault out\n"
            )
            Path(folder, "CMakeCache.txt").write_text(
                "CMAKE_GENERATOR:INTERNAL=Ninja\nCMAKE_MAKE_PROGRAM:FILEPATH=ninja\n"
                f"CMAKE_PROJECT_NAME:STATIC=x\nCMAKE_CACHEFILE_DIR:INTERNAL={folder}\n"
            )
            with contextlib.redirect_stderr(io.StringIO()) as shown:
                self.assertTrue(building.build(Path(folder)))
            return shown.getvalue()

    def test_warnings_are_shown(self) -> None:
        shown = self.built("echo 'main.c:3: warning: unused'")
        self.assertIn("main.c:3: warning: unused", shown)
        self.assertNotIn("[1/1]", shown)

    def test_other_messages_are_not(self) -> None:
        self.assertEqual(self.built("echo linking"), "")


if __name__ == "__main__":
    unittest.main()
