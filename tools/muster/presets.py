# SPDX-License-Identifier: MIT
"""CMake presets, read without CMake, which may be missing yet."""

import json
from typing import Any

from muster import ROOT
from muster.messages import fail

DEFAULT = "gcc-picolibc-release"
HOST = "host"
#: The primitives as programs of Linux on AArch64, on this machine.
HOST_ARM = "host-arm"


def read() -> list[dict[str, Any]]:
    """Returns the presets that are not hidden, in the file's order."""
    presets = json.loads((ROOT / "CMakePresets.json").read_text())["configurePresets"]
    return [preset for preset in presets if not preset.get("hidden")]


def names() -> list[str]:
    return [preset["name"] for preset in read()]


def tested_by_default() -> list[str]:
    """Returns the names of those that tools/test runs without --all (onlyWithAll in the file)."""
    return [
        preset["name"]
        for preset in read()
        if not preset.get("vendor", {}).get("muster", {}).get("onlyWithAll", False)
    ]


def target_names() -> list[str]:
    """Returns the presets that build programs for the board."""
    return [name for name in names() if name not in (HOST, HOST_ARM)]


def check(preset: str, choices: list[str]) -> None:
    if preset not in choices:
        fail(f"there is no preset {preset}; CMakePresets.json has: {' '.join(choices)}")
