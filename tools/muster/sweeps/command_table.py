# SPDX-License-Identifier: MIT
"""tools/sweep table: the results of a sweep as CSV, as SQLite, and in short on the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from muster import options, outputs
from muster.messages import fail
from muster.sweeps import naming, summary, table
from muster.sweeps.store import Folder

USAGE = "FOLDER [options]"
DESCRIPTION = """
Prints the median and the spread of each figure of a sweep. With --csv or --sqlite, writes a row for each
figure of each run, with the run's axes, image, emulator, host and console.
"""


@dataclass
class Options:
    csv: str = options.value("FILE", options.text, "", "write all figures there as CSV")
    sqlite: str = options.value(
        "FILE", options.text, "", "write them there as a database of SQLite: runs, figures"
    )


def main(arguments: Sequence[str]) -> int:
    line = options.parse(Options, arguments, f"table {USAGE}", DESCRIPTION)
    given = line.options
    outputs.check("--csv", given.csv)
    outputs.check("--sqlite", given.sqlite)
    records = summary.in_order(folder_of(line.words).records())
    if given.csv:
        outputs.write("--csv", given.csv, table.to_csv(records))
    if given.sqlite:
        table.write_sqlite(records, Path(given.sqlite))
    if not given.csv and not given.sqlite:
        print_summary(summary.figures_of(records))
    return 0


def folder_of(words: Sequence[str]) -> Folder:
    """Returns the folder that the words of the command name, or fails."""
    if len(words) != 1:
        fail("which folder? It is the one of a sweep, such as build/sweeps/NAME")
    folder = Folder(Path(words[0]))
    if not folder.plan_file.is_file():
        fail(f"{words[0]}: there is no sweep in it")
    return folder


def print_summary(figures: Sequence[summary.Figure]) -> None:
    row = "{:<44} {:<14} {:>14} {:<6} {:>5} {:>14} {:>14}"
    print(row.format("combination", "figure", "median", "unit", "runs", "least", "greatest"))
    labels = naming.labels([figure.inputs for figure in figures])
    for figure, label in zip(figures, labels):
        numbers = (f"{number:.6g}" for number in (figure.least, figure.most))
        shown = f"{figure.median:.6g}", figure.unit, len(figure.values), *numbers
        print(row.format(label, " ".join([figure.name, *naming.words(figure.words)]), *shown))
