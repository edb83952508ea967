# SPDX-License-Identifier: MIT
"""Files that are there whole or not at all: check() beforehand, write() then."""

import os
import tempfile
from pathlib import Path

from muster.messages import fail


def check(option: str, name: str) -> None:
    """Fails unless the file could be written. Does nothing for an empty name."""
    if not name:
        return
    file = Path(name).resolve()
    if file.exists() and not file.is_file():
        fail(f"{option} {name}: that is there, and no file")
    try:
        with tempfile.TemporaryFile(dir=file.parent):
            pass
    except OSError:
        fail(f"{option} {name}: no file can be written there")


def write(option: str, name: str, content: str) -> None:
    """Writes the file; for a link, what that leads to."""
    file = Path(name).resolve()
    temporary = file.parent / f"{file.name}.{os.getpid()}"
    try:
        temporary.write_text(content, encoding="utf-8", errors="surrogateescape")
        temporary.replace(file)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        fail(f"could not write {option} {name}: {error.strerror}")
