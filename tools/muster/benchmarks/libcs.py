# SPDX-License-Identifier: MIT
"""The two C libraries, and the preset's twin with the other one."""

from __future__ import annotations

LIBCS = ("picolibc", "newlib")


def sibling(preset: str, libc: str) -> str:
    """Returns the name that the preset with that library has; perhaps there is none of it."""
    for other in LIBCS:
        preset = preset.replace(f"-{other}-", f"-{libc}-")
    return preset
