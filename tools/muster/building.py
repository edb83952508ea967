# SPDX-License-Identifier: MIT
"""Configures and builds a preset in a build folder: configure(), build(), build_programs()."""

import fcntl
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from muster import ROOT, packages
from muster.messages import fail, quietly, say


@contextmanager
def locked(build_dir: Path) -> Iterator[None]:
    """Keeps every other tool from configuring or building in the folder meanwhile."""
    build_dir.mkdir(parents=True, exist_ok=True)
    with open(build_dir / ".tools-lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def prepare_libc(preset: str) -> None:
    """Builds newlib where that is the preset's libc, as CMake would, but seen by the user."""
    if "-newlib-" in preset and not run_visibly(ROOT / "tools/build-newlib"):
        fail("newlib could not be built (see above)")


def run_visibly(command: Path) -> bool:
    return os.spawnv(os.P_WAIT, command, [str(command)]) == 0


def cache_of(build_dir: Path) -> dict[str, str]:
    """Returns the variables of the folder's CMakeCache.txt; none where there is no such file."""
    try:
        text = (build_dir / "CMakeCache.txt").read_text(errors="replace")
    except OSError:
        return {}
    lines = (line.partition("=") for line in text.splitlines() if not line.startswith(("#", "//")))
    return {name.partition(":")[0]: value for name, equals, value in lines if equals}


def is_foreign(build_dir: Path, app_dir: Path | None = None) -> bool:
    """Returns true if CMake has configured the folder for other sources, or in another place.

    A copy of a built tree holds such folders: a build there would make the original's programs.
    """
    cache = cache_of(build_dir)
    places = {"CMAKE_HOME_DIRECTORY": ROOT, "CMAKE_CACHEFILE_DIR": build_dir}
    if app_dir:
        places["MUSTER_APP_DIR"] = app_dir
    return bool(cache) and any(
        Path(cache.get(name, "")).resolve() != place.resolve() for name, place in places.items()
    )


def remove_contents(build_dir: Path) -> None:
    for entry in build_dir.iterdir():
        if entry.name == ".tools-lock":
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def configure(
    preset: str, build_dir: Path, arguments: Sequence[str] = (), app_dir: Path | None = None
) -> bool:
    """Runs CMake, and shows its messages only if it fails. Returns true if it did not."""
    with locked(build_dir):
        if is_foreign(build_dir, app_dir):
            say(f"{build_dir} was made of other sources: starting it anew")
            remove_contents(build_dir)
        if app_dir:
            arguments = [*arguments, f"-DMUSTER_APP_DIR={app_dir}"]
        command: list[str | Path] = [
            "cmake",
            "--preset",
            preset,
            "-S",
            ROOT,
            "-B",
            build_dir,
            *arguments,
        ]
        if not quietly(command):
            return False
        # Newer than all that it was made from, even if it stayed the same.
        os.utime(build_dir / "build.ninja")
    return True


def build(build_dir: Path, targets: Sequence[str] = ()) -> bool:
    """Builds the targets, or all. Messages are shown if it fails, or if the compiler warns."""
    with locked(build_dir):
        options = ["--target", *targets] if targets else []
        return quietly(["cmake", "--build", str(build_dir), *options], show="warning: ")


def is_configured(build_dir: Path) -> bool:
    """Returns true if CMake has configured the folder for this tree, with the presets as they are."""
    made = build_dir / "build.ninja"
    return (
        made.is_file()
        and not is_newer(ROOT / "CMakePresets.json", made)
        and not is_foreign(build_dir)
    )


def is_newer(file: Path, than: Path) -> bool:
    return file.stat().st_mtime_ns > than.stat().st_mtime_ns


def listed_programs(build_dir: Path) -> list[str]:
    """Returns every program of the tree that CMake knows; none before CMake has run."""
    try:
        return (build_dir / "bin/apps.txt").read_text().split()
    except OSError:
        return []


def configure_or_fail(
    preset: str, build_dir: Path, app_dir: Path | None = None, arguments: Sequence[str] = ()
) -> None:
    say(f"configuring {build_dir}")
    if not configure(preset, build_dir, arguments, app_dir):
        fail(f"CMake could not configure preset {preset} (see above)")


def build_or_fail(preset: str, build_dir: Path, targets: Sequence[str]) -> None:
    if not build(build_dir, targets):
        fail(f"{' '.join(targets)} does not build with preset {preset} (see above)")


def build_programs(
    preset: str, names: Sequence[str], build_dir: Path, arguments: Sequence[str] = ()
) -> None:
    """Builds programs of the tree, installing and configuring first what is missing for that.

    The arguments are for CMake, beyond the preset. Each program is then bin/NAME.elf in the folder.
    """
    packages.require_for_build(preset)
    prepare_libc(preset)
    if not is_configured(build_dir) or not set(names) <= set(listed_programs(build_dir)):
        configure_or_fail(preset, build_dir, arguments=arguments)
    build_or_fail(preset, build_dir, names)
