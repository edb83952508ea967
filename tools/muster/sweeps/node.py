# SPDX-License-Identifier: MIT
"""What a node of a cluster does: the runs of one line of a list. task_archive.py brings it there.

    python3 FOLDER/tasks.pyz LIST NUMBER

Each line of LIST, counted from 0, is a JSON list of tasks.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from muster.messages import fail
from muster.signals import ended_by_signals
from muster.sweeps.local import LocalExecutor
from muster.sweeps.record import Record
from muster.sweeps.store import Folder
from muster.sweeps.task import from_members


def main(arguments: Sequence[str]) -> int:
    """Returns 0 also where runs have failed: their records say so."""
    if len(arguments) != 2:
        fail("usage: tasks.pyz LIST NUMBER")
    file, number = Path(arguments[0]).resolve(), int(arguments[1])
    with file.open(encoding="utf-8") as lines:
        line = next((text for index, text in enumerate(lines) if index == number), "")
    if not line:
        fail(f"{file} has no line {number}")
    folder = Folder(file.parent.parent)
    tasks = [from_members(members) for members in json.loads(line)]
    left = [task for task in tasks if not folder.has_finished(task.id)]
    with ended_by_signals():
        # One after the other: the cluster has given processors for one run.
        LocalExecutor(folder, 1, alone=True).execute(left, _ignore)
    return 0


def _ignore(record: Record) -> None:
    pass
