# SPDX-License-Identifier: MIT
"""The benchmark size: how much of a program each room of the runtime takes, and each object.

docs/benchmarking.md says what each figure means.
"""

from __future__ import annotations

import posixpath
import re
import subprocess
from collections import Counter
from pathlib import Path

from muster.benchmarks.programs import Programs
from muster.benchmarks.session import Session
from muster.messages import fail
from muster.symbols import find_prefix

PROGRAMS = ("hello", "bench-malloc", "nas-ep")
OBJECTS_SHOWN = 30

#: What a symbol of these kinds takes is text in the sense of GNU size: code and constants.
TEXT_KINDS = "tTwWrRvV"
OF_NO_SYMBOL = "(no symbol)"  # strings, tables of relocations, gaps
LIBC = "(C library)"


def measure(session: Session) -> None:
    programs = session.programs()
    programs.build(*PROGRAMS)
    for name in PROGRAMS:
        report(session, programs, name)


def report(session: Session, programs: Programs, name: str) -> None:
    """Reports a program's text, by room; and prints the largest objects."""
    elf = programs.elf(name)
    all_bytes = text_bytes(elf)
    objects = text_of_objects(output_of(elf, "nm", "-S", "-l"))
    objects[OF_NO_SYMBOL] = all_bytes - sum(objects.values())
    rooms: Counter[str] = Counter()
    for source, size in objects.items():
        rooms[room_of(source)] += size
    session.result("text_bytes", 1, all_bytes, "bytes", {"app": name})
    for room, size in rooms.most_common():
        session.result("room_text_bytes", 1, size, "bytes", {"app": name, "room": room})
    print(f"the largest objects of {name}:")
    for source, size in objects.most_common(OBJECTS_SHOWN):
        print(f"{size:>9}  {source}", flush=True)


def output_of(elf: Path, tool: str, *options: str) -> str:
    command = [f"{find_prefix()}{tool}", *options, str(elf)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        fail(f"{' '.join(command)} ended with status {done.returncode} (see above)")
    return done.stdout


def text_bytes(elf: Path) -> int:
    """Returns what GNU size calls text."""
    return int(output_of(elf, "size").splitlines()[-1].split()[0])


def text_of_objects(listing: str) -> Counter[str]:
    """Returns the bytes of code and constants of each source, from the lines of nm -S -l. An address
    counts once, though it may have several names."""
    sizes: Counter[str] = Counter()
    seen: set[str] = set()
    for line in listing.splitlines():
        match = re.fullmatch(r"([0-9a-f]+) ([0-9a-f]+) (\w) (\S+)(?:\t(.*):[0-9?]+)?", line)
        if match and match[3] in TEXT_KINDS and match[1] not in seen:
            seen.add(match[1])
            sizes[source_name(match[5] or "")] += int(match[2], 16)
    return sizes


def source_name(path: str) -> str:
    """Returns a source of the tree as from its top, whatever folder it was compiled in."""
    plain = posixpath.normpath(path) if path else ""
    match = re.search(r"(?:^|/)((?:runtime|arch|board|apps|bench|include/muster)/.*)", plain)
    return match[1] if match else LIBC


def room_of(source: str) -> str:
    """Returns the room that a source belongs to, as runtime/hotplug."""
    if source in (LIBC, OF_NO_SYMBOL):
        return source
    parts = source.split("/")
    return "/".join(parts[: 3 if parts[0] == "arch" else 2])
