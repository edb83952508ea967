# SPDX-License-Identifier: MIT
"""Does one run on this machine: starts the emulator, ends it in time, and makes the record."""

from __future__ import annotations

import datetime
import functools
import json
import os
import platform
import resource
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from muster import host, tied
from muster.sweeps.record import Outcome, Record, judge
from muster.sweeps.store import Folder, write_new
from muster.sweeps.task import Task

# A program that prints without end must not fill the disk.
CONSOLE_MOST_BYTES = 64 << 20
ERRORS_MOST_BYTES = 4096
LAST_LINES = 20
_STATUS_NOT_STARTED = 127


class TaskRun:
    """A run that has been started. wait_for() its pidfd, or end_by() at its deadline; then finish()."""

    def __init__(self, task: Task, folder: Folder) -> None:
        self.task = task
        self.folder = folder
        self.timed_out = False
        self.load = host.load().partition(" ")[0]
        self._scratch = tempfile.TemporaryDirectory(prefix="muster-run-")
        self._console = Path(self._scratch.name) / "console"
        self._errors = Path(self._scratch.name) / "errors"
        self.begin = _now()
        self._began = time.monotonic()
        self.deadline = self._began + task.timeout_s
        self.process = self._start()
        self.pidfd = os.pidfd_open(self.process.pid) if self.process else -1

    def _start(self) -> subprocess.Popen[bytes] | None:
        """Starts the emulator in a session of its own: Ctrl-C is for the tool, which then ends it."""
        name, *words = self.task.command
        # The file that emulator() has hashed: without the path, another one in PATH may be tried.
        command = [shutil.which(name) or name, *words]
        with self._console.open("wb") as console, self._errors.open("wb") as errors:
            try:
                process = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=console,
                    stderr=errors,
                    cwd=self._scratch.name,  # files that the program writes are its own
                    start_new_session=True,
                    preexec_fn=_prepare(),
                )
            except OSError as error:
                errors.write(f"{name}: {error.strerror}\n".encode())
                return None
        return process

    def end(self) -> None:
        """Kills the emulator: the time is up, or the user wants to stop."""
        if self.process:
            os.kill(self.process.pid, signal.SIGKILL)

    def end_in_time(self) -> None:
        self.timed_out = True
        self.end()

    def drop(self) -> None:
        """Ends the run as if it had never begun."""
        self.end()
        self._wait()
        self._scratch.cleanup()

    def _wait(self) -> tuple[int, resource.struct_rusage | None]:
        if not self.process:
            return _STATUS_NOT_STARTED, None
        _, waited, usage = os.wait4(self.process.pid, 0)
        code = os.waitstatus_to_exitcode(waited)
        self.process.returncode = code
        os.close(self.pidfd)
        return (code if code >= 0 else 128 - code), usage

    def finish(self) -> Record:
        """Waits for the emulator, and keeps the record and the console's text in the folder."""
        status, usage = self._wait()
        wall_s = time.monotonic() - self._began
        text = self._console.read_bytes()
        lines = [
            line
            for line in text.decode(errors="replace").replace("\r", "").split("\n")
            if line.startswith("RESULT ")
        ]
        outcome = (
            judge(status, self.timed_out, lines, self.task.figures)
            if self.process
            else Outcome.START
        )
        errors = self._errors.read_bytes()[:ERRORS_MOST_BYTES].decode(errors="replace")
        self._scratch.cleanup()
        attempt, console = self._keep_console(text)
        record = Record(
            task=self.task,
            attempt=attempt,
            outcome=outcome,
            status=status,
            results=tuple(lines),
            begin=self.begin,
            end=_now(),
            wall_s=round(wall_s, 4),
            cpu_s=round(usage.ru_utime + usage.ru_stime, 4) if usage else 0,
            rss_mib=round(usage.ru_maxrss / 1024, 1) if usage else 0,
            host={**this_host(), "load": self.load},
            emulator=emulator(self.task.command[0], self.folder),
            console=console,
            errors=errors,
            last_lines="" if outcome is Outcome.OK else last_lines(text),
        )
        self.folder.keep(record)
        return record

    def _keep_console(self, text: bytes) -> tuple[int, str]:
        """Returns the number of this attempt, and the file, by its name in the folder."""
        attempt = self.folder.failed_attempts(self.task.id) + 1
        while True:
            file = self.folder.console_file(self.task.id, attempt)
            if write_new(file, text):
                return attempt, str(file.relative_to(self.folder.path))
            attempt += 1  # another machine does the same run, or one ended between its two files


def last_lines(text: bytes) -> str:
    lines = text.decode(errors="replace").replace("\r", "").rstrip("\n").split("\n")
    return "\n".join("".join(c for c in line if c.isprintable()) for line in lines[-LAST_LINES:])


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")


def _prepare() -> Callable[[], None]:
    """Returns what the emulator's process does first: it ends with this one, and has a bound on files."""
    end_with_parent = tied.tie()
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    most = CONSOLE_MOST_BYTES if hard == resource.RLIM_INFINITY else min(CONSOLE_MOST_BYTES, hard)

    def in_child() -> None:
        end_with_parent()
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    return in_child


@functools.cache
def this_host() -> dict[str, str]:
    return {
        "name": platform.node(),
        "machine": platform.machine(),
        "processor": host.processor(),
        "processors": str(len(os.sched_getaffinity(0))),
    }


@functools.cache
def emulator(name: str, folder: Folder) -> dict[str, str]:
    """Returns the version and the hash of the emulator that the name means on this machine.

    They are kept in the folder: to find them takes as much as a short run, and on a cluster each run
    may have a process of its own.
    """
    path = shutil.which(name)
    if not path:
        return {"version": "", "sha256": ""}
    status = os.stat(path)
    known = (platform.node(), status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
    file = folder.emulator_file("-".join(map(str, known)))
    if not file.is_file():
        import hashlib  # see store.py

        with open(path, "rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        found = {"version": host.first_line_of(path, "--version"), "sha256": digest}
        write_new(file, json.dumps(found).encode())
    members: dict[str, str] = json.loads(file.read_bytes())
    return members
