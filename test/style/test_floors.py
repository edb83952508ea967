# SPDX-License-Identifier: MIT
"""Tests of the floors check on small trees and graphs of objects."""

from __future__ import annotations

import pathlib
import tempfile
import unittest
import xml.etree.ElementTree

import circles
import floor_plan
import floor_rules
import floors_picture
import object_calls

PLAN = floor_plan.parse_plan(
    """# a comment
bench    figures               runtime/bench
boot     the boot as a list    runtime/boot arch/aarch64/entry

left     one of a floor        runtime/left
right    the other one         runtime/right

base     masks                 runtime/base runtime
"""
)


def arrow(caller: str, callee: str, *names: str) -> object_calls.Arrow:
    """Returns an arrow between two sources of runtime/."""
    return object_calls.Arrow(f"runtime/{caller}", f"runtime/{callee}", names or ("f",))


class BuildTest(unittest.TestCase):
    """A build that is half done would make the picture show half of the calls."""

    def test_objects_that_are_not_built_are_found(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            build = pathlib.Path(folder)
            for name in ("runtime/a.c.obj", "runtime/b.c.o"):
                (build / name).parent.mkdir(exist_ok=True)
                (build / name).touch()
            targets = (
                "runtime/a.c.obj: C_COMPILER\nruntime/b.c.o: C_COMPILER\narch/c.S.obj: ASM\n"
                "test/d.c.obj: C_COMPILER\nruntime/libr.a: LINKER\n"
            )
            self.assertEqual(object_calls.list_unbuilt(targets, build), ["arch/c.S.obj"])


class PlanTest(unittest.TestCase):
    """runtime/floors is read as it looks."""

    def test_empty_lines_separate_floors(self) -> None:
        floors = [[room.name for room in floor] for floor in PLAN.floors()]
        self.assertEqual(floors, [["bench", "boot"], ["left", "right"], ["base"]])
        self.assertEqual(PLAN.rooms[1].purpose, "the boot as a list")
        self.assertEqual(PLAN.rooms[1].folders, ("runtime/boot", "arch/aarch64/entry"))

    def test_a_folder_stands_for_what_is_below_unless_that_is_named(self) -> None:
        def name(path: str) -> str | None:
            room = PLAN.room_of(path)
            return room.name if room else None

        self.assertEqual(name("runtime/left/deep/file.c"), "left")
        self.assertEqual(name("runtime/arch.h"), "base")
        self.assertIsNone(name("runtime/unnamed/file.c"))

    def test_a_line_without_columns_is_refused(self) -> None:
        with self.assertRaisesRegex(floor_plan.PlanError, "floors:1: "):
            floor_plan.parse_plan("room purpose runtime/room\n")

    def test_a_room_that_is_listed_twice_is_refused(self) -> None:
        with self.assertRaisesRegex(floor_plan.PlanError, "floors:2: .*base"):
            floor_plan.parse_plan("base  a  runtime/base\nbase  b  runtime/b\n")


class FoldersTest(unittest.TestCase):
    """Every source has one room, and every room has its folders."""

    FILES = [
        "arch/aarch64/entry/head.S",
        "runtime/arch.h",
        "runtime/base/parse.c",
        "runtime/bench/run.c",
        "runtime/boot/main.c",
        "runtime/left/left.c",
        "runtime/right/right.c",
    ]

    def test_a_tree_that_the_plan_describes(self) -> None:
        self.assertEqual(floor_rules.check_folders(PLAN, self.FILES), [])

    def test_a_folder_without_a_room(self) -> None:
        (finding,) = floor_rules.check_folders(PLAN, [*self.FILES, "runtime/new/file.c"])
        self.assertIn("runtime/new: is in no room", finding)

    def test_a_room_without_its_folder(self) -> None:
        (finding,) = floor_rules.check_folders(PLAN, self.FILES[:-1])
        self.assertIn("runtime/right, which is not there", finding)

    def test_a_folder_in_two_rooms(self) -> None:
        plan = floor_plan.parse_plan("a  first  runtime/a\nb  second  runtime/a\n")
        (finding,) = floor_rules.check_folders(plan, ["runtime/a/file.c"])
        self.assertIn("names runtime/a 2 times", finding)

    def test_two_files_of_the_same_name(self) -> None:
        (finding,) = floor_rules.check_names([*self.FILES, "runtime/left/parse.c"])
        self.assertIn("parse.c: is the name of a file in runtime/base and in runtime/left", finding)

    def test_headers_for_others_may_have_any_name(self) -> None:
        files = [*self.FILES, "arch/aarch64/include/muster/arch/arch.h"]
        self.assertEqual(floor_rules.check_names(files), [])


class CallsTest(unittest.TestCase):
    """Arrows point downwards, and make no circles."""

    def test_calls_downwards(self) -> None:
        arrows = [arrow("boot/main.c", "left/left.c"), arrow("left/left.c", "base/parse.c")]
        self.assertEqual(floor_rules.check_upward(PLAN, arrows, []), [])
        self.assertEqual(floor_rules.check_circles_of_objects(PLAN, arrows), [])

    def test_a_call_upwards_is_found_with_its_names(self) -> None:
        arrows = [arrow("base/parse.c", "boot/main.c", "muster_start", "muster_times")]
        (finding,) = floor_rules.check_upward(PLAN, arrows, [])
        self.assertIn("base needs the higher room boot", finding)
        self.assertIn("runtime/base/parse.c -> runtime/boot/main.c: start, times", finding)

    def test_rooms_of_one_floor_call_in_one_direction(self) -> None:
        there, back = arrow("left/left.c", "right/right.c"), arrow("right/r2.c", "left/l2.c")
        self.assertEqual(floor_rules.check_circles_of_floors(PLAN, [there]), [])
        (finding,) = floor_rules.check_circles_of_floors(PLAN, [there, back])
        self.assertIn("left, right: rooms of one floor", finding)
        self.assertIn("runtime/right/r2.c -> runtime/left/l2.c: f", finding)

    def test_a_circle_of_four_objects(self) -> None:
        names = ["a.c", "b.c", "c.c", "d.c"]
        arrows = [arrow(f"base/{a}", f"base/{b}") for a, b in zip(names, names[1:] + names[:1])]
        (finding,) = floor_rules.check_circles_of_objects(PLAN, arrows)
        self.assertIn("4 objects need each other in a circle", finding)

    def test_three_objects_may_need_each_other_but_not_in_bench(self) -> None:
        names = ["a.c", "b.c", "c.c"]
        pairs = list(zip(names, names[1:] + names[:1]))
        elsewhere = [arrow(f"boot/{a}", f"boot/{b}") for a, b in pairs]
        self.assertEqual(floor_rules.check_circles_of_objects(PLAN, elsewhere), [])
        in_bench = [arrow(f"bench/{a}", f"bench/{b}") for a, b in pairs]
        self.assertEqual(len(floor_rules.check_circles_of_objects(PLAN, in_bench)), 1)

    def test_circles_share_no_node(self) -> None:
        pairs = ["ab", "bc", "ca", "cd", "de", "ed", "ef"]
        found = circles.circles((pair[0], pair[1]) for pair in pairs)
        self.assertEqual(found, [["a", "b", "c"], ["d", "e"]])


class IncludesTest(unittest.TestCase):
    """No file of a lower room includes a header of a higher room."""

    def find(self, files: dict[str, str]) -> list[str]:
        """Returns the findings in a tree of these files."""
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for name, text in files.items():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(text, encoding="utf-8")
            includes = floor_rules.read_includes(list(files), root)
        return floor_rules.check_upward(PLAN, [], includes)

    def test_an_include_upwards_is_found_with_its_line(self) -> None:
        files = {"runtime/base/parse.c": '\n#include "left/left.h"\n', "runtime/left/left.h": ""}
        (finding,) = self.find(files)
        self.assertIn("runtime/base/parse.c:2 includes runtime/left/left.h", finding)

    def test_an_include_by_the_way_over_another_folder(self) -> None:
        files = {"runtime/base/parse.c": '#include "../left/left.h"', "runtime/left/left.h": ""}
        self.assertEqual(len(self.find(files)), 1)

    def test_the_architecture_has_a_root_of_its_own(self) -> None:
        files = {
            "arch/aarch64/entry/head.h": "",
            "runtime/base/parse.c": '#include "aarch64/entry/head.h"',
            "runtime/boot/main.c": '#include "aarch64/entry/head.h"\n#include "base/parse.h"',
            "runtime/base/parse.h": "",
        }
        (finding,) = self.find(files)
        self.assertIn("runtime/base/parse.c:1", finding)


class ObjectsTest(unittest.TestCase):
    """What nm prints becomes arrows."""

    def test_the_source_of_an_object(self) -> None:
        path = "runtime/CMakeFiles/muster_runtime.dir/app/app.c.obj"
        self.assertEqual(object_calls.source_of(path), "runtime/app/app.c")

    def test_names_that_nobody_defines_make_no_arrow(self) -> None:
        text = "a.obj: start T 0 8\na.obj: memcpy U\na.obj: parse U\nb.obj: parse T 0 4\n"
        arrows = object_calls.arrows_of(text, {"a.obj": "runtime/a.c", "b.obj": "runtime/b.c"})
        self.assertEqual(arrows, [object_calls.Arrow("runtime/a.c", "runtime/b.c", ("parse",))])


class PictureTest(unittest.TestCase):
    """The picture shows rooms and calls."""

    def test_rooms_and_calls(self) -> None:
        plan = floor_plan.parse_plan("up  a & b  runtime/up\n\ndown  c  runtime/down\n")
        text = floors_picture.draw(plan, {("up", "down")})
        svg = xml.etree.ElementTree.fromstring(text)
        shown = [element.text for element in svg.iter("{http://www.w3.org/2000/svg}text")]
        for word in ("up", "a & b", "down", "c"):
            self.assertIn(word, shown)
        self.assertEqual(text.count('class="call"'), 1)
        self.assertEqual(text.count('class="up"'), 0)

    def test_a_call_upwards_has_another_colour(self) -> None:
        calls = floor_rules.calls_of_rooms(PLAN, [arrow("base/parse.c", "boot/main.c")])
        self.assertEqual(calls, {("base", "boot")})
        self.assertIn('class="up"', floors_picture.draw(PLAN, calls))


if __name__ == "__main__":
    unittest.main()
