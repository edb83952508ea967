# SPDX-License-Identifier: MIT
"""Draws what a core pays, of the benchmark growth, over the number of cores, as an SVG."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from muster import picture
from muster.benchmarks.about import version_number
from muster.result_line import Result

TITLE = "What a core pays, against the cost with the fewest cores"
WIDTH_PX = 900
HEIGHT_PX = 460

#: The cost by number of cores, by the figure's name.
Curves = Mapping[str, Mapping[int, float]]


def curves_of(results: Sequence[Result]) -> dict[str, dict[int, float]]:
    """Returns what there is to draw: figures with two numbers of cores or more."""
    curves: dict[str, dict[int, float]] = {}
    for result in results:
        if result.bench == "growth" and result.keys.get("unit") == "insn" and result.value > 0:
            curves.setdefault(result.figure, {})[result.cpus] = result.value
    return {name: curve for name, curve in curves.items() if len(curve) > 1}


def subtitle(about: Mapping[str, str]) -> str:
    text = (
        f"{about.get('preset', '')}, instructions of all cores divided by their number;"
        f" QEMU {version_number(about.get('qemu', ''))} with -icount; {about.get('date', '')}"
    )
    return picture.printable(text)


def to_svg(curves: Curves, about: Mapping[str, str]) -> str:
    """Returns the text of the picture."""

    def paint(figure: Any) -> None:
        figure.text(0.07, 0.93, TITLE, fontsize=picture.points(17))
        figure.text(0.07, 0.90, subtitle(about), color="#505050", verticalalignment="top")
        axes = figure.add_axes((0.07, 0.13, 0.72, 0.68))
        numbers = sorted({cpus for curve in curves.values() for cpus in curve})
        _label(axes, numbers)
        for index, (name, curve) in enumerate(sorted(curves.items())):
            cores = sorted(curve)
            first = curve[cores[0]]
            axes.plot(
                cores,
                [curve[cpus] / first for cpus in cores],
                color=picture.colour(index),
                label=picture.legend_label(picture.printable(name)),
                marker="o",
                markersize=4,
            )
        axes.legend(loc="upper left", bbox_to_anchor=(1.02, 1), borderaxespad=0)

    return picture.draw(TITLE, WIDTH_PX, HEIGHT_PX, paint)


def _label(axes: Any, numbers: Sequence[int]) -> None:
    """Labels the axes, and paints the curve that no cost may pass: the logarithm."""
    axes.set_xscale("log", base=2)
    axes.set_xticks(numbers, [str(number) for number in numbers])
    axes.minorticks_off()
    axes.set_xlabel("cores of the guest")
    axes.set_ylabel("cost for each core, first number of cores = 1")
    first = max(numbers[0], 2)
    logarithm = [math.log(max(cpus, 2)) / math.log(first) for cpus in numbers]
    axes.plot(numbers, logarithm, color=picture.DARK, linestyle="--", linewidth=1, label="log N")
    axes.set_ylim(0, max(logarithm) * 1.08)
    axes.grid(axis="y")
