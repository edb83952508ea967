# SPDX-License-Identifier: MIT
"""Builds the programs of a benchmark, and boots them: Programs, Boot and ProgramRun."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from muster import ROOT, apps, building, console, result_line
from muster.benchmarks.request import Mode
from muster.emulator import Machine, as_text
from muster.messages import fail, say
from muster.result_line import MalformedResult, Result


@dataclass(frozen=True)
class Boot:
    """What to boot, and how."""

    program: str
    mode: Mode
    cpus: int
    arguments: str = ""  # words for the program
    runtime_options: str = ""  # words for the runtime
    mem: str = Machine.mem
    emulator_options: Sequence[str] = ()
    timeout_s: float = 120

    def append(self) -> str:
        """Returns the kernel command line."""
        arguments = f"-- {self.arguments}" if self.arguments else ""
        return " ".join(words for words in (self.runtime_options, arguments) if words)

    def command(self, elf: Path) -> list[str]:
        machine = Machine(
            cpus=self.cpus,
            mem=self.mem,
            icount=self.mode is Mode.ICOUNT,
            thread="multi" if self.mode is Mode.MTTCG else "",
        )
        return machine.command(elf, self.append(), self.emulator_options)


@dataclass(frozen=True)
class ProgramRun:
    """How a boot ended, what the program printed, and what it took of the host."""

    command: Sequence[str]
    status: int  # as a shell has it: 128 and the number of the signal that ended the emulator
    timed_out: bool
    console: str
    errors: str
    wall_s: float  # of the whole emulator
    cpu_s: float  # the host's CPU time in it

    def command_text(self) -> str:
        return as_text(self.command)

    def show(self) -> None:
        """Prints what the program and the emulator printed, for the user to look at."""
        sys.stderr.write(self.errors + self.console)
        sys.stderr.flush()

    def fail(self, what: str) -> NoReturn:
        self.show()
        fail(f"{what} (see above): {self.command_text()}")

    def results(self) -> list[Result]:
        """Parses the lines RESULT; raises MalformedResult."""
        return list(result_line.find_all(self.console))

    def results_of(self, figure: str) -> list[Result]:
        """Returns the lines RESULT of a figure, perhaps none."""
        try:
            return [result for result in self.results() if result.figure == figure]
        except MalformedResult as error:
            self.fail(str(error))

    def value(self, figure: str) -> str:
        """Returns what the program printed of a figure; fails unless that is one value."""
        found = self.results_of(figure)
        if len(found) != 1:
            how_many = f"{len(found)} figures" if found else "no figure"
            self.fail(f"the program printed {how_many} {figure}")
        return found[0].keys["value"]


def is_outside(name: str) -> bool:
    """Returns true for a folder or a file, which is not one of the tree's programs by its name."""
    return "/" in name or name in (".", "..") or name.endswith((".elf", ".img"))


class Programs:
    """Programs of the tree, or outside it by folder or file, built with a preset. note_command is told each emulator's command."""

    def __init__(
        self,
        preset: str,
        note_command: Callable[[str], None],
        build_dir: Path | None = None,
        settings: Sequence[str] = (),
        no_build: bool = False,
    ) -> None:
        self.no_build = no_build
        self.preset = preset
        self.build_dir = build_dir or ROOT / "build" / preset
        self.settings = settings  # arguments of CMake beyond the preset
        self.note_command = note_command

    def build(self, *names: str) -> None:
        """Builds the programs, installing and configuring first what is missing for that."""
        if self.no_build:
            for name in names:
                if not self.elf(name).is_file():
                    fail(f"there is no {self.elf(name)} yet; leave out --no-build to build it")
            return
        say(f"building {' '.join(names)} with preset {self.preset}")
        own = [name for name in names if not is_outside(name)]
        if own:
            building.build_programs(self.preset, own, self.build_dir, self.settings)
        for name in names:
            if is_outside(name) and not self._app(name).file:
                self._app(name).build()

    def _app(self, name: str) -> apps.App:
        app = apps.resolve(name, self.preset)
        app.complete_name()
        return app

    def elf(self, name: str) -> Path:
        if is_outside(name):
            return self._app(name).elf()
        return self.build_dir / "bin" / f"{name}.elf"

    def command(self, boot: Boot) -> list[str]:
        """Returns the emulator's command, and notes it."""
        command = boot.command(self.elf(boot.program))
        self.note_command(as_text(command))
        return command

    def attempt(self, boot: Boot) -> ProgramRun:
        """Boots a program that may fail, and ends it when its time is up."""
        command = self.command(boot)
        pieces: list[bytes] = []
        errors: list[bytes] = []
        cpu_before_s = _children_cpu_s()
        outcome = console.run(
            command, boot.timeout_s, pieces.append, subprocess.DEVNULL, errors.append
        )
        return ProgramRun(
            command=command,
            status=outcome.status,
            timed_out=outcome.timed_out,
            console=b"".join(pieces).decode(errors="replace").replace("\r", ""),
            errors=b"".join(errors).decode(errors="replace"),
            wall_s=outcome.wall_s,
            cpu_s=_children_cpu_s() - cpu_before_s,
        )

    def run(self, boot: Boot) -> ProgramRun:
        """As attempt(), for a program that has to end with status 0."""
        done = self.attempt(boot)
        name = f"{boot.program} with {boot.cpus} cores"
        if done.timed_out:
            done.fail(f"{name} did not end within {boot.timeout_s:g} s")
        if done.status != 0:
            done.fail(f"{name} ended with status {done.status}")
        return done


def _children_cpu_s() -> float:
    """Returns the CPU time of all processes that this one has waited for."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
