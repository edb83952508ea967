# SPDX-License-Identifier: MIT
"""tools/sweep trace: the timelines of a sweep's runs in one file, for ui.perfetto.dev."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from muster import chrome_trace, options, outputs
from muster.messages import fail, say
from muster.sweeps import command_table, report_pictures, summary

USAGE = "FOLDER --out FILE"
DESCRIPTION = """
Writes what each core did, of one run of each combination that recorded it, as a trace that ui.perfetto.dev
shows. Each run is a process there, with the run's name.
"""


@dataclass
class Options:
    out: str = options.value("FILE", options.text, "", "write the trace there")


def main(arguments: Sequence[str]) -> int:
    line = options.parse(Options, arguments, f"trace {USAGE}", DESCRIPTION)
    folder = command_table.folder_of(line.words)
    if not line.options.out:
        fail("where to? --out names the file")
    outputs.check("--out", line.options.out)
    records = summary.in_order(folder.records())
    found = [(name, timeline) for name, _, timeline in report_pictures.timelines(folder, records)]
    if not found:
        fail(
            f"{folder.path}: no run has recorded a timeline; append cpuhp.trace=1 makes them do so"
        )
    outputs.write("--out", line.options.out, chrome_trace.to_json(found))
    say(f"{len(found)} runs in {line.options.out}")
    return 0
