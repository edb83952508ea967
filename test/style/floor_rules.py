# SPDX-License-Identifier: MIT
"""The rules of the floors. Each function returns findings: what is wrong, and where."""

from __future__ import annotations

import collections
import dataclasses
import pathlib
import re
from collections.abc import Iterable

import circles
import floor_plan
import object_calls
import source_tree

# Objects that need each other in a circle: head, el2 and vectors, the entry code in assembly.
LARGEST_CIRCLE = 3
# The largest circle that is printed with its arrows; of others it is enough to mend those that point
# upwards.
PRINTED_CIRCLE = 8
# Rooms in which no two objects need each other.
NO_CIRCLE_IN = ("bench",)
# Where a quoted #include is looked for, after the folder of the file itself.
INCLUDE_ROOTS = ("runtime/", "arch/", "arch/aarch64/")
# Files of one name in different rooms, and why each is none of the other's.
SAME_NAME: dict[str, str] = {"sleep.c": "in idle, a CPU sleeps until a time; in posix, sleep()"}


def check_folders(plan: floor_plan.Plan, files: list[str]) -> list[str]:
    """Finds sources without a room, and folders of rooms that are not there or named twice."""
    findings = []
    sources = floor_plan.sources_in_houses(files)
    folders = {file.rpartition("/")[0] for file in files}
    for room in plan.rooms:
        for folder in room.folders:
            if not any((other + "/").startswith(folder + "/") for other in folders):
                findings.append(
                    f"{floor_plan.PLAN}: the room {room.name} has {folder}, which is not there"
                )
    named = collections.Counter(folder for room in plan.rooms for folder in room.folders)
    for folder, times in named.items():
        if times > 1:
            findings.append(
                f"{floor_plan.PLAN}: names {folder} {times} times; a folder is in one room"
            )
    without = collections.defaultdict(list)
    for file in sources:
        if plan.room_of(file) is None:
            without[file.rpartition("/")[0]].append(file.rpartition("/")[2])
    for folder, names in sorted(without.items()):
        findings.append(f"{folder}: is in no room of {floor_plan.PLAN}: {', '.join(names)}")
    return findings


def check_names(files: list[str]) -> list[str]:
    """Finds files that have the same name in different folders."""
    folders: dict[str, list[str]] = collections.defaultdict(list)
    for file in floor_plan.sources_in_houses(files):
        folder, _, name = file.rpartition("/")
        folders[name].append(folder)
    return [
        f"{name}: is the name of a file in {' and in '.join(places)}"
        for name, places in sorted(folders.items())
        if len(places) > 1 and name not in SAME_NAME
    ]


def included_file(file: str, name: str, files: set[str]) -> str | None:
    """Returns the file of the tree that #include "NAME" in the file means, or None."""
    folder = file.rpartition("/")[0] + "/"
    for place in (folder, *INCLUDE_ROOTS):
        path = re.sub(r"[^/]+/\.\./", "", place + name)
        if path in files:
            return path
    return None


@dataclasses.dataclass(frozen=True)
class Include:
    """A line that includes a header of the tree."""

    file: str
    line: int
    header: str


def read_includes(files: list[str], root: pathlib.Path) -> list[Include]:
    """Returns the lines of the rooms' files that include headers of the tree by a quoted name."""
    known = set(files)
    found = []
    for file in floor_plan.sources_in_houses(files):
        if object_calls.NOT_LINKED.search(file):
            continue
        for number, line in enumerate(source_tree.read(root, file).splitlines(), 1):
            match = re.match(r'\s*#\s*include\s*"([^"]+)"', line)
            header = match and included_file(file, match[1], known)
            if header:
                found.append(Include(file, number, header))
    return found


@dataclasses.dataclass
class Upward:
    """What of one room looks up to another one."""

    calls: list[object_calls.Arrow] = dataclasses.field(default_factory=list)
    includes: list[Include] = dataclasses.field(default_factory=list)


def upward(
    plan: floor_plan.Plan,
    arrows: Iterable[object_calls.Arrow] = (),
    includes: Iterable[Include] = (),
) -> dict[tuple[str, str], Upward]:
    """Returns what points to a higher floor, by the names of the two rooms."""
    found: dict[tuple[str, str], Upward] = collections.defaultdict(Upward)

    def pair(start: str, end: str) -> tuple[str, str] | None:
        low, high = plan.room_of(start), plan.room_of(end)
        return (low.name, high.name) if low and high and high.floor < low.floor else None

    for arrow in arrows:
        rooms = pair(arrow.caller, arrow.callee)
        if rooms:
            found[rooms].calls.append(arrow)
    for include in includes:
        rooms = pair(include.file, include.header)
        if rooms:
            found[rooms].includes.append(include)
    return found


def calls_of_rooms(
    plan: floor_plan.Plan, arrows: Iterable[object_calls.Arrow]
) -> set[tuple[str, str]]:
    """Returns the names of the rooms of which the first calls the second."""
    pairs = ((plan.room_of(arrow.caller), plan.room_of(arrow.callee)) for arrow in arrows)
    return {
        (caller.name, callee.name)
        for caller, callee in pairs
        if caller and callee and caller != callee
    }


def _describe(arrow: object_calls.Arrow) -> str:
    names = ", ".join(name.removeprefix("muster_") for name in arrow.names)
    return f"    {arrow.caller} -> {arrow.callee}: {names}"


def check_upward(
    plan: floor_plan.Plan, arrows: Iterable[object_calls.Arrow], includes: Iterable[Include]
) -> list[str]:
    """Finds calls into higher rooms, and their headers; a finding for each pair of rooms, the lowest
    room first."""
    found = upward(plan, arrows, includes)
    order = {room.name: number for number, room in enumerate(plan.rooms)}
    findings = []
    for low, high in sorted(found, key=lambda pair: (-order[pair[0]], order[pair[1]])):
        what = found[low, high]
        lines = [f"{low} needs the higher room {high}:"]
        lines += map(_describe, what.calls)
        lines += [f"    {line.file}:{line.line} includes {line.header}" for line in what.includes]
        findings.append("\n".join(lines))
    return findings


def check_circles_of_floors(
    plan: floor_plan.Plan, arrows: Iterable[object_calls.Arrow]
) -> list[str]:
    """Finds rooms of one floor that call each other in a circle."""
    level: dict[tuple[str, str], list[object_calls.Arrow]] = collections.defaultdict(list)
    for arrow in arrows:
        caller, callee = plan.room_of(arrow.caller), plan.room_of(arrow.callee)
        if caller and callee and caller != callee and caller.floor == callee.floor:
            level[caller.name, callee.name].append(arrow)
    findings = []
    for rooms in circles.circles(level):
        lines = [f"{', '.join(rooms)}: rooms of one floor that call each other in a circle:"]
        for pair in sorted(level):
            if set(pair) <= set(rooms):
                lines += [f"  {pair[0]} calls {pair[1]}:", *map(_describe, level[pair])]
        findings.append("\n".join(lines))
    return findings


def check_circles_of_objects(
    plan: floor_plan.Plan, arrows: Iterable[object_calls.Arrow]
) -> list[str]:
    """Finds circles of objects that are too large, or in a room that must have none."""
    arrows = list(arrows)
    findings = []
    for members in circles.circles((arrow.caller, arrow.callee) for arrow in arrows):
        rooms = {room.name for room in map(plan.room_of, members) if room}
        if len(members) <= LARGEST_CIRCLE and not rooms & set(NO_CIRCLE_IN):
            continue
        lines = [f"{len(members)} objects need each other in a circle:"]
        if len(members) <= PRINTED_CIRCLE:
            within = (a for a in arrows if a.caller in members and a.callee in members)
            lines += map(_describe, within)
        else:
            lines += (f"    {member}" for member in members)
        findings.append("\n".join(lines))
    return findings
