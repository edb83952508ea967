# SPDX-License-Identifier: MIT
"""Runs a command, shows its output as it comes, ends it in time, and leaves the terminal as it was.

run() does it all. It returns an Outcome: the exit status, and whether the time was up.
"""

import os
import re
import signal
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from subprocess import PIPE
from types import FrameType
from typing import IO

from muster import tied
from muster.messages import fail

TAIL_BYTES = 4096


@dataclass
class Outcome:
    status: int  # as a shell has it: 128 and the number of the signal that ended the command
    timed_out: bool
    wall_s: float
    tail: bytes  # the end of the output
    errors: bytes  # the beginning of what it wrote on standard error

    def last_line(self) -> str:
        """Returns the last line with text in it, without control characters."""
        text = "".join(c for c in self.tail.decode(errors="replace") if c >= " " or c in "\t\n")
        return next((line for line in reversed(text.split("\n")) if line.strip()), "")


@contextmanager
def terminal_kept() -> Iterator[None]:
    """Restores the terminal: a QEMU that is killed leaves it without echo."""
    try:
        state = termios.tcgetattr(0)
    except (termios.error, OSError):
        yield
        return
    try:
        yield
    finally:
        termios.tcsetattr(0, termios.TCSADRAIN, state)


@contextmanager
def signals_passed_on(process: "subprocess.Popen[bytes]") -> Iterator[None]:
    """On a signal that ends this tool, ends the command first."""

    def end(number: int, frame: FrameType | None) -> None:
        process.send_signal(number)
        process.wait()
        sys.exit(128 + number)

    before = {n: signal.signal(n, end) for n in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def show(output: bytes) -> None:
    """Writes to standard output at once. The command goes on when the reader has gone."""
    try:
        sys.stdout.buffer.write(output)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def show_error(output: bytes) -> None:
    """Writes to standard error at once."""
    os.write(2, output)


def is_terminal() -> bool:
    """Returns true if standard input is a terminal; it may be closed."""
    try:
        return os.isatty(0)
    except OSError:
        return False


class TypedInput:
    """Types this tool's standard input, which is no terminal, into a command that runs a terminal's line
    discipline: at its end ^D, and ^V before each byte that would have a meaning.
    """

    CTRL_D, CTRL_V = b"\x04", b"\x16"
    MEANING = re.compile(b"[\x04\x16\r]")

    def __init__(self, command: int) -> None:
        self.command = command
        self.is_inside_line = False
        threading.Thread(target=self.copy, daemon=True).start()

    def read(self) -> bytes:
        try:
            return os.read(0, 4096)
        except OSError:  # closed
            return b""

    def type(self, text: bytes) -> None:
        while text:
            text = text[os.write(self.command, text) :]

    def copy(self) -> None:
        try:
            while piece := self.read():
                self.is_inside_line = not piece.endswith(b"\n")
                self.type(self.MEANING.sub(lambda byte: self.CTRL_V + byte[0], piece))
            self.type(self.CTRL_D * (1 + self.is_inside_line))
        except OSError:  # the command has ended
            pass


class ErrorCopy:
    """Hands a command's standard error on as it comes, and keeps the beginning."""

    def __init__(self, stream: IO[bytes], take: Callable[[bytes], None]) -> None:
        self.stream = stream
        self.take = take
        self.kept = b""
        self.thread = threading.Thread(target=self.copy, daemon=True)
        self.thread.start()

    def copy(self) -> None:
        while piece := os.read(self.stream.fileno(), 4096):
            self.kept = (self.kept + piece)[:TAIL_BYTES]
            self.take(piece)

    def end(self) -> bytes:
        self.thread.join()
        return self.kept


def run(
    command: Sequence[str],
    timeout_s: float = 0,
    take: Callable[[bytes], None] = show,
    stdin: int | None = None,
    take_error: Callable[[bytes], None] = show_error,
    is_typed: bool = False,
) -> Outcome:
    """Runs the command until it ends, or kills it after timeout_s seconds (0: never).

    take() gets the output in pieces as they come; Lines.take is one that makes whole lines of them.
    take_error() gets standard error, in a thread of its own. is_typed: a standard input that is no
    terminal is typed, with its end (TypedInput).
    """
    if is_typed and not is_terminal():
        stdin = PIPE
    began = time.monotonic()
    try:
        process = subprocess.Popen(
            command, stdin=stdin, stdout=PIPE, stderr=PIPE, preexec_fn=tied.tie()
        )
    except OSError as error:
        fail(f"{command[0]} does not start: {error.strerror}")
    assert process.stdout and process.stderr
    errors = ErrorCopy(process.stderr, take_error)
    if process.stdin:
        TypedInput(process.stdin.fileno())
    timed_out = False
    tail = b""

    def end_of_time(number: int, frame: FrameType | None) -> None:
        nonlocal timed_out
        timed_out = process.poll() is None
        process.kill()

    with process, terminal_kept(), signals_passed_on(process):
        before = signal.signal(signal.SIGALRM, end_of_time)
        signal.setitimer(signal.ITIMER_REAL, timeout_s)
        try:
            while piece := os.read(process.stdout.fileno(), 65536):
                tail = (tail + piece)[-TAIL_BYTES:]
                take(piece)
            status = process.wait()
            error_text = errors.end()  # before the streams are closed: the thread still reads one
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
    wall_s = time.monotonic() - began
    status = status if status >= 0 else 128 - status
    return Outcome(status, timed_out, wall_s, tail, error_text)


class Lines:
    """Makes whole lines of pieces of output, and hands each on, with its line end, as soon as it is
    whole.
    """

    def __init__(self, take_line: Callable[[bytes], None]) -> None:
        self.take_line = take_line
        self.begun = b""

    def take(self, piece: bytes) -> None:
        *whole, self.begun = (self.begun + piece).split(b"\n")
        for line in whole:
            self.take_line(line + b"\n")

    def end(self) -> None:
        """Hands on a last line that has no end."""
        if self.begun:
            self.take_line(self.begun)
        self.begun = b""
