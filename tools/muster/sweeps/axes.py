# SPDX-License-Identifier: MIT
"""The axes that a plan may have. Each value is text; check() says what is wrong with one."""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Callable

from muster import options, presets, run_options
from muster.benchmarks.kernels import KERNELS
from muster.benchmarks.request import Mode
from muster.messages import fail

Convert = Callable[[str], object]

#: How an axis that is a setting of CMake begins: "define.NAME" is -D NAME=VALUE.
DEFINE = "define."

KERNEL_BY_NAME = {kernel.name: kernel for kernel in KERNELS}

# Options of tools/run that are axes. They are checked as tools/run checks them.
_OF_RUN = ("cpus", "cpu", "el", "gic", "mem", "append")

_CONVERT: dict[str, Convert] = {
    "kernel": options.choice(*KERNEL_BY_NAME),
    "app": options.text,
    "class": options.text,
    "mode": options.choice(*Mode),
    "preset": options.choice(*presets.target_names()),
    "arguments": options.text,
    "layout": options.number(0, 9999),
    **{
        field.name: field.metadata["type"]
        for field in dataclasses.fields(run_options.Options)
        if field.name in _OF_RUN
    },
}

#: The axis of orders in which the linker puts functions.
LAYOUT = "layout"

#: In the order in which they stand in names and tables.
NAMES = (
    *("kernel", "app", "class", "mode", "cpus", "preset", "layout"),
    *("cpu", "el", "gic", "mem", "append", "arguments"),
)

#: What an axis has that the plan does not name.
DEFAULTS = {
    **{"class": "", "mode": "icount", "cpus": "1", "preset": presets.DEFAULT},
    **{"cpu": "cortex-a53", "el": "1", "gic": "3", "mem": "512M", "append": "", "arguments": ""},
}


def check(name: str, value: str) -> None:
    """Fails, with the rule, unless the axis can have the value."""
    if name.startswith(DEFINE):
        return
    try:
        _CONVERT[name](value)
    except argparse.ArgumentTypeError as error:
        fail(f"axes.{name}: {error}")


def is_number(name: str) -> bool:
    return name in ("cpus", "el", "gic", "layout")
