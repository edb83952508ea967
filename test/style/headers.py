#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks that every public header compiles alone, in C11 with GCC and in C++17 with Clang.

All of them together compile with the other compiler of each language. What their macros define
(test/style/definitions.c) compiles with all."""

from __future__ import annotations

import concurrent.futures
import dataclasses
import os
import pathlib
import re
import shutil
import subprocess
import sys

import source_tree

TARGET = "aarch64-linux-gnu"
PICOLIBC = pathlib.Path(f"/usr/lib/picolibc/{TARGET}/include")
INCLUDE_FOLDERS = ("include", "arch/aarch64/include")
OPTIONS = "-fsyntax-only -Wall -Wextra -Wpedantic -Wundef -Werror".split()
DEFINITIONS = "test/style/definitions.c"
# What a header lacks when it stands alone, the other compiler of the same language finds out.
ALL_AT_ONCE = ("C11, Clang", "C++17, GCC")
LOCK_OPTIONS = ("-UMUSTER_TRACK_LOCKS", "-DMUSTER_TRACK_LOCKS")


@dataclasses.dataclass(frozen=True)
class Compiler:
    """A compiler with the options that choose the language."""

    name: str
    command: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Trial:
    """Something that must compile: a text, or a file among the options."""

    what: str
    compiler: Compiler
    options: tuple[str, ...]
    text: str = ""

    def run(self) -> str | None:
        """Returns what is wrong, or None."""
        command = [*self.compiler.command, *self.options]
        result = subprocess.run(
            command,
            input=self.text,
            text=True,
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        if result.returncode == 0:
            return None
        return f"{self.what}, {self.compiler.name}:\n{result.stdout.rstrip()}"


def compilers(root: pathlib.Path) -> list[Compiler]:
    """Returns each compiler in each language."""
    includes = [word for folder in INCLUDE_FOLDERS for word in ("-I", str(root / folder))]
    library = ["-isystem", str(PICOLIBC)] if PICOLIBC.is_dir() else []
    c = ["-x", "c", "-std=c11", *OPTIONS, *includes, *library]
    cxx = ["-x", "c++", "-std=c++17", *OPTIONS, *includes]
    return [
        Compiler("C11, GCC", (f"{TARGET}-gcc", *c)),
        Compiler("C++17, GCC", (f"{TARGET}-g++", *cxx)),
        Compiler("C11, Clang", ("clang", f"--target={TARGET}", *c)),
        Compiler("C++17, Clang", ("clang++", f"--target={TARGET}", *cxx)),
    ]


def public_headers(root: pathlib.Path) -> list[str]:
    """Returns the public headers as in #include <...>."""
    pattern = re.compile(rf"(?:{'|'.join(INCLUDE_FOLDERS)})/(muster/.*\.h)")
    matches = (pattern.fullmatch(file) for file in source_tree.source_files(root))
    return [match[1] for match in matches if match]


def trials(root: pathlib.Path) -> list[Trial]:
    """Returns what must compile."""
    found = []
    headers = public_headers(root)
    for compiler in compilers(root):
        # Twice, in a file that is not empty without it.
        texts = {header: f"#include <{header}>\n" * 2 + "extern int file;\n" for header in headers}
        if compiler.name in ALL_AT_ONCE:
            texts = {"all headers": "".join(texts.values())}
        for what, text in texts.items():
            found.append(Trial(f"{what} does not compile", compiler, ("-",), text))
        for option in LOCK_OPTIONS:
            what = "what the headers' macros define does not compile"
            found.append(Trial(what, compiler, (option, str(root / DEFINITIONS))))
    return found


def main() -> int:
    """Runs the check. Returns its exit status."""
    root = source_tree.root_of_command_line(__doc__)
    for compiler in compilers(root):
        if not shutil.which(compiler.command[0]):
            return source_tree.skip(f"there is no {compiler.command[0]} here")
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        findings = [finding for finding in pool.map(Trial.run, trials(root)) if finding]
    return source_tree.verdict(
        findings,
        "To mend: the header includes what it uses, and its functions stand between "
        "MUSTER_BEGIN_DECLS and MUSTER_END_DECLS.",
    )


if __name__ == "__main__":
    sys.exit(main())
