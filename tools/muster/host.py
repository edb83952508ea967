# SPDX-License-Identifier: MIT
"""What this machine is, and what else it does: processor(), load(), first_line_of()."""

from __future__ import annotations

import subprocess
from pathlib import Path


def text_of(file: str) -> str:
    """Returns the text of a file; nothing where it cannot be read."""
    try:
        return Path(file).read_text(errors="replace")
    except OSError:
        return ""


def processor() -> str:
    for line in text_of("/proc/cpuinfo").splitlines():
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            return value.strip()
    return ""


def load() -> str:
    """Returns how many processes want a processor: means over 1, 5 and 15 minutes."""
    return " ".join(text_of("/proc/loadavg").split()[:3])


def first_line_of(*command: str) -> str:
    """Returns what a program says about its version; nothing where it is not there."""
    try:
        done = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False
        )
    except OSError:
        return ""
    return done.stdout.decode(errors="replace").partition("\n")[0]
