# SPDX-License-Identifier: MIT
"""Builds the programs of a sweep, once for each way to build, and puts them into its folder."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from muster import ROOT, apps, building, outputs
from muster.benchmarks import about
from muster.messages import fail, say
from muster.sweeps import machine
from muster.sweeps.runs import Run
from muster.sweeps.store import Folder


@dataclass(frozen=True)
class Build:
    """A way to build: a preset, with settings of CMake beyond it."""

    preset: str
    settings: tuple[str, ...]

    @property
    def folder(self) -> Path:
        if not self.settings:
            return ROOT / "build" / self.preset
        digest = hashlib.sha256("\0".join(self.settings).encode()).hexdigest()[:12]
        return ROOT / "build" / f"{self.preset}-with-{digest}"

    def key(self, app: str) -> str:
        """Returns what the program is called in images.json."""
        return " ".join([app, self.preset, *self.settings])


@dataclass(frozen=True)
class Image:
    """A program in the sweep's folder."""

    sha256: str
    revision: str
    compiler: str


def build_of(run: Run) -> Build:
    return Build(run.values["preset"], machine.settings_of(run))


def image_key(run: Run) -> str:
    return build_of(run).key(run.values["app"])


def provide(runs: Iterable[Run], folder: Folder, no_build: bool) -> dict[str, Image]:
    """Returns the image of each run, by image_key(). A sweep keeps the programs that it has begun
    with: what is in the folder is not built again."""
    images = read_images(folder)
    wanted: dict[Build, list[str]] = {}
    for run in runs:
        build = build_of(run)
        apps_of_build = wanted.setdefault(build, [])
        app = run.values["app"]
        if build.key(app) not in images and app not in apps_of_build:
            apps_of_build.append(app)
    for build, names in wanted.items():
        if names:
            for name, elf in _elves(build, names, no_build).items():
                images[build.key(name)] = _image(build, elf, folder)
    text = json.dumps({key: asdict(image) for key, image in images.items()}, indent=1)
    outputs.write("images", str(folder.images_file), text + "\n")
    return images


def read_images(folder: Folder) -> dict[str, Image]:
    """Returns what is in the folder already."""
    if not folder.images_file.is_file():
        return {}
    members = json.loads(folder.images_file.read_text())
    return {key: Image(**image) for key, image in members.items()}


def _image(build: Build, elf: Path, folder: Folder) -> Image:
    return Image(
        folder.add_image(elf), about.revision(), about.compiler_version(_folder_of(build, elf))
    )


def _folder_of(build: Build, elf: Path) -> Path:
    """Returns the build folder of a program; it may be outside the tree."""
    return elf.parent.parent if elf.parent.name == "bin" else build.folder


def _elves(build: Build, names: Sequence[str], no_build: bool) -> dict[str, Path]:
    """Returns the built programs."""
    own = [name for name in names if not is_outside(name)]
    if own and not no_build:
        say(f"building {' '.join(own)} with {' '.join([build.preset, *build.settings])}")
        building.build_programs(build.preset, own, build.folder, build.settings)
    elves = {name: build.folder / "bin" / f"{name}.elf" for name in own}
    elves |= {name: _outside_elf(build, name, no_build) for name in names if is_outside(name)}
    for name, elf in elves.items():
        if not elf.is_file():
            fail(f"axes.app: {name}: there is no {elf} yet; leave out --no-build to build it")
    return elves


def is_outside(app: str) -> bool:
    """Returns true for a folder or a file, which is not one of the tree's programs by name."""
    return "/" in app or app.endswith((".elf", ".img"))


def _outside_elf(build: Build, name: str, no_build: bool) -> Path:
    app = apps.resolve(name, build.preset)
    if build.settings:
        by = "is a program already" if app.file else "is built by its own CMakeLists.txt"
        fail(f"axes.define, axes.layout: {name} {by}; leave these axes out")
    if not app.file and not no_build:
        say(f"building {name} with {build.preset}")
        app.build()
    app.complete_name()
    return app.elf()
