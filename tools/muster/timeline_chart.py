# SPDX-License-Identifier: MIT
"""Draws a timeline: a row for each CPU, a bar for each state, as an SVG."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from muster import picture
from muster.timeline import Bar, Timeline

PLOT_WIDTH_PX = 1000
ROW_MOST_PX = 24  # of a few CPUs
ROWS_MOST_PX = 1600  # of all the rows; with many CPUs each row is thinner
TICK_PX = 14  # what a CPU's number needs: a row, or several rows
LEGEND_ROW_PX = 19
LEGEND_LEAST_PX = 200
LEFT_PX = 70
TOP_PX = 40
BOTTOM_PX = 50
BAR_PART = 0.84  # of the height of a row
FAILURE = "#c00000"

Kind = tuple[str, bool]  # name and is_down: what has a colour of its own


def to_svg(title: str, timeline: Timeline) -> str:
    """Returns the text of the picture."""
    chart = _Chart(title, timeline)
    return picture.draw(chart.title, chart.width_px, chart.height_px, chart.paint)


def kinds_in_order(bars: Sequence[Bar]) -> list[Kind]:
    """Returns each kind of bar once, by the number of its state; up comes before down."""
    states: dict[str, int] = {}
    for bar in bars:
        states.setdefault(bar.name, bar.state)
    kinds = {(bar.name, bar.is_down) for bar in bars}
    names = list(states)
    return sorted(kinds, key=lambda kind: (states[kind[0]], names.index(kind[0]), kind[1]))


def colours_of(kinds: Sequence[Kind]) -> dict[Kind, str]:
    """Gives each name a colour, and its way down a lighter one."""
    names = list(dict.fromkeys(name for name, _ in kinds))
    own = {name: picture.colour(index) for index, name in enumerate(names)}
    return {
        (name, is_down): picture.lighter(own[name]) if is_down else own[name]
        for name, is_down in kinds
    }


def unit_for(seconds: float) -> tuple[str, float]:
    """Returns the unit for times of that size, and how many of it are a second."""
    if seconds >= 10:
        return "s", 1
    return ("ms", 1e3) if seconds >= 0.01 else ("us", 1e6)


class _Chart:
    """The sizes of the picture in px, and what is painted into it."""

    def __init__(self, title: str, timeline: Timeline) -> None:
        clock, bars = timeline.clock, timeline.bars
        self.timeline = timeline
        first = min([clock.begin, *(bar.begin for bar in bars)])
        last = max([clock.end, *(bar.end for bar in bars)])
        self.unit, self.scale = unit_for(clock.seconds(last - first))
        self.left = self.at(first)
        self.right = max(self.at(last), self.left + 1e-9)
        self.kinds = kinds_in_order(bars)
        self.title = self._title(title)
        self._lay_out()

    def at(self, ticks: int) -> float:
        """Returns the time since the clock's begin, in the unit of the picture."""
        clock = self.timeline.clock
        return clock.seconds(ticks - clock.begin) * self.scale

    def _title(self, title: str) -> str:
        cpus = self.timeline.cpus
        total = f"{self.at(self.timeline.clock.end):.{1 if self.unit == 'us' else 3}f} {self.unit}"
        return picture.printable(
            f"{title}: {cpus} CPU{'' if cpus == 1 else 's'}, {total}"
            f" from {self.timeline.begin_name} to {self.timeline.end_name}"
        )

    def _lay_out(self) -> None:
        # The boot CPU may have no bars: then its row is left out.
        has_boot_cpu = any(bar.cpu == 0 for bar in self.timeline.bars)
        self.first_row = 0 if has_boot_cpu or self.timeline.cpus == 1 else 1
        rows = self.timeline.cpus - self.first_row
        self.row_px = min(ROW_MOST_PX, ROWS_MOST_PX / rows)
        longest = max([len(name) for name, _ in self.kinds] + [len(self.timeline.end_name)])
        legend_px = max(LEGEND_LEAST_PX, 110 + 8 * longest)
        self.width_px = LEFT_PX + PLOT_WIDTH_PX + legend_px
        self.plot_px = max(rows * self.row_px, (len(self.kinds) + 2) * LEGEND_ROW_PX)
        self.row_px = self.plot_px / rows
        self.height_px = self.plot_px + TOP_PX + BOTTOM_PX

    def paint(self, figure: Any) -> None:
        axes = figure.add_axes(
            (
                LEFT_PX / self.width_px,
                BOTTOM_PX / self.height_px,
                PLOT_WIDTH_PX / self.width_px,
                self.plot_px / self.height_px,
            )
        )
        self._label(axes)
        self._paint_bars(axes)
        self._paint_failures(axes)
        end = self.at(self.timeline.clock.end)
        axes.axvline(end, color=picture.GREY, linestyle="--", linewidth=1)
        self._paint_legend(figure)

    def _label(self, axes: Any) -> None:
        cpus = self.timeline.cpus
        step = 2 ** max(0, math.ceil(math.log2(TICK_PX / self.row_px)))
        numbers = [cpu for cpu in range(self.first_row, cpus) if cpu % step == 0]
        numbers = numbers or [self.first_row]
        axes.set_title(self.title, pad=picture.points(12))
        axes.set_xlim(self.left, self.right)
        axes.set_ylim(cpus, self.first_row)
        axes.set_yticks([cpu + 0.5 for cpu in numbers], [str(cpu) for cpu in numbers])
        axes.tick_params(axis="y", length=0)
        axes.ticklabel_format(axis="x", style="plain", useOffset=False)
        axes.set_xlabel(f"{self.unit} since {picture.printable(self.timeline.begin_name)}")
        axes.set_ylabel("CPU")
        axes.grid(axis="x")

    def _paint_bars(self, axes: Any) -> None:
        """Widens a bar that takes too little time to be seen, and paints it over the others."""
        from matplotlib.collections import PolyCollection

        least = (self.right - self.left) / PLOT_WIDTH_PX
        bars = sorted(
            self.timeline.bars, key=lambda bar: self.at(bar.end) - self.at(bar.begin) < least
        )
        colours = colours_of(self.kinds)
        axes.add_collection(
            PolyCollection(
                [self._corners(bar, least) for bar in bars],
                facecolors=[colours[bar.name, bar.is_down] for bar in bars],
                linewidths=0,
            ),
            autolim=False,
        )

    def _corners(self, bar: Bar, least: float) -> list[tuple[float, float]]:
        begin = self.at(bar.begin)
        end = max(self.at(bar.end), begin + least)
        beyond = max(0.0, end - self.right)
        begin, end = begin - beyond, end - beyond
        top = bar.cpu + (1 - BAR_PART) / 2
        bottom = top + BAR_PART
        return [(begin, top), (begin, bottom), (end, bottom), (end, top)]

    def _failed(self) -> list[Bar]:
        return [bar for bar in self.timeline.bars if bar.result < 0]

    def _paint_failures(self, axes: Any) -> None:
        failed = self._failed()
        if failed:
            times = [self.at(bar.end) for bar in failed]
            rows = [bar.cpu + 0.5 for bar in failed]
            axes.scatter(times, rows, marker="x", s=20, color=FAILURE, zorder=3, clip_on=False)

    def _paint_legend(self, figure: Any) -> None:
        from matplotlib.lines import Line2D
        from matplotlib.patches import Patch

        colours = colours_of(self.kinds)
        entries: list[tuple[str, Any]] = [
            (name + (" (down)" if is_down else ""), Patch(color=colours[name, is_down]))
            for name, is_down in self.kinds
        ]
        line = Line2D([], [], color=picture.GREY, linestyle="--", linewidth=1)
        entries.append((self.timeline.end_name, line))
        if self._failed():
            mark = Line2D([], [], color=FAILURE, marker="x", linestyle="none")
            entries.append(("failed", mark))
        corner = (LEFT_PX + PLOT_WIDTH_PX + 12) / self.width_px, 1 - TOP_PX / self.height_px
        figure.legend(
            handles=[handle for _, handle in entries],
            labels=[picture.legend_label(picture.printable(label)) for label, _ in entries],
            loc="upper left",
            bbox_to_anchor=corner,
            borderaxespad=0,
            borderpad=0,
        )
