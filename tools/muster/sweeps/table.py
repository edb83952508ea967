# SPDX-License-Identifier: MIT
"""All figures of a sweep as one table, a row for each figure of each run: as CSV, and as SQLite."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from muster.messages import fail
from muster.result_line import Result
from muster.sweeps.record import Record

# What a figure's line has columns for; its other keys are JSON in the column "keys".
_FIGURE = ("bench", "figure", "cpus", "value", "unit", "verified")
_RUN = (
    *("run", "name", "number", "attempt", "outcome", "status", "begin", "end", "wall_s", "cpu_s"),
    *("rss_mib", "host", "load", "emulator", "emulator_sha256", "image", "revision", "compiler"),
    *("console", "command"),
)
_REAL = ("value", "wall_s", "cpu_s", "rss_mib")
_INTEGER = ("cpus", "number", "attempt", "status")


def run_row(record: Record) -> dict[str, str]:
    """Returns the columns of a run: its axes, and what there is to say of it."""
    task = record.task
    axes = {f"axis_{name.replace('.', '_')}": value for name, value in task.inputs.items()}
    values = (
        *(task.id, task.name, task.number, record.attempt, record.outcome.value, record.status),
        *(record.begin, record.end, record.wall_s, record.cpu_s, record.rss_mib),
        *(record.host.get("name", ""), record.host.get("load", "")),
        *(record.emulator.get("version", ""), record.emulator.get("sha256", "")),
        *(task.image, task.about.get("revision", ""), task.about.get("compiler", "")),
        *(record.console, " ".join(task.command)),
    )
    return axes | {name: str(value) for name, value in zip(_RUN, values)}


def figure_row(result: Result) -> dict[str, str]:
    row = {name: result.keys.get(name, "") for name in _FIGURE}
    others = {name: value for name, value in result.keys.items() if name not in _FIGURE}
    return row | {"keys": json.dumps(others)}


def columns_of(records: Sequence[Record]) -> list[str]:
    """Returns the names of a run's columns: records of one sweep may differ in their axes."""
    names = dict.fromkeys(name for record in records for name in run_row(record))
    return [*(n for n in names if n.startswith("axis_")), *_RUN]


def rows_of(records: Iterable[Record]) -> Iterator[dict[str, str]]:
    for record in records:
        of_run = run_row(record)
        for result in record.parsed():
            yield figure_row(result) | of_run


def to_csv(records: Sequence[Record]) -> str:
    output = io.StringIO()
    names = [*_FIGURE, "keys", *columns_of(records)]
    writer = csv.DictWriter(output, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows_of(records))
    return output.getvalue()


def write_sqlite(records: Sequence[Record], file: Path) -> None:
    """Makes the database: table runs, and table figures, in which the column run names a run."""
    temporary = file.with_name(f".{file.name}.new")
    temporary.unlink(missing_ok=True)
    run_names = columns_of(records)
    try:
        with sqlite3.connect(temporary) as database:
            _make(database, "runs", run_names, "run")
            _make(database, "figures", ["run", *_FIGURE, "keys"])
            for record in records:
                _insert(database, "runs", run_names, run_row(record))
                for result in record.parsed():
                    row = figure_row(result) | {"run": record.task.id}
                    _insert(database, "figures", ["run", *_FIGURE, "keys"], row)
        database.close()
        temporary.replace(file)
    except (OSError, sqlite3.Error) as error:
        temporary.unlink(missing_ok=True)
        fail(f"could not write --sqlite {file}: {error}")


def _make(database: sqlite3.Connection, name: str, columns: Sequence[str], key: str = "") -> None:
    def kind(column: str) -> str:
        word = "REAL" if column in _REAL else "INTEGER" if column in _INTEGER else "TEXT"
        return f'"{column}" {word}{" PRIMARY KEY" if column == key else ""}'

    database.execute(f"CREATE TABLE {name} ({', '.join(map(kind, columns))})")


def _insert(
    database: sqlite3.Connection, name: str, columns: Sequence[str], row: dict[str, str]
) -> None:
    marks = ", ".join("?" for _ in columns)
    values = [row.get(column, "") for column in columns]
    database.execute(f"INSERT INTO {name} VALUES ({marks})", values)
