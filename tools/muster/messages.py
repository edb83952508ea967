# SPDX-License-Identifier: MIT
"""What a tool says about itself, on standard error, and how it gives up: say(), fail(), quietly()."""

import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

#: The lines that ninja prints on its way, such as "[3/40] Building ...".
NINJA_PROGRESS = re.compile(r"^\[\d+/\d+\] .*\n", re.MULTILINE)

#: The command that the user has typed, such as "tools/run".
tool = "tools"


class Failure(Exception):
    """The tool cannot go on. If no caller catches this, the text is said and the exit status is 2."""


def say(text: str) -> None:
    """Prints one line for the user, on standard error: standard output is the program's own."""
    print(f"{tool}: {text}", file=sys.stderr, flush=True)


def fail(text: str) -> NoReturn:
    raise Failure(text)


def quietly(
    command: Sequence[str | Path], environment: Mapping[str, str] | None = None, show: str = ""
) -> bool:
    """Runs a command without input. Returns true if its exit status is 0.

    What it has printed is shown if the status is another one. If the status is 0 and what it has
    printed contains the text show, that is shown without ninja's lines of progress.
    """
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment,
        check=False,
    )
    text = done.stdout.decode(errors="replace")
    if done.returncode != 0 or (show and show in text):
        if done.returncode == 0:
            text = NINJA_PROGRESS.sub("", text)
        sys.stderr.write(text if text.endswith("\n") else text + "\n")
        sys.stderr.flush()
    return done.returncode == 0
