# SPDX-License-Identifier: MIT
"""Puts the results of several files together: parts of the work, and repeats of it."""

from __future__ import annotations

from collections.abc import Sequence

from muster.benchmarks import compare, samples
from muster.benchmarks.results_json import ResultsFile
from muster.messages import fail
from muster.result_line import Result


def merge(files: Sequence[tuple[str, ResultsFile]]) -> ResultsFile:
    """Returns one file of all, with the names of files for messages. Times of a figure that several
    files have become the samples of one; what repeats has to be the same in each."""
    first_name, first = files[0]
    for name, file in files[1:]:
        other = compare.differences((*compare.MACHINE, *compare.PROGRAM), first.about, file.about)
        if other:
            fail(f"--from {first_name} and {name} do not belong together:{other[0]}")
    same: dict[str, list[Result]] = {}
    for _, file in files:
        for result in file.results:
            same.setdefault(compare.name_of(result), []).append(result)
    commands = dict.fromkeys(c for _, file in files for c in file.emulator_commands)
    return ResultsFile(
        [_together(results) for results in same.values()],
        first.about,
        list(commands),
        [failure for _, file in files for failure in file.failed],
    )


def _together(results: Sequence[Result]) -> Result:
    first = results[0]
    if len(results) == 1:
        return first
    values = [value for result in results for value in result.samples]
    if not compare.is_exact(first) and all(result.samples for result in results):
        middle = samples.median_with_digits(values, samples.digits_of(values[0]))
        return first.with_keys(value=middle, **samples.spread(values))
    if compare.is_exact(first) and len({result.keys["value"] for result in results}) > 1:
        fail(f"--from: {compare.name_of(first)} is not the same in each file, as it should be")
    return first
