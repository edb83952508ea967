# SPDX-License-Identifier: MIT
"""The table of rooms in docs/map.md: names and purposes from runtime/floors, and a file to read first."""

from __future__ import annotations

import re

import floor_plan

MAP = "docs/map.md"
HEAD = "| Room | What it is for | Read first |\n| --- | --- | --- |\n"
ROW = re.compile(r"\| `([^`]+)` \|.*\]\(\.\./([^)]+)\) \|")


def _first_file(plan: floor_plan.Plan, room: floor_plan.Room, files: list[str], named: str) -> str:
    """Returns the file that the table names, if it is one of the room, else the room's first one."""
    own = [file for file in floor_plan.sources_in_houses(files) if plan.room_of(file) == room]
    return named if named in own else min(own, default="")


def with_rooms(text: str, plan: floor_plan.Plan, files: list[str]) -> str:
    """Returns the text of the map with the rows that runtime/floors asks for. The file to read first
    stays, as long as it is in the room."""
    before, head, rest = text.partition(HEAD)
    if not head:
        return f"{text.rstrip()}\n\n{_rows(plan, files, {})}"
    rows = re.match(r"(?:\|.*\n)*", rest)
    old = rows[0] if rows else ""
    named = {match[1]: match[2] for match in map(ROW.fullmatch, old.splitlines()) if match}
    return before + _rows(plan, files, named) + rest[len(old) :]


def _rows(plan: floor_plan.Plan, files: list[str], named: dict[str, str]) -> str:
    lines = []
    for room in plan.rooms:
        file = _first_file(plan, room, files, named.get(room.name, ""))
        lines.append(f"| `{room.name}` | {room.purpose} | [{file}](../{file}) |\n")
    return HEAD + "".join(lines)
