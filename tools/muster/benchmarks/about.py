# SPDX-License-Identifier: MIT
"""What the figures hold for: the machine, its load, the versions and the revision."""

from __future__ import annotations

import datetime
import os
import platform
import re
from pathlib import Path

from muster import ROOT
from muster.benchmarks.request import Mode, Request
from muster.host import first_line_of, load, processor
from muster.messages import say

BUSY_LOAD = 0.5

_COMPILER = re.compile(r'^set\(CMAKE_C_COMPILER "(.*)"\)$', re.MULTILINE)


def collect(request: Request, command_line: str, load_at_begin: str) -> dict[str, str]:
    """Returns it as text, in the order of the file of --json. To be called at the end of a
    session: then all that was needed is there."""
    return {
        "date": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "command": command_line,
        "revision": revision(),
        "machine": platform.machine(),
        "processor": processor(),
        "processors": str(len(os.sched_getaffinity(0))),
        "system": f"{platform.system()} {platform.release()}",
        "load_at_begin": load_at_begin,
        "load_at_end": load(),
        "qemu": first_line_of("qemu-system-aarch64", "--version"),
        "compiler": compiler_version(ROOT / "build" / request.preset),
        "preset": request.preset,
    }


def version_number(line: str) -> str:
    """Returns the first number in the line."""
    found = re.search(r"[0-9][0-9.]*", line)
    return found.group() if found else ""


def emulator_version() -> str:
    return version_number(first_line_of("qemu-system-aarch64", "--version"))


def compiler_version(build_dir: Path) -> str:
    """Returns the version of what CMake has found; nothing where nothing was built."""
    for file in sorted(build_dir.glob("CMakeFiles/*/CMakeCCompiler.cmake")):
        compiler = _COMPILER.search(file.read_text(errors="replace"))
        if compiler:
            return first_line_of(compiler.group(1), "--version")
    return ""


def revision() -> str:
    """Returns the commit, with "-dirty" where the tree is not what it says; nothing outside a
    repository."""
    return first_line_of("git", "-C", str(ROOT), "describe", "--always", "--abbrev=40", "--dirty")


def note_load(request: Request) -> str:
    """Returns the load before anything is measured. A host that is busy is no good for times: that
    is said."""
    now = load()
    if request.measures(Mode.MTTCG) and now and float(now.split()[0]) > BUSY_LOAD:
        say(f"the host is not idle (load {now.split()[0]}): times will show it")
    return now
