# SPDX-License-Identifier: MIT
"""Draws an SVG with matplotlib, which require() installs where it is missing: draw()."""

from __future__ import annotations

import io
import os
import warnings
from collections.abc import Callable
from typing import Any

from muster import ROOT, packages

FONT_PX = 12
TITLE_PX = 14

# In the order in which they are taken.
COLOURS = (
    *("#4e79a7", "#f28e2b", "#59a14f", "#b07aa1", "#e15759", "#76b7b2", "#9c755f", "#edc948"),
    *("#2f4b7c", "#d45087", "#8cb400", "#00a0dc", "#ff9da7", "#a05195", "#7a5c00", "#465c46"),
)
GREY = "#808080"
PALE = "#d8d8d8"
DARK = "#404040"

_PX_PER_INCH = 96
_POINTS_PER_PX = 72 / _PX_PER_INCH

# Text stays text, and nothing in it is a formula. The same picture gives the same file each time.
_STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "muster",
    "text.parse_math": False,
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": FONT_PX * _POINTS_PER_PX,
    "axes.titlesize": TITLE_PX * _POINTS_PER_PX,
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.5,
    "axes.axisbelow": True,
    "grid.color": PALE,
    "grid.linewidth": 0.5,
    "legend.frameon": False,
}


def require() -> None:
    """Installs what draw() needs. A tool calls this before its work, draw() calls it again."""
    packages.require("plot")


def points(px: float) -> float:
    """Returns the unit that matplotlib has for lines and text."""
    return px * _POINTS_PER_PX


def colour(index: int) -> str:
    return COLOURS[index % len(COLOURS)]


def lighter(colour_text: str) -> str:
    """Returns the colour mixed with white."""
    parts = (int(colour_text[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(part * 0.4 + 255 * 0.6):02x}" for part in parts)


def printable(text: str) -> str:
    """Returns the text without the control characters that XML cannot hold."""
    return "".join(c for c in text if c.isprintable())


def legend_label(text: str) -> str:
    """Returns the label as matplotlib shows it: it leaves out a label that begins with "_"."""
    return " " + text if text.startswith("_") else text


def draw(title: str, width_px: float, height_px: float, paint: Callable[[Any], None]) -> str:
    """Returns the text of an SVG. paint() gets the empty matplotlib.figure.Figure of that size; the
    title is for those who cannot see the picture."""
    require()
    # The cache of matplotlib goes where everything else goes that is made.
    os.environ.setdefault("MPLCONFIGDIR", str(ROOT / "build/matplotlib"))
    import matplotlib
    from matplotlib.figure import Figure

    output = io.BytesIO()
    with matplotlib.rc_context(), warnings.catch_warnings():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_STYLE)
        # Those who look at the picture bring the font, so what ours has not is no matter.
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        figure = Figure(figsize=(width_px / _PX_PER_INCH, height_px / _PX_PER_INCH))
        paint(figure)
        metadata = {"Date": None, "Creator": None, "Title": printable(title)}
        figure.savefig(output, format="svg", metadata=metadata)
    return output.getvalue().decode()
