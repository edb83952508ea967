# SPDX-License-Identifier: MIT
"""From what the user calls an application to the files to boot: resolve(), App and tree_apps()."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from muster import ROOT, building, packages
from muster.messages import fail

#: The call that makes a program, in a CMakeLists.txt where it names the program itself.
ADD_APP = re.compile(r"^[ \t]*muster_add_app\(\s*([A-Za-z0-9_.+-]+)[\s)]", re.MULTILINE)


@dataclass
class App:
    """A program that there is or that can be built."""

    preset: str
    build_dir: Path
    name: str = ""  # empty for a file, and for a folder that did not say which of its own
    folder: Path | None = None  # when outside the tree
    file: Path | None = None  # when the user named one

    def is_configured(self) -> bool:
        """Returns true if CMake has configured the build folder, and knows this program."""
        if not building.is_configured(self.build_dir):
            return False
        if not self.folder:
            return not self.name or self.name in building.listed_programs(self.build_dir)
        return (
            (self.build_dir / "bin/outside-apps.txt").is_file()
            and not building.is_foreign(self.build_dir, self.folder)
            and not building.is_newer(
                self.folder / "CMakeLists.txt", self.build_dir / "build.ninja"
            )
        )

    def build(self, more_targets: Sequence[str] = ()) -> None:
        """Builds the program and the targets, installing first what is missing for that."""
        packages.require_for_build(self.preset)
        building.prepare_libc(self.preset)
        if not self.is_configured():
            building.configure_or_fail(self.preset, self.build_dir, self.folder)
        self.complete_name()
        targets = [*([self.name] if self.name else []), *more_targets]
        building.build_or_fail(self.preset, self.build_dir, targets)

    def complete_name(self) -> None:
        """Takes the only application of a folder outside the tree, or checks the one named."""
        if not self.folder:
            return
        names = self.outside_names()
        if not names:
            fail(f"{self.folder}/CMakeLists.txt has no muster_add_app(NAME SOURCES ...)")
        if self.name and self.name not in names:
            fail(f"{self.folder} has no application {self.name}; it has: {' '.join(names)}")
        if not self.name and len(names) > 1:
            fail(
                f"{self.folder} has several applications; say {self.folder}:NAME, NAME one of: "
                f"{' '.join(names)}"
            )
        self.name = self.name or names[0]

    def outside_names(self) -> list[str]:
        """Returns CMake's list; where CMake has not run yet, what the text says."""
        assert self.folder
        try:
            return (self.build_dir / "bin/outside-apps.txt").read_text().split()
        except OSError:
            return named_apps(self.folder)

    def elf(self) -> Path:
        return self.form("elf")

    def form(self, suffix: str) -> Path:
        """Returns the program's file with the suffix: the user's, or where it will be built."""
        return (self.file or self.build_dir / "bin" / f"{self.name}.elf").with_suffix(f".{suffix}")


def named_apps(folder: Path) -> list[str]:
    """Returns the programs that the folder's CMakeLists.txt names."""
    try:
        return ADD_APP.findall((folder / "CMakeLists.txt").read_text())
    except OSError:
        return []


def tree_apps() -> list[str]:
    """Returns the programs below apps/ that can be built without further options."""
    return sorted(name for folder in (ROOT / "apps").iterdir() for name in named_apps(folder))


def all_programs(build_dir: Path) -> list[str]:
    """Returns tree_apps() and what else CMake knows once it has run, tests and benchmarks too."""
    return sorted({*tree_apps(), *building.listed_programs(build_dir)})


def resolve(text: str, preset: str) -> App:
    """Finds what the user calls an application: a name, a folder, FOLDER:NAME, or a file."""
    build_dir = ROOT / "build" / preset
    if not text:
        fail(f"which application? {known_apps()}")
    if text.endswith((".elf", ".img")):
        if not Path(text).is_file():
            fail(f"there is no file {text}")
        return App(preset, build_dir, file=Path(text))
    if "/" in text or text in (".", "..") or text.startswith(".:"):
        return resolve_folder(text, preset)
    if text not in all_programs(build_dir):
        fail(f"there is no application {text}. {suggestion(text, build_dir)}")
    return App(preset, build_dir, name=text)


def resolve_folder(text: str, preset: str) -> App:
    """Finds FOLDER or FOLDER:NAME. A folder of the tree's own apps/ is the application in it."""
    name = ""
    if not Path(text).is_dir() and ":" in text:
        text, _, name = text.rpartition(":")
    folder = Path(text)
    if not folder.is_dir():
        fail(f"there is no folder {text}")
    if not (folder / "CMakeLists.txt").is_file():
        fail(f"{text} has no CMakeLists.txt; it takes one with muster_add_app(NAME SOURCES ...)")
    folder = folder.resolve()
    if folder.parent != ROOT / "apps":
        return App(preset, folder / "build" / preset, name=name, folder=folder)
    names = named_apps(folder)
    build_dir = ROOT / "build" / preset
    name = name or (names[0] if len(names) == 1 else folder.name)
    if name not in [*names, *building.listed_programs(build_dir)]:
        choice = (
            f"say one of: {' '.join(names)}" if names else "its CMakeLists.txt says what it needs"
        )
        fail(f"{text} is not an application by itself; {choice}")
    return App(preset, build_dir, name=name)


def known_apps() -> str:
    return f"The tree has: {' '.join(tree_apps())}. (Tests too: tools/run --list-all)"


def suggestion(text: str, build_dir: Path) -> str:
    """Returns the names nearest to the text, for a message; or the applications, if none is near."""
    near = difflib.get_close_matches(text, tree_apps(), cutoff=0.5)
    near += [n for n in tree_apps() if n.startswith(f"{text}-") and n not in near]
    near = near or difflib.get_close_matches(text, all_programs(build_dir), cutoff=0.7)
    return f"Is it {' or '.join(near)}?" if near else known_apps()
