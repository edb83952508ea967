#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Links programs in Rust with the package, and boots them: `check_rust.py PREFIX LIBC COMPILER`.

The programs are the one of docs/linking.md, compiled by that page's command, and outside/app.rs. Rust's
library "core" for this target is the toolchain's own where it has one; else it is compiled from Debian's
rust-src. Ends with 77 where there is neither, or no rustc.
"""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
STATUS_SKIPPED = 77
TARGET = "aarch64-unknown-none"
TIMEOUT_S = 1500

# A library that each Rust program names, and of which this target needs nothing: libgcc has it.
NO_BUILTINS = """#![feature(no_core, compiler_builtins)]
#![no_std]
#![compiler_builtins]
"""


def block_of(page: str, language: str, first: str) -> str:
    """Returns the block of code of that language on the page that begins with the text."""
    blocks = page.split(f"```{language}\n")[1:]
    return next(text for block in blocks if (text := block.partition("```")[0]).startswith(first))


def run(*command: str | pathlib.Path, **variables: str) -> str:
    """Runs a command; ends the test where its status is not 0."""
    done = subprocess.run(
        command,
        env={**os.environ, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: {done.returncode}\n{done.stdout}")
    return done.stdout


def library_of(rustc: str, options: list[str], folder: pathlib.Path) -> list[str]:
    """Returns what names core to the compiler; none is needed for its own, which may be compiled first."""
    if pathlib.Path(run(rustc, "--target", TARGET, "--print", "target-libdir").strip()).is_dir():
        return []
    source = pathlib.Path(run(rustc, "--print", "sysroot").strip(), "lib/rustlib/src/rust/library")
    if not source.is_dir():
        print(
            f"skipped: no core for {TARGET}; Debian's packages rustc and rust-src have its source"
        )
        sys.exit(STATUS_SKIPPED)
    builtins = folder / "builtins.rs"
    builtins.write_text(NO_BUILTINS)
    core = folder / "libcore.rlib"
    for name, edition, file in (
        ("core", "2021", source / "core/src/lib.rs"),
        ("compiler_builtins", "2018", builtins),
    ):
        run(
            *(rustc, "--crate-name", name, "--crate-type", "rlib", "--edition", edition),
            *(*options, "--cap-lints", "allow", "--extern", f"core={core}"),
            *("-o", folder / f"lib{name}.rlib", file),
            RUSTC_BOOTSTRAP="1",  # core is made of what no other library may use
        )
    return ["-L", str(folder)]


def check(rustc: str, prefix: str, libc: str, compiler: str, folder: pathlib.Path) -> None:
    page = (ROOT / "docs/linking.md").read_text(encoding="utf-8")
    words = block_of(page, "text", "rustc ").replace("\\\n", " ").split()
    options = words[1 : words.index("-o")]  # "-o libapp.a app.rs" is what follows
    kind = options.index("--crate-type")
    library = library_of(rustc, options[:kind] + options[kind + 2 :], folder)
    (folder / "page.rs").write_text(block_of(page, "rust", "#![no_std]"))
    for source, expected in (
        (folder / "page.rs", ""),
        (HERE / "outside/app.rs", "the last of four CPUs: [10, 7] 0.333\n"),
    ):
        archive, elf = folder / "libapp.a", folder / "app.elf"
        run(rustc, *options, *library, "-o", archive, source)
        specs = [f"-B{prefix}/lib/muster/{libc}/", "-specs=muster.specs"]
        run(compiler, "-O2", *specs, archive, "-o", elf)
        said = run(ROOT / "tools/run", elf, "--cpus", "4", "--timeout", "120").replace("\r", "")
        if expected not in said or "status=0 cpus=4" not in said:
            sys.exit(f"{source.name}: expected {expected!r} and status=0 in:\n{said}")


def main() -> int:
    prefix, libc, compiler = sys.argv[1:]
    rustc = shutil.which("rustc")
    if not rustc:
        print("skipped: there is no rustc; Debian's packages are rustc and rust-src")
        return STATUS_SKIPPED
    with tempfile.TemporaryDirectory() as name:
        check(rustc, prefix, libc, compiler, pathlib.Path(name))
    return 0


if __name__ == "__main__":
    sys.exit(main())
