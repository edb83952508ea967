# SPDX-License-Identifier: MIT
"""The line that says how far a sweep is, and when it will be done."""

from __future__ import annotations

import sys
import time

from muster import messages

# Where standard error is no terminal, a line this often.
LINE_EVERY_S = 30


def duration(seconds: float) -> str:
    """Returns the time as people say it: 42 s, 3 min 05 s, 2 h 07 min."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02} min"


class Progress:
    """Counts the runs of a session. before: those that were finished when it began."""

    def __init__(self, total: int, before: int) -> None:
        self.total = total
        self.before = before
        self.done = 0
        self.failed = 0
        self.began = time.monotonic()
        self._last_line = self.began
        self._is_terminal = sys.stderr.isatty()

    @property
    def left(self) -> int:
        return self.total - self.before - self.done - self.failed

    def text(self) -> str:
        counts = f"{self.before + self.done} of {self.total} runs done, {self.failed} failed"
        ended = self.done + self.failed
        if not ended or not self.left:
            return f"{counts}, {self.left} left"
        to_go_s = (time.monotonic() - self.began) / ended * self.left
        return f"{counts}, {self.left} left, {duration(to_go_s)} to go"

    def ended(self, is_finished: bool, is_repeated: bool) -> None:
        """Notes the end of an attempt; is_repeated: the run gets another one."""
        if is_finished:
            self.done += 1
        elif not is_repeated:
            self.failed += 1
        self.show()

    def show(self) -> None:
        now = time.monotonic()
        if self._is_terminal:
            sys.stderr.write(f"\r\x1b[K{messages.tool}: {self.text()}")
            sys.stderr.flush()
        elif now - self._last_line >= LINE_EVERY_S:
            self._last_line = now
            messages.say(self.text())

    def message(self, text: str) -> None:
        """Says something without spoiling the line."""
        self.clear()
        messages.say(text)

    def clear(self) -> None:
        if self._is_terminal:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
