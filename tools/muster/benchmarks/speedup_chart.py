# SPDX-License-Identifier: MIT
"""Draws the speed-up and the efficiency of kernels over the number of cores, as an SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from muster import picture
from muster.benchmarks.about import version_number
from muster.result_line import Result

TITLE = "Speed-up of kernels over cores"
WIDTH_PX = 1100
HEIGHT_PX = 520
LOG_CPUS = 8  # with more cores than that their axis is logarithmic


@dataclass(frozen=True)
class Point:
    """The speed-up on so many cores: the median of the runs, the least and the greatest."""

    cpus: int
    speedup: float
    least: float
    most: float

    def by_cores(self) -> Point:
        """Returns the efficiency."""
        cpus = self.cpus
        return Point(cpus, self.speedup / cpus, self.least / cpus, self.most / cpus)


Curves = Mapping[str, Sequence[Point]]


def curves_of(results: Sequence[Result]) -> dict[str, list[Point]]:
    """Returns what there is to draw, by the kernel's name; each curve begins with one core."""
    curves: dict[str, list[Point]] = {}
    for result in results:
        least, most = result.number("min"), result.number("max")
        if result.figure != "speedup" or result.mode != "mttcg" or least is None or most is None:
            continue
        name = " ".join([result.bench, *([result.keys["class"]] if "class" in result.keys else [])])
        curve = curves.setdefault(name, [Point(1, 1, 1, 1)])
        curve.append(Point(result.cpus, result.value, least, most))
    return curves


def subtitle(about: Mapping[str, str]) -> str:
    """Returns two lines that say where the picture is from."""
    processor, load = about.get("processor", ""), about.get("load_at_begin", "")
    revision = about.get("revision", "")
    where = (
        f"{about.get('preset', '')}, mode mttcg: QEMU {version_number(about.get('qemu', ''))} with"
        f" a host thread for each core; host: {about.get('processors', '')} processors"
    )
    where += f", {processor}" if processor else ""
    where += f", load before {load.split()[0]}" if load.strip() else ""
    when = f"bars: from the slowest run to the fastest; {about.get('date', '')}"
    when += f", revision {revision[:12]}" if revision else ""
    when += " and changes" if revision.endswith("-dirty") else ""
    return picture.printable(where) + "\n" + picture.printable(when)


def to_svg(curves: Curves, about: Mapping[str, str]) -> str:
    """Returns the text of the picture."""

    def paint(figure: Any) -> None:
        _write_titles(figure, about)
        left = _Half(figure.add_axes((0.06, 0.13, 0.38, 0.67)), curves)
        left.paint_speedups(about)
        right = _Half(figure.add_axes((0.52, 0.13, 0.30, 0.67)), curves)
        right.paint_efficiencies()
        right.axes.legend(loc="upper left", bbox_to_anchor=(1.04, 1), borderaxespad=0, borderpad=0)

    return picture.draw(TITLE, WIDTH_PX, HEIGHT_PX, paint)


def _write_titles(figure: Any, about: Mapping[str, str]) -> None:
    figure.text(0.06, 0.94, TITLE, fontsize=picture.points(17))
    figure.text(
        0.06, 0.915, subtitle(about), color="#505050", verticalalignment="top", linespacing=1.5
    )


class _Half:
    """One of the two diagrams: all curves over the number of cores."""

    def __init__(self, axes: Any, curves: Curves) -> None:
        self.axes = axes
        self.curves = curves
        self.numbers = sorted({point.cpus for curve in curves.values() for point in curve})
        self.most = self.numbers[-1]
        self.is_log = self.most > LOG_CPUS
        self._label_cores()

    def _label_cores(self) -> None:
        if self.is_log:
            self.axes.set_xscale("log", base=2)
            self.axes.set_xlim(0.9, self.most * 1.12)
        else:
            self.axes.set_xlim(0.8, self.most + 0.2)
        self.axes.set_xticks(self.numbers, [str(number) for number in self.numbers])
        self.axes.minorticks_off()
        self.axes.set_xlabel("cores of the guest")
        self.axes.grid(axis="y")

    def paint_speedups(self, about: Mapping[str, str]) -> None:
        self.axes.set_ylabel("speed-up")
        top = max(point.most for curve in self.curves.values() for point in curve)
        self.axes.set_ylim(0, (top if self.is_log else max(top, self.most)) * 1.08)
        ideal = [self.most ** (step / 50) for step in range(51)]
        self.axes.plot(ideal, ideal, color=picture.DARK, linestyle="--", linewidth=1)
        self._mark_host(about.get("processors", ""))
        for index, (name, curve) in enumerate(self.curves.items()):
            self._paint_curve(index, name, curve)

    def paint_efficiencies(self) -> None:
        self.axes.set_ylabel("efficiency: speed-up by cores")
        curves = {name: [p.by_cores() for p in curve] for name, curve in self.curves.items()}
        top = max(point.most for curve in curves.values() for point in curve)
        self.axes.set_ylim(0, max(top, 1) * 1.08)
        self.axes.axhline(1, color=picture.DARK, linestyle="--", linewidth=1, label="ideal")
        for index, (name, curve) in enumerate(curves.items()):
            self._paint_curve(index, name, curve)

    def _mark_host(self, processors: str) -> None:
        if not processors.isdecimal() or not 1 < int(processors) < self.most:
            return
        self.axes.axvline(int(processors), color=picture.GREY, linestyle=":", linewidth=1)
        self.axes.annotate(
            "processors of the host",
            (int(processors), 0.03),
            xycoords=("data", "axes fraction"),
            xytext=(picture.points(6), 0),
            textcoords="offset points",
            color=picture.GREY,
        )

    def _paint_curve(self, index: int, name: str, curve: Sequence[Point]) -> None:
        """Paints one kernel. Kernels are a little beside each other, so that their bars do not hide
        one another."""
        aside = index - (len(self.curves) - 1) / 2
        if self.is_log:
            cores = [point.cpus * (1 + aside * 0.012) for point in curve]
        else:
            cores = [point.cpus + aside * self.most * 0.006 for point in curve]
        values = [point.speedup for point in curve]
        below = [max(0.0, point.speedup - point.least) for point in curve]
        above = [max(0.0, point.most - point.speedup) for point in curve]
        self.axes.errorbar(
            cores,
            values,
            yerr=(below, above),
            label=picture.legend_label(picture.printable(name)),
            color=picture.colour(index),
            linestyle=("-", "--", ":", "-.")[index // len(picture.COLOURS) % 4],
            linewidth=1.2,
            elinewidth=1.5,
            marker="o",
            markersize=4,
        )
