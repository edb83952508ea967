# SPDX-License-Identifier: MIT
"""The benchmark reach: how many boards of the distribution's arm64 kernel the runtime drives.

test/unit/linux_trees.c reads the device trees as the boot does, and counts.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from muster import ROOT, building, packages, presets, result_line
from muster.benchmarks.session import Session
from muster.messages import fail, say
from muster.result_line import MalformedResult, Result

TREES = ROOT / "build/deps/device-trees"
BUILD_DIR = ROOT / "build" / presets.HOST
READER = "linux_trees"
GOAL_PERCENT = 80
#: The reader's own bound, of a hundred: a figure below the goal is a figure all the same.
LEAST_TO_REPORT = "0"


def measure(session: Session) -> None:
    reader = BUILD_DIR / "test/unit" / READER
    if not session.request.no_build:
        build_reader()
    elif not reader.is_file():
        fail(f"there is no {reader} yet; leave out --no-build to build it")
    fetch = [str(ROOT / "tools/fetch-device-trees"), str(TREES)]
    if subprocess.run(fetch, check=False).returncode != 0:
        fail("there are no device trees to read (see above)")
    session.keep(count(reader, TREES))


def build_reader() -> None:
    """Builds the program that counts; configures the host's tests first if that is missing."""
    packages.require_for_build(presets.HOST)
    say(f"building {READER} with preset {presets.HOST}")
    if not building.is_configured(BUILD_DIR):
        building.configure_or_fail(presets.HOST, BUILD_DIR)
    building.build_or_fail(presets.HOST, BUILD_DIR, [READER])


def count(reader: Path, folder: Path) -> Result:
    """Returns the figure that the reader prints of all trees in the folder, with its goal."""
    trees = sorted(str(tree) for tree in folder.rglob("*.dtb"))
    if not trees:
        fail(f"there is no device tree in {folder}; remove it to have it fetched again")
    command = [str(reader), LEAST_TO_REPORT, *trees]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        fail(f"{reader} ended with status {done.returncode} (see above)")
    try:
        figures = list(result_line.find_all(done.stdout))
    except MalformedResult as error:
        fail(str(error))
    if len(figures) != 1:
        fail(f"{reader} printed {len(figures)} figures, not one")
    return figures[0].with_keys(goal_least=str(-(-len(trees) * GOAL_PERCENT // 100)))
