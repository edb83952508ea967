# SPDX-License-Identifier: MIT
"""What command lines can name of this tree: presets, programs, targets, settings of CMake, files."""

import functools
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

from muster import ROOT

#: Targets that CMake makes by itself.
TARGETS_OF_CMAKE = ("all", "clean", "install", "test")


def run(command: Sequence[str], folder: Path, seconds_max: int) -> subprocess.CompletedProcess[str]:
    """Runs a command without input. Its output and its errors are one text, as on a terminal."""
    return subprocess.run(
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        timeout=seconds_max,
        check=False,
    )


@functools.cache
def output(*command: str) -> str:
    """Returns what the command prints, whatever its status is."""
    return run(command, ROOT, 60).stdout


@functools.cache
def presets(*kind: str) -> tuple[str, ...]:
    """Returns the presets that CMake itself lists: to configure with, or those of --build."""
    return tuple(re.findall(r'^ +"([^"]+)"', output("cmake", *kind, "--list-presets"), re.M))


@functools.cache
def cmake_files() -> str:
    """Returns the text of all files that CMake reads to build the tree."""
    folders = ("apps", "arch", "bench", "board", "cmake", "runtime", "test")
    files = [ROOT / "CMakeLists.txt"]
    for folder in folders:
        files += [*(ROOT / folder).rglob("CMakeLists.txt"), *(ROOT / folder).rglob("*.cmake")]
    return "\n".join(file.read_text() for file in sorted(files))


def has_target(name: str) -> bool:
    """Returns true if a file of CMake makes the target, or the list of archives of one."""
    if name in TARGETS_OF_CMAKE:
        return True
    made = "add_custom_target|add_executable|add_library|muster_add_[a-z]+|muster_[a-z]+_test"
    return bool(re.search(rf"\b({made})\(\s*(NAME )?{re.escape(name)}[\s)]", cmake_files()))


def has_setting(name: str) -> bool:
    """Returns true if CMake or a file of the tree reads the variable."""
    word = re.escape(name)
    return name.startswith("CMAKE_") or bool(
        re.search(
            rf"\boption\({word} |\bset\({word} .*CACHE |\bset\({word} [^)]*CACHE ", cmake_files()
        )
    )


def has_files(pattern: str) -> bool:
    """Returns true if the path, which may have * in it, leads to a file or a folder of the tree."""
    return any(True for _ in ROOT.glob(pattern.rstrip("/")))


def is_path_of_tree(word: str) -> bool:
    """Returns true if the word is a path in a folder of the tree that git keeps."""
    folders = "runtime|arch|board|include|apps|test|bench|cmake|tools|docs"
    return bool(re.fullmatch(rf"(\./)?({folders})/\S+", word))


def source_of_program(path: str) -> bool:
    """Returns true if a folder of the tree makes the program build/PRESET/FOLDER/NAME."""
    match = re.fullmatch(r"(?:\./)?build/([^/]+)/(.+)/([^/]+)", path)
    if not match or match[1] not in presets():
        return False
    makes = ROOT / match[2] / "CMakeLists.txt"
    return makes.is_file() and bool(re.search(rf"\b{re.escape(match[3])}\b", makes.read_text()))


def program_of_build(path: str, known: list[str]) -> bool:
    """Returns true if build/PRESET/bin/NAME.elf is one of the known programs."""
    match = re.fullmatch(r"(?:\./)?build/([^/]+)/bin/([^/]+)\.(elf|img)", path)
    return bool(match and match[1] in presets() and match[2] in known)


def folder_of_apps(name: str) -> bool:
    """Returns true if the name is that of a folder below apps."""
    return Path(ROOT / "apps" / name / "CMakeLists.txt").is_file()
