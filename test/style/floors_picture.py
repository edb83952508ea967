# SPDX-License-Identifier: MIT
"""Draws the floors: a band for each floor, a row for each room, and who calls whom beside it."""

from __future__ import annotations

import xml.sax.saxutils

import floor_plan

PICTURE = "docs/floors.svg"
ROW = 26
GAP = 6  # between two floors
MARGIN = 12
NAME_WIDTH = 96
PURPOSE_WIDTH = 462
CELL = 19
HEAD = 92  # the names over the columns
FOOT = 34

STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .name { font-weight: 600 }
  .small { font-size: 12px; fill: #59636e }
  .paper { fill: #ffffff }
  .floor { fill: #f0f3f6; stroke: #d1d9e0 }
  .guide { stroke: #d1d9e0 }
  .own { fill: #d1d9e0 }
  .call { fill: #0969da }
  .up { fill: #cf222e }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc }
    .small { fill: #9198a1 }
    .paper { fill: #0d1117 }
    .floor { fill: #1c2128; stroke: #3d444d }
    .guide { stroke: #3d444d }
    .own { fill: #3d444d }
    .call { fill: #4493f8 }
    .up { fill: #f85149 }
  }
"""
CAPTION = (
    "A dot: the room of this row calls the room of that column, which is below it or on its floor."
)


def _text(x: float, y: float, text: str, more: str = "") -> str:
    return f'<text x="{x:g}" y="{y:g}"{more}>{xml.sax.saxutils.escape(text)}</text>'


def _column_heads(plan: floor_plan.Plan, left: int, bottom: int) -> list[str]:
    parts = []
    for number, room in enumerate(plan.rooms):
        x = left + CELL * number + CELL / 2
        parts.append(f'<path class="guide" d="M{x:g} {HEAD}V{bottom}"/>')
        turned = f' class="small" transform="rotate(-60 {x:g} {HEAD - 6})"'
        parts.append(_text(x, HEAD - 6, room.name, turned))
    return parts


def _row(plan: floor_plan.Plan, calls: set[tuple[str, str]], number: int, top: int) -> list[str]:
    room = plan.rooms[number]
    left = MARGIN + NAME_WIDTH + PURPOSE_WIDTH
    baseline = top + ROW / 2 + 4.5
    parts = [
        _text(MARGIN + 8, baseline, room.name, ' class="name"'),
        _text(MARGIN + NAME_WIDTH, baseline, room.purpose),
        f'<rect class="own" x="{left + CELL * number + 4}" y="{top + ROW / 2 - 5.5:g}" '
        'width="11" height="11"/>',
    ]
    for column, callee in enumerate(plan.rooms):
        if (room.name, callee.name) in calls:
            kind = "up" if callee.floor < room.floor else "call"
            x = left + CELL * column + CELL / 2
            parts.append(f'<circle class="{kind}" cx="{x:g}" cy="{top + ROW / 2:g}" r="4.5"/>')
    return parts


def draw(plan: floor_plan.Plan, calls: set[tuple[str, str]]) -> str:
    """Returns the picture as the text of an SVG file. `calls`: the names of two rooms, of which the
    first calls the second."""
    left = MARGIN + NAME_WIDTH + PURPOSE_WIDTH
    width = left + CELL * len(plan.rooms) + MARGIN + 30
    bottom = HEAD + ROW * len(plan.rooms) + GAP * (len(plan.floors()) - 1)
    bands: list[str] = []
    rows: list[str] = []
    top = HEAD
    number = 0
    for floor in plan.floors():
        height = ROW * len(floor)
        bands.append(
            f'<rect class="floor" x="{MARGIN}" y="{top}" width="{width - 30 - 2 * MARGIN}" '
            f'height="{height}" rx="4"/>'
        )
        for _ in floor:
            rows += _row(plan, calls, number, top)
            number += 1
            top += ROW
        top += GAP
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {bottom + FOOT}" '
        f'width="{width}" height="{bottom + FOOT}" role="img">',
        "<!-- SPDX-License-Identifier: MIT. Written by test/style/floors.py, do not edit. -->",
        "<title>The rooms of the runtime, and which of them call which</title>",
        f"<style>{STYLE}</style>",
        f'<rect class="paper" width="{width}" height="{bottom + FOOT}"/>',
        *bands,
        *_column_heads(plan, left, bottom),
        *rows,
        _text(MARGIN, bottom + 22, CAPTION, ' class="small"'),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"
