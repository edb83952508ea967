# SPDX-License-Identifier: MIT
"""Checks command lines of tools/: each is parsed by the tool itself, as far as it runs nothing."""

import contextlib
import importlib
import io
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import tree
from muster import ROOT, messages, options, run, sweep, symbolize, test
from muster.benchmarks import choice
from muster.benchmarks.catalogue import BENCHMARKS
from muster.benchmarks.request import Request
from muster.sweeps import command_report, command_table, command_trace

#: What stands in a paper for a program, a folder or a file of the reader's.
PROGRAMS = ("NAME", "APP")
FOLDERS = ("FOLDER", "../folder")
OPTION_CLASSES = {
    "bench": ("muster.benchmarks.request", "Request"),
    "run": ("muster.run_options", "Options"),
    "sweep": ("muster.sweep", "Options"),
    "symbolize": ("muster.symbolize", "Options"),
    "test": ("muster.test", "Options"),
}


def with_stand_ins(words: Sequence[str], scratch: Path) -> list[str]:
    """Returns the words with programs, folders and files that are there for those of the reader."""
    (scratch / "CMakeLists.txt").write_text("muster_add_app(cores SOURCES main.c)\n")
    (scratch / "cores.elf").touch()
    stand_ins = {name: "hello" for name in PROGRAMS} | {name: str(scratch) for name in FOLDERS}
    if words and words[0].startswith("port-") and tree.folder_of_apps(words[0]):
        stand_ins[words[0]] = "hello"  # it is there once its own setting of CMake is
    if words and re.fullmatch(r"build/bin/[a-z]+\.elf", words[0]):
        stand_ins[words[0]] = str(scratch / "cores.elf")
    return [stand_ins.get(word, word) for word in words]


def check_run(words: list[str]) -> None:
    run.main([*words[:1], "--dry-run", *words[1:]])


def check_bench(words: list[str]) -> None:
    line = options.parse(Request, words, "", "")
    if not line.options.list:
        choice.check_files(
            line.options,
            choice.choose([*line.words, *line.rest], line.options, BENCHMARKS),
            BENCHMARKS,
        )


def check_test(words: list[str]) -> None:
    line = options.parse(test.Options, words, "", "")
    test.chosen_presets(line.options.preset, line.options.all)
    re.compile(line.options.filter)
    if line.words or line.rest:
        raise messages.Failure(f"it takes no word: {' '.join([*line.words, *line.rest])}")


def check_symbolize(words: list[str]) -> None:
    if len(options.parse(symbolize.Options, words, "", "").words) > 2:
        raise messages.Failure("one program and one log at a time")


def check_sweep(words: list[str]) -> None:
    kinds: dict[str, type[Any]] = {
        "table": command_table.Options,
        "report": command_report.Options,
        "trace": command_trace.Options,
    }
    is_plan = words[0] not in kinds
    kind = kinds.get(words[0], sweep.Options)
    line = options.parse(kind, words if is_plan else words[1:], "", "")
    if len(line.words) != 1 or line.rest:
        raise messages.Failure("it takes one plan or folder")


CHECKS = {
    "run": check_run,
    "bench": check_bench,
    "test": check_test,
    "symbolize": check_symbolize,
    "sweep": check_sweep,
}


def check(words: Sequence[str]) -> str:
    """Returns what is wrong with a command line of tools/, or nothing."""
    tool = words[0].rpartition("tools/")[2]
    if not (ROOT / "tools" / tool).is_file():
        return f"there is no tools/{tool}"
    if tool not in CHECKS:
        return ""
    with (
        tempfile.TemporaryDirectory() as scratch,
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.chdir(ROOT),
    ):
        try:
            CHECKS[tool](with_stand_ins(words[1:], Path(scratch)))
        except messages.Failure as failure:
            return str(failure)
        except SystemExit as end:
            return f"ends with {end.code}" if end.code else ""
    return ""


def check_names(words: Sequence[str]) -> str:
    """Returns what is wrong with tools/NAME in a sentence: no such tool, or no such option."""
    tool = words[0].rpartition("tools/")[2]
    if not (ROOT / "tools" / tool).exists():
        return f"there is no tools/{tool}"
    if tool not in OPTION_CLASSES:
        return ""
    module, name = OPTION_CLASSES[tool]
    fields = getattr(importlib.import_module(module), name).__dataclass_fields__.values()
    known = {options.option_of(field) for field in fields} | {"--help"}
    own = words[1 : words.index("--")] if "--" in words else words[1:]
    wrong = [word for word in own if re.match("--[a-z]", word) and word.split("=")[0] not in known]
    return f"tools/{tool} has no option {wrong[0]}" if wrong else ""
