# SPDX-License-Identifier: MIT
"""Reads runtime/floors: which rooms there are, on which floor, and which folders are theirs."""

from __future__ import annotations

import dataclasses
import pathlib
import re

PLAN = "runtime/floors"
# All sources in these folders must lie in a room.
HOUSES = ("runtime", "arch/aarch64")
SOURCE_ENDINGS = (".c", ".h", ".S")
# Folders of headers for others: the public interface, and stand-ins for those of libstdc++.
OUTSIDE = ("arch/aarch64/include", "runtime/cxx/include")
COLUMNS = "a line is a room, what it is for, its folders, with two spaces or more between these"


class PlanError(Exception):
    """A line of runtime/floors says nothing that can be used."""


@dataclasses.dataclass(frozen=True)
class Room:
    """A room; floor 0 is the top."""

    name: str
    purpose: str
    folders: tuple[str, ...]
    floor: int


@dataclasses.dataclass(frozen=True)
class Plan:
    """The rooms as runtime/floors lists them."""

    rooms: tuple[Room, ...]

    def floors(self) -> list[list[Room]]:
        """Returns the rooms of each floor, the top first."""
        count = max((room.floor for room in self.rooms), default=-1) + 1
        return [[room for room in self.rooms if room.floor == floor] for floor in range(count)]

    def room_of(self, path: str) -> Room | None:
        """Returns the room that the file lies in, or None."""
        own = path.rpartition("/")[0]
        folder = own
        while folder:
            for room in self.rooms:
                if folder in room.folders and (folder == own or not self._names_below(folder)):
                    return room
            folder = folder.rpartition("/")[0]
        return None

    def _names_below(self, folder: str) -> bool:
        return any(other.startswith(folder + "/") for room in self.rooms for other in room.folders)


def parse_plan(text: str) -> Plan:
    """Returns what the text of runtime/floors says."""
    rooms: list[Room] = []
    floor = 0
    floor_has_rooms = False
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("#"):
            continue
        if not line.strip():
            floor += floor_has_rooms
            floor_has_rooms = False
            continue
        columns = re.split(r"\s{2,}", line.strip())
        if len(columns) != 3:
            raise PlanError(f"{PLAN}:{number}: {COLUMNS}")
        name, purpose, folders = columns
        if any(room.name == name for room in rooms):
            raise PlanError(f"{PLAN}:{number}: there is a room {name} already")
        rooms.append(Room(name, purpose, tuple(folders.split()), floor))
        floor_has_rooms = True
    return Plan(tuple(rooms))


def read_plan(file: pathlib.Path) -> Plan:
    """Returns what the file says."""
    return parse_plan(file.read_text(encoding="utf-8"))


def sources_in_houses(files: list[str]) -> list[str]:
    """Returns those of the tree's files that must lie in a room."""
    return [
        file
        for file in files
        if file.endswith(SOURCE_ENDINGS)
        and file.startswith(tuple(house + "/" for house in HOUSES))
        and not file.startswith(tuple(folder + "/" for folder in OUTSIDE))
    ]
