# SPDX-License-Identifier: MIT
"""CMake presets: names(), target_names() and check(). Read without CMake, which may be missing yet."""

import json

from muster import ROOT
from muster.messages import fail

DEFAULT = "gcc-picolibc-release"
HOST = "host"


def names() -> list[str]:
    """Returns the presets that are not hidden, in the file's order."""
    presets = json.loads((ROOT / "CMakePresets.json").read_text())["configurePresets"]
    return [preset["name"] for preset in presets if not preset.get("hidden")]


def target_names() -> list[str]:
    """Returns the presets that build programs for the board."""
    return [name for name in names() if name != HOST]


def check(preset: str, choices: list[str]) -> None:
    if preset not in choices:
        fail(f"there is no preset {preset}; CMakePresets.json has: {' '.join(choices)}")
