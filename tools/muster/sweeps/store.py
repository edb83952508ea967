# SPDX-License-Identifier: MIT
"""The folder of a sweep. Each file in it is written whole or not at all, and a record never again.

    plan.toml              the plan as it was last given
    images/SHA256.elf      the programs
    images.json            which program of which build each of them is
    records/XX/ID.json     a finished run
    failures/XX/ID.N.json  an attempt that has failed
    consoles/XX/ID.N.log   what the program printed
    emulators/KEY.json     version and hash of an emulator of a machine
    slurm/                 what was submitted
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from muster.messages import fail
from muster.sweeps.record import Record, from_json


class Folder:
    """A sweep's folder, which machines of a cluster may share."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()

    @property
    def plan_file(self) -> Path:
        return self.path / "plan.toml"

    @property
    def images_file(self) -> Path:
        return self.path / "images.json"

    def image(self, digest: str) -> Path:
        return self.path / "images" / f"{digest}.elf"

    def record_file(self, run: str) -> Path:
        return self.path / "records" / run[:2] / f"{run}.json"

    def failure_file(self, run: str, attempt: int) -> Path:
        return self.path / "failures" / run[:2] / f"{run}.{attempt}.json"

    def console_file(self, run: str, attempt: int) -> Path:
        return self.path / "consoles" / run[:2] / f"{run}.{attempt}.log"

    def emulator_file(self, key: str) -> Path:
        return self.path / "emulators" / f"{key}.json"

    # ---- writing ---------------------------------------------------------------------------------

    def make(self) -> None:
        """Makes the folder, or fails."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            fail(f"the folder {self.path} cannot be made: {error.strerror}")

    def add_image(self, elf: Path) -> str:
        """Copies a program there unless it is there. Returns its SHA-256."""
        import hashlib  # a library that takes as long to load as all else that a node needs

        content = elf.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        write_new(self.image(digest), content)
        return digest

    def keep(self, record: Record) -> bool:
        """Writes the record of a run. Returns false if the run has been finished meanwhile."""
        run = record.task.id
        content = record.to_json().encode()
        if record.is_finished:
            return write_new(self.record_file(run), content)
        return write_new(self.failure_file(run, record.attempt), content)

    # ---- reading ---------------------------------------------------------------------------------

    def has_finished(self, run: str) -> bool:
        return self.record_file(run).is_file()

    def finished(self) -> set[str]:
        """Returns the ids of all finished runs, without reading their records."""
        return {file.stem for file in _files(self.path / "records", ".json")}

    def last_failures(self) -> dict[str, int]:
        """Returns for each run that has failed the number of its last attempt."""
        last: dict[str, int] = {}
        for file in _files(self.path / "failures", ".json"):
            run, attempt, _ = file.name.split(".")
            last[run] = max(last.get(run, 0), int(attempt))
        return last

    def failed_attempts(self, run: str) -> int:
        """Returns the number of the last attempt of the run that has failed."""
        files = self.failure_file(run, 0).parent.glob(f"{run}.*.json")
        return max((int(file.name.split(".")[1]) for file in files), default=0)

    def records(self) -> Iterator[Record]:
        """Yields the records of finished runs, by id; fails where a file is none."""
        yield from _read_all(self.path / "records")

    def failures(self) -> Iterator[Record]:
        """Yields the attempts that have failed, by run and attempt."""
        yield from _read_all(self.path / "failures")


def _files(folder: Path, suffix: str) -> Iterator[Path]:
    if folder.is_dir():
        for part in sorted(os.listdir(folder)):
            for name in sorted(os.listdir(folder / part)):
                if name.endswith(suffix) and not name.startswith("."):
                    yield folder / part / name


def _read_all(folder: Path) -> Iterator[Record]:
    for file in _files(folder, ".json"):
        try:
            yield from_json(file.read_text(encoding="utf-8"))
        except ValueError as error:
            fail(f"{file}: {error}")


def write_new(file: Path, content: bytes) -> bool:
    """Makes the file with that content: another process sees all of it or nothing. Returns false if
    the file is there already; then it stays as it is."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if file.exists():
        return False
    descriptor, name = tempfile.mkstemp(prefix=".", dir=file.parent)
    temporary = Path(name)
    try:
        with open(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(0o644)
        os.link(temporary, file)  # fails where the file is there, which a rename would not
        return True
    except FileExistsError:
        return False
    finally:
        temporary.unlink(missing_ok=True)
