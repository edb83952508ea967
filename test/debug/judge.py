# SPDX-License-Identifier: MIT
"""What the judges of this folder share: the places in crash.c, and lines in their order."""

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PROGRAM = f"test/debug/{Path(sys.argv[0]).name}"


def fail(text: str) -> NoReturn:
    print(f"{PROGRAM}: {text}", flush=True)
    sys.exit(1)


def place(words: str) -> str:
    """Returns file:line of the line of crash.c that says "here: WORDS"."""
    lines = (HERE / "crash.c").read_text(encoding="utf-8").splitlines()
    found = [number for number, line in enumerate(lines, 1) if f"here: {words} */" in line]
    if len(found) != 1:
        fail(f"crash.c has not one line that says here: {words}")
    return f"test/debug/crash.c:{found[0]}"


def missing_line(text: str, regexes: Sequence[str]) -> str | None:
    """Returns the first regex that no line of the text matches, in this order, or None."""
    lines = iter(text.splitlines())
    for regex in regexes:
        if not any(re.search(regex, line) for line in lines):
            return regex
    return None


def expect_lines(text: str, *regexes: str) -> None:
    missing = missing_line(text, regexes)
    if missing is not None:
        fail(f"no line, or not after those before, matches: {missing}")
