#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks who includes whom, what stays inside arch/aarch64 and board/, and how devices are accessed.

CONTRIBUTING.md, "The rooms", has the rules. Which room of the runtime includes which other room is the
matter of test/style/floors.py."""

from __future__ import annotations

import dataclasses
import pathlib
import posixpath
import re
import sys
from collections.abc import Callable

import assembly
import source_tree

# Headers of libraries and of the compiler, by who may use them.
FREESTANDING = ("stdarg", "stdbool", "stddef", "stdint")
ARCH_LIBRARIES = (*FREESTANDING, "errno", "string")
RUNTIME_LIBRARIES = (
    *FREESTANDING,
    *"errno fcntl malloc reent signal stdio stdlib string time unistd".split(),
    *"sys/lock sys/stat sys/time sys/times sys/types libfdt".split(),
)
# What public inline functions need of the architecture: for public headers and the arch contract.
ARCH_HEADER = "muster/arch/cpu.h"
ARCH_CONTRACT = ("runtime/arch/",)
# A header that the build makes.
MADE_BY_BUILD = "asm-offsets.h"

# Assembly outside arch/aarch64: in programs that are not linked with the runtime, and in tests that
# lose every register, or look at them.
MAY_HAVE_ASSEMBLY = re.compile(
    r"(arch/aarch64|bench/(bare|ep-bare|floor))/"
    r"|test/(boot/shim(_psci)?|el2/(trap_registers|early_fault)|el3/(entry|junk_registers|read_register)|idle/lose"
    r"|irq/registers|panic/uncached|pmu/counted|link/outside/part)\.S$"
)
# The macro behind the asm labels of declarations.
LABEL_MACRO = "include/muster/linkage.h"
CODE = re.compile(r"(include|runtime|arch|board|apps|bench|test)/.*\.([chS]|cpp)$")
# Device registers are accessed by <muster/mmio.h>, which this header makes (Cortex-A57 erratum 832075).
MMIO_HEADER = "arch/aarch64/include/muster/arch/mmio.h"
HAS_NO_VOLATILE = ("include/", "runtime/", "arch/", "apps/")
VOLATILE = re.compile(r"(?<!asm )(?<!asm__ )\bvolatile\b")
# A driver has addresses of registers as integers, and makes no pointer of them.
DRIVERS = "runtime/drivers/"
POINTER_CAST = re.compile(r"\((?:(?:const|volatile|struct)\s+)*\w+\s*\*+\s*\)\s*[\w(&]")
# What is compiled for the machine that builds may include what it tests, or may be made of it.
HOST_TESTS = ("test/unit/", "test/host-arm/")


@dataclasses.dataclass(frozen=True)
class Include:
    """A line that includes a header: quoted, or between < and >."""

    file: str
    line: int
    name: str
    quoted: bool


class Tree:
    """The code of a tree."""

    def __init__(self, root: pathlib.Path) -> None:
        self.root = root
        files = source_tree.source_files(root)
        self.code = {
            file: source_tree.read(root, file)
            for file in files
            if CODE.match(file) and not file.startswith(HOST_TESTS)
        }

    def includes(self) -> list[Include]:
        """Returns every line of the tree that includes a header."""
        found = []
        for file, text in self.code.items():
            for number, line in enumerate(text.splitlines(), 1):
                match = re.match(r'[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', line)
                if match:
                    found.append(Include(file, number, match[2], match[1] == '"'))
        return found

    def is_below(self, include: Include, *folders: str) -> bool:
        """Returns true if the quoted name is a file below one of the folders: from the folder of the
        including file, or from a root of the runtime's and the architecture's headers."""
        for place in (posixpath.dirname(include.file), "runtime", "arch", "arch/aarch64"):
            path = posixpath.normpath(posixpath.join(place, include.name))
            if (self.root / path).is_file():
                return path.startswith(tuple(folder + "/" for folder in folders))
        return False


def is_library(name: str, libraries: tuple[str, ...]) -> bool:
    """Returns true if <NAME> is one of these headers, given without .h."""
    return name.endswith(".h") and name[:-2] in libraries


def is_public(name: str) -> bool:
    """Returns true if <NAME> is a public header."""
    return name.startswith("muster/") and name != ARCH_HEADER


def public_may(_: Tree, include: Include) -> bool:
    """Returns true if a public header may include it."""
    name = include.name
    return not include.quoted and (name.startswith("muster/") or is_library(name, FREESTANDING))


def runtime_may(tree: Tree, include: Include) -> bool:
    """Returns true if a file of the runtime may include it."""
    if include.quoted:
        return tree.is_below(include, "runtime")
    if include.name == ARCH_HEADER:
        return include.file.startswith(ARCH_CONTRACT)
    return is_public(include.name) or is_library(include.name, RUNTIME_LIBRARIES)


def arch_may(tree: Tree, include: Include) -> bool:
    """Returns true if a file of the architecture may include it."""
    if include.quoted:
        return include.name == MADE_BY_BUILD or tree.is_below(include, "runtime", "arch/aarch64")
    return is_public(include.name) or is_library(include.name, ARCH_LIBRARIES)


def board_may(_: Tree, include: Include) -> bool:
    """Returns true if a board may include it."""
    return not include.quoted and include.name == "muster/board.h"


def program_may(tree: Tree, include: Include) -> bool:
    """Returns true if an application, a benchmark or a test may include it."""
    if not include.quoted:
        return is_public(include.name) or not include.name.startswith("muster/")
    folders = [posixpath.dirname(include.file)]
    folders += [f"{room}/lib" for room in ("apps", "test") if include.file.startswith(f"{room}/")]
    for folder in folders:
        path = posixpath.normpath(posixpath.join(folder, include.name))
        if path.startswith(folder + "/") and (tree.root / path).is_file():
            return True
    # Some tests look into the runtime, by a path that shows it.
    path = posixpath.normpath(posixpath.join(folders[0], include.name))
    return include.file.startswith("test/") and path.startswith("runtime/")


# By the beginning of the file's path, the first that fits: what it may include, in a test and in words.
Rule = tuple[str, Callable[[Tree, Include], bool], str]
PUBLIC = f"a public header: <muster/...>, {', '.join(FREESTANDING)}"
RULES: tuple[Rule, ...] = (
    ("include/", public_may, PUBLIC),
    ("arch/aarch64/include/", public_may, PUBLIC),
    (
        "runtime/",
        runtime_may,
        f"the runtime: <muster/...> but {ARCH_HEADER}, its own, {', '.join(RUNTIME_LIBRARIES)}",
    ),
    (
        "arch/",
        arch_may,
        "arch/aarch64: <muster/...>, its own, the runtime's as test/style/floors.py says, "
        + ", ".join(ARCH_LIBRARIES),
    ),
    ("board/", board_may, "a board: <muster/board.h>"),
    (
        "",
        program_may,
        f"a program: <muster/...> but {ARCH_HEADER}, libraries, its own folder, "
        "apps/lib or test/lib",
    ),
)


def check_includes(tree: Tree) -> list[str]:
    """Finds headers that the including file must not know."""
    findings = []
    for include in tree.includes():
        _, may, words = next(rule for rule in RULES if include.file.startswith(rule[0]))
        if not may(tree, include):
            place = f"{include.file}:{include.line}"
            findings.append(f"{place}: includes {include.name}. Allowed in {words}.")
    return findings


def check_boards(tree: Tree) -> list[str]:
    """Finds code outside board/ that asks which board it is compiled for."""
    question = re.compile(r"[ \t]*#.*?\b(MUSTER_)?BOARD(_[A-Z0-9_]+)?\b")
    return [
        f"{file}:{number}: asks which board it is for; a board is data: <muster/board.h>"
        for file, text in tree.code.items()
        if not file.startswith("board/")
        for number, line in enumerate(text.splitlines(), 1)
        if question.match(line.replace("MUSTER_BOARD_H", ""))
    ]


def check_assembly(tree: Tree) -> list[str]:
    """Finds assembly where there must be none."""
    findings = []
    for file, text in tree.code.items():
        if MAY_HAVE_ASSEMBLY.match(file) or file == LABEL_MACRO:
            continue
        if file.endswith(".S"):
            findings.append(f"{file}: assembly outside arch/aarch64")
        else:
            findings += (
                f"{file}:{number}: {what} outside arch/aarch64"
                for number, what in assembly.find_assembly(text)
            )
    return findings


def check_devices(tree: Tree) -> list[str]:
    """Finds accesses to device registers that are not those of <muster/mmio.h>."""
    findings = []
    for file, text in tree.code.items():
        if file == MMIO_HEADER or not file.startswith(HAS_NO_VOLATILE):
            continue
        for number, line in enumerate(assembly.without_comments(text), 1):
            if VOLATILE.search(line):
                what = "volatile: <muster/mmio.h> accesses devices, __atomic_* shared variables"
            elif file.startswith(DRIVERS) and POINTER_CAST.search(line):
                what = "a driver makes a pointer of an address: <muster/mmio.h> accesses registers"
            else:
                continue
            findings.append(f"{file}:{number}: {what}")
    return findings


def main() -> int:
    """Runs the check. Returns its exit status."""
    tree = Tree(source_tree.root_of_command_line(__doc__))
    checks = (check_includes, check_boards, check_assembly, check_devices)
    findings = [finding for check in checks for finding in check(tree)]
    return source_tree.verdict(
        findings,
        'To mend: CONTRIBUTING.md, "The rooms", says where things live; what the architecture has to '
        "do for others is a function of the arch contract or of a public header.",
    )


if __name__ == "__main__":
    sys.exit(main())
