#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks that code calls downwards only, as runtime/floors orders the rooms of the runtime."""

from __future__ import annotations

import argparse
import pathlib
import shutil
import sys

import circles
import floor_plan
import floor_rules
import floors_picture
import map_table
import object_calls
import source_tree

DEFAULT_BUILD = "build/gcc-picolibc-release"
EPILOG = """\
The rules: no object needs a name that an object of a higher room defines; no header of a higher room is
included; rooms of one floor do not call each other in a circle; no circle of objects is larger than
three; each source of runtime/ and arch/aarch64 lies in one room, and no two have the same name. An entry
of a linker table, or a function that is handed over in a pointer, is no call. The objects are those that
were built last: build first."""
HOW_TO_MEND = """To mend an arrow upwards, one of these:
- Move the function down to the room that it is about, or the caller up.
- Pass what the lower room needs as an argument.
- Let the higher room register: a pointer to a struct of operations, or an entry in a linker table,
  declared by the lower room and filled in by the higher one.
- Change the order of the rooms in runtime/floors, if the order is what is wrong."""


def parse_arguments() -> argparse.Namespace:
    """Returns what the command line says."""
    parser = source_tree.parser(__doc__, EPILOG)
    parser.add_argument(
        "--plan",
        type=pathlib.Path,
        help=f"the order to check, to try another one (default: {floor_plan.PLAN} of the tree)",
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--build",
        type=pathlib.Path,
        help=f"the build folder with the objects (default: {DEFAULT_BUILD} of the tree)",
    )
    what.add_argument(
        "--sources-only", action="store_true", help="check what needs no objects, and nothing else"
    )
    parser.add_argument(
        "--summary", action="store_true", help="print the numbers of arrows and circles as well"
    )
    parser.add_argument(
        "--no-picture",
        action="store_true",
        help=f"do not compare {floors_picture.PICTURE}, which shows the calls of {DEFAULT_BUILD}",
    )
    parser.add_argument(
        "--write",
        action="store_true",
        help=f"write {floors_picture.PICTURE} and the table in {map_table.MAP}, then check",
    )
    arguments = parser.parse_args()
    if arguments.write and arguments.sources_only:
        parser.error("--write draws the calls between objects: not with --sources-only")
    return arguments


def summary(plan: floor_plan.Plan, arrows: list[object_calls.Arrow]) -> str:
    """Returns the numbers that say how far the order holds."""
    upward = floor_rules.upward(plan, arrows)
    sizes = [len(members) for members in circles.circles((a.caller, a.callee) for a in arrows)]
    objects = {source for arrow in arrows for source in (arrow.caller, arrow.callee)}
    return (
        f"{len(objects)} objects, {len(arrows)} arrows between them; "
        f"{sum(len(what.calls) for what in upward.values())} upwards, between {len(upward)} pairs of "
        f"rooms; circles of objects: {', '.join(map(str, sizes)) or 'none'}"
    )


def check_picture(
    plan: floor_plan.Plan, arrows: list[object_calls.Arrow], root: pathlib.Path
) -> list[str]:
    """Finds a picture that shows something else."""
    picture = floors_picture.draw(plan, floor_rules.calls_of_rooms(plan, arrows))
    file = root / floors_picture.PICTURE
    if file.is_file() and file.read_text(encoding="utf-8") == picture:
        return []
    return [
        f"{floors_picture.PICTURE}: shows other rooms or calls than there are; "
        "test/style/floors.py --write draws it anew"
    ]


def write(
    plan: floor_plan.Plan,
    arrows: list[object_calls.Arrow],
    root: pathlib.Path,
    files: list[str],
) -> None:
    """Writes the picture, and the table of the map."""
    picture = floors_picture.draw(plan, floor_rules.calls_of_rooms(plan, arrows))
    (root / floors_picture.PICTURE).write_text(picture, encoding="utf-8")
    text = source_tree.read(root, map_table.MAP)
    (root / map_table.MAP).write_text(map_table.with_rooms(text, plan, files), encoding="utf-8")


def main() -> int:
    """Runs the check. Returns its exit status."""
    arguments = parse_arguments()
    root = arguments.root.resolve()
    try:
        plan = floor_plan.read_plan(arguments.plan or root / floor_plan.PLAN)
    except floor_plan.PlanError as error:
        return source_tree.verdict(
            [str(error)], "To mend: the first lines of the file have the form."
        )
    arrows: list[object_calls.Arrow] = []
    if not arguments.sources_only:
        if not shutil.which(object_calls.NM):
            return source_tree.skip(f"there is no {object_calls.NM} here")
        build = (arguments.build or root / DEFAULT_BUILD).resolve()
        arrows = object_calls.read_arrows(build, root)
        if not arrows:
            return source_tree.verdict([f"{build}: has no objects"], "To mend: build first.")
        if unbuilt := object_calls.read_unbuilt(build):
            return source_tree.verdict(
                [f"{build}: {path} is not built" for path in unbuilt], "To mend: build all first."
            )
    files = source_tree.source_files(root)
    if arguments.write:
        write(plan, arrows, root, files)
    findings = [
        *floor_rules.check_folders(plan, files),
        *floor_rules.check_names(files),
        *floor_rules.check_circles_of_objects(plan, arrows),
        *floor_rules.check_circles_of_floors(plan, arrows),
        *floor_rules.check_upward(plan, arrows, floor_rules.read_includes(files, root)),
    ]
    if arrows and not arguments.no_picture:
        findings += check_picture(plan, arrows, root)
    if arguments.summary:
        print(summary(plan, arrows), end="\n\n" if findings else "\n")
    return source_tree.verdict(findings, HOW_TO_MEND)


if __name__ == "__main__":
    sys.exit(main())
