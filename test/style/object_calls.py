# SPDX-License-Identifier: MIT
"""Reads from the objects of a build which of them needs what another one defines."""

from __future__ import annotations

import collections
import dataclasses
import pathlib
import re
import subprocess
from collections.abc import Iterable

NM = "aarch64-linux-gnu-nm"
# Where the build keeps the objects of the runtime, the architecture, and what C++ programs need.
OBJECT_FOLDERS = ("runtime", "arch")
# Objects that are never linked: the build reads numbers from them.
NOT_LINKED = re.compile(r"/asm-offsets\.c$")


@dataclasses.dataclass(frozen=True, order=True)
class Arrow:
    """The object of the source `caller` needs these names of the object of `callee`."""

    caller: str
    callee: str
    names: tuple[str, ...]


def source_of(object_path: str) -> str:
    """Returns the source of an object, both relative: to the tree, and to the build folder."""
    return re.sub(r"CMakeFiles/[^/]+\.dir/", "", object_path).rpartition(".")[0]


def find_objects(build: pathlib.Path, root: pathlib.Path) -> dict[str, str]:
    """Returns the source of each object; objects left over from sources that are gone are not among
    them."""
    objects = {}
    for folder in OBJECT_FOLDERS:
        for path in sorted((build / folder).rglob("*.obj")) + sorted((build / folder).rglob("*.o")):
            source = source_of(path.relative_to(build).as_posix())
            if (root / source).is_file() and not NOT_LINKED.search(source):
                objects[str(path)] = source
    return objects


def list_unbuilt(targets: str, build: pathlib.Path) -> list[str]:
    """Returns the objects among ninja's list of targets that the build folder does not have yet."""
    objects = re.findall(
        r"^((?:%s)/.+\.o(?:bj)?): " % "|".join(OBJECT_FOLDERS), targets, re.MULTILINE
    )
    return [path for path in objects if not (build / path).is_file()]


def read_unbuilt(build: pathlib.Path) -> list[str]:
    """Returns the objects that the build would make, and has not made yet."""
    command = ["ninja", "-C", str(build), "-t", "targets", "all"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    return list_unbuilt(done.stdout, build)


def list_symbols(objects: Iterable[str]) -> str:
    """Returns what nm says of the global symbols of the objects, a line each, with the object's path."""
    command = [NM, "--extern-only", "--print-file-name", "--format=posix", *objects]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def arrows_of(symbols: str, objects: dict[str, str]) -> list[Arrow]:
    """Returns the arrows between the objects; names that none of them defines are left out."""
    defined: dict[str, str] = {}
    needed: set[tuple[str, str]] = set()
    for line in symbols.splitlines():
        path, _, rest = line.partition(": ")
        name, kind = rest.split()[:2]
        if kind == "U":
            needed.add((objects[path], name))
        else:
            defined[name] = objects[path]
    names: dict[tuple[str, str], list[str]] = collections.defaultdict(list)
    for caller, name in sorted(needed):
        callee = defined.get(name)
        if callee is not None and callee != caller:
            names[caller, callee].append(name)
    return [Arrow(caller, callee, tuple(names[caller, callee])) for caller, callee in sorted(names)]


def read_arrows(build: pathlib.Path, root: pathlib.Path) -> list[Arrow]:
    """Returns the arrows between the objects of a build."""
    objects = find_objects(build, root)
    return arrows_of(list_symbols(objects), objects) if objects else []
