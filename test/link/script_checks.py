#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""usage: test/link/script_checks.py CC NM AR SCRIPT LINKER...

Links sections that no program should have by the linker script and each LINKER. Succeeds when each is
refused by a message of the script, or stands where the boot treats it as it should: an alignment that no
image can be loaded with, and writable sections that the script does not name. Functions of the runtime's and
the libc's archives must be aligned as the veneers that GNU ld puts between them, and the application's as it asks.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

MOST_ALIGNMENT = 0x200000

# What each program of the runtime has.
PROGRAM = """
    .section .text.boot, "ax"
    .global _start
_start: ret
    .section .data.rel.ro, "aw"
    .quad _start
    .section .data, "aw"
    .word 1
    .section .bss, "aw", %nobits
    .skip 8
    .section .muster_page_tables, "aw", %nobits
    .balign 4096
    .skip 4096
"""


def aligned(section: str, flags: str, kind: str, alignment: int) -> str:
    return f'.section {section}, "{flags}", %{kind}\n.balign {alignment}\n.skip 8\n'


@dataclass(frozen=True)
class Case:
    name: str
    source: str
    #: A part of the message; "" when the program links.
    message: str = ""
    #: Symbols in the order that their values must have.
    order: list[str] = field(default_factory=list)
    #: It may be refused by this message instead.
    or_message: str = ""
    #: Bytes that the values of symbols must be multiples of.
    alignments: dict[str, int] = field(default_factory=dict)
    #: The source of a member of an archive, and that archive's name.
    archive_source: str = ""
    archive: str = "libother.a"


ALIGNED = {
    "per-CPU": (".data..percpu", "aw", "progbits", "a per-CPU variable"),
    "per-CPU, uncopied": (".data..percpu..uncopied", "aw", "progbits", "a per-CPU variable"),
    ".tdata": (".tdata", "awT", "progbits", "a thread-local variable"),
    ".tbss": (".tbss", "awT", "nobits", "a thread-local variable"),
}

FUNCTIONS_OF_4_BYTES = "".join(
    f'.section .text.{name}, "ax"\n.global {name}\n{name}: ret\n'
    for name in ("first", "second", "third")
)

CASES = [
    *(
        Case(f"{name} of 2 MiB", aligned(section, flags, kind, MOST_ALIGNMENT))
        for name, (section, flags, kind, _) in ALIGNED.items()
    ),
    *(
        Case(
            f"{name} of 4 MiB",
            aligned(section, flags, kind, 2 * MOST_ALIGNMENT),
            f"{message} (section",
        )
        for name, (section, flags, kind, message) in ALIGNED.items()
    ),
    Case(
        "unnamed data",
        '.section odd, "aw", %progbits\n.global place\nplace: .quad _start\n',
        order=["__muster_relocated_start", "place", "__muster_relocated_end", "__muster_image_end"],
    ),
    Case(
        "unnamed zeroes",
        '.section odd, "aw", %nobits\n.global place\nplace: .skip 5000\n',
        order=["__muster_bss_start", "place", "__muster_bss_end", "__muster_image_end"],
        or_message="does not name a section without contents",
    ),
    Case(
        "named zeroes",
        '.section .bss.odd, "aw", %nobits\n.global place\nplace: .skip 5000\n',
        order=["__muster_bss_start", "place", "__muster_bss_end", "__muster_image_end"],
    ),
    *(
        Case(
            f"functions of {archive}",
            "",
            alignments={"first": alignment, "second": alignment, "third": alignment},
            archive_source=FUNCTIONS_OF_4_BYTES,
            archive=archive,
        )
        for archive, alignment in (
            ("libmuster.a", 8),
            ("libmuster_posix.a", 8),
            ("libc.a", 16),
            ("libm.a", 16),
            ("libgcc.a", 16),
        )
    ),
    Case(
        "vectors of an application",
        '.section .text.table, "ax"\n.global table\n.balign 2048\ntable: ret\n',
        alignments={"table": 2048},
        archive_source=FUNCTIONS_OF_4_BYTES,
    ),
]


def values_of(nm: str, program: Path) -> dict[str, int]:
    lines = subprocess.run([nm, program], check=True, capture_output=True, text=True).stdout
    words = [line.split() for line in lines.splitlines()]
    return {name: int(value, 16) for value, _, name in words}


def finding(case: Case, linked: subprocess.CompletedProcess[str], nm: str, program: Path) -> str:
    """Returns what is wrong, or nothing."""
    messages = [message for message in (case.message, case.or_message) if message]
    if linked.returncode:
        if any(message in linked.stderr for message in messages):
            return ""
        return f"does not link, and says none of {messages}: {linked.stderr}"
    if case.message:
        return "links"
    values = values_of(nm, program)
    for name, alignment in case.alignments.items():
        if values[name] % alignment:
            return f"{name} at {values[name]:#x} is not aligned to {alignment}"
    places = [values[name] for name in case.order]
    return "" if places == sorted(places) else f"stands at {dict(zip(case.order, places))}"


def compiled(compiler: str, source: str, made: Path) -> Path:
    made.with_suffix(".s").write_text(source, encoding="ascii")
    subprocess.run([compiler, "-c", made.with_suffix(".s"), "-o", made], check=True)
    return made


def inputs_of(case: Case, compiler: str, archiver: str, folder: Path) -> list[str | Path]:
    """Returns what is linked: an object, and all of an archive if the case has one."""
    inputs: list[str | Path] = [compiled(compiler, PROGRAM + case.source, folder / "odd.o")]
    if case.archive_source:
        archive = folder / case.archive
        member = compiled(compiler, case.archive_source, folder / "member.o")
        subprocess.run([archiver, "rcs", archive, member], check=True)
        inputs += ["--whole-archive", archive]
    return inputs


def main() -> int:
    compiler, nm, archiver, script, *linkers = sys.argv[1:]
    options = ["-pie", "--no-dynamic-linker", "-z", "text", "-z", "norelro"]
    options += ["-z", "max-page-size=4096", "-T", script]
    failed = tried = 0
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder, "odd.elf")
        for case in CASES:
            inputs = inputs_of(case, compiler, archiver, Path(folder))
            for linker in linkers:
                linked = subprocess.run(
                    [linker, *options, *inputs, "-o", program], capture_output=True, text=True
                )
                tried += 1
                wrong = finding(case, linked, nm, program)
                if wrong:
                    failed += 1
                    print(f"{linker}: {case.name}: {wrong}")
    print(f"{tried} programs linked, {failed} findings")
    return 1 if failed or not tried else 0


if __name__ == "__main__":
    sys.exit(main())
