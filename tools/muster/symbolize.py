# SPDX-License-Identifier: MIT
"""tools/symbolize: names the addresses in what a program has said on its console."""

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from muster import apps, presets
from muster import options as opt
from muster.messages import fail, say
from muster.symbols import Program

USAGE = "APP|FILE.elf [--preset P] [LOG]"
DESCRIPTION = """
Reads LOG, what a program has printed on its console (standard input, if LOG is - or not given), and
prints it with function, file and line beside each address of a back trace, and below the ELR of an
exception. The exit status is 0; 1 when there is no back trace in LOG; 2 when tools/symbolize could
not do it.

APP is what tools/run has run: an application of the tree, or a folder elsewhere (FOLDER:NAME if it
has several). It has to be the program that wrote the log, built as it was then: the log does not say
which one that was.
"""

REPORT = re.compile("muster: (panic on )?CPU ")
#: The ELR of an exception, or the PC in the report of another CPU.
ELR = re.compile("  (?:ELR|at) (0x[0-9a-f]+)")
BACK_TRACE = re.compile("  back trace, (?:.*\\(image at (0x[0-9a-f]+)\\))?")
FRAME = re.compile("    (0x[0-9a-f]+)( |$)")
INTERRUPTED = "(interrupted)"
ADDRESS_MASK = 2**64 - 1


@dataclass
class Options:
    preset: str = opt.value(
        "P",
        opt.text,
        presets.DEFAULT,
        f"what it was built with, see CMakePresets.json ({presets.DEFAULT})",
    )


@dataclass
class Found:
    """An address in the log."""

    line: int  # from 0
    address: str
    image: str | None  # where the image was; None when the log does not say
    is_elr: bool
    call_bytes: int  # to go back to the call: 0 for a PC, 1 for a return address


def find_addresses(lines: Sequence[str]) -> list[Found]:
    """Finds the addresses, in the order of the lines.

    An ELR stands before the back trace that says where the image was.
    """
    found: list[Found] = []
    waiting: list[Found] = []  # each ELR since the last back trace
    elrs: set[str] = set()  # of this report
    image: str | None = None
    in_trace = False
    for number, line in enumerate(lines):
        if REPORT.match(line):
            waiting, elrs = [], set()
        if elr := ELR.match(line):
            elrs.add(elr[1])
            waiting.append(Found(number, elr[1], None, True, 0))
            found.append(waiting[-1])
        frame = FRAME.match(line) if in_trace else None
        if back_trace := BACK_TRACE.match(line):
            image = back_trace[1]
            for one in waiting:
                one.image = image
            waiting = []
        elif frame:
            is_pc = line.endswith(f" {INTERRUPTED}") or frame[1] in elrs
            found.append(Found(number, frame[1], image, False, 0 if is_pc else 1))
        in_trace = bool(back_trace or frame)
    return found


def describe(found: Sequence[Found], program: Program) -> list[str]:
    """Returns the text of each address."""
    if any(one.image is None for one in found):
        say(
            f"the log does not say where the image was: taken to be at {program.begin:#018x}, as linked"
        )
    addresses, calls = [], []
    for one in found:
        if max(len(one.address), len(one.image or "")) > len("0x") + 16:
            fail(f"line {one.line + 1} of the log is damaged: {one.address}")
        image = program.begin if one.image is None else int(one.image, 16)
        addresses.append((int(one.address, 16) - image + program.begin) & ADDRESS_MASK)
        # Of a return address the call before it: it may be the last instruction of its function.
        calls.append((addresses[-1] - one.call_bytes) & ADDRESS_MASK)
    return program.describe(addresses, calls)


def annotate(lines: Sequence[str], found: Sequence[Found], texts: Sequence[str]) -> list[str]:
    """Returns the log with the texts in it."""
    shown = list(lines)
    for one, text in zip(found, texts):
        line = lines[one.line]
        if one.is_elr:
            shown[one.line] = f"{line}\n      {text}"
        else:
            # The name that the program itself has put there is in the text, too.
            interrupted = f"  {INTERRUPTED}" if line.endswith(INTERRUPTED) else ""
            shown[one.line] = f"    {one.address}  {text}{interrupted}"
    return shown


def read_log(name: str) -> list[str]:
    """Returns the lines of the log, without what is no text."""
    if name == "-":
        content = sys.stdin.buffer.read()
    else:
        if not Path(name).exists():
            fail(f"there is no file {name}")
        try:
            content = Path(name).read_bytes()
        except OSError:
            fail(f"{name} cannot be read")
    text = content.decode(errors="surrogateescape").replace("\0", "").replace("\r", "")
    if not text:
        fail("the log is empty")
    return text.removesuffix("\n").split("\n")


def find_program(app_name: str, preset: str) -> Path:
    presets.check(preset, presets.target_names())
    app = apps.resolve(app_name, preset)
    app.complete_name()
    if not app.elf().is_file():
        fail(f"there is no {app.elf()}; build it as it was when it wrote the log")
    return app.elf()


def main(arguments: list[str]) -> int:
    line = opt.parse(Options, arguments, USAGE, DESCRIPTION)
    if len(line.words) > 2:
        fail(f"one program and one log at a time: {' '.join(line.words)}?")
    app_name, log = (*line.words, *["", "-"][len(line.words) :])
    program = Program(find_program(app_name, line.options.preset))
    lines = read_log(log)
    found = find_addresses(lines)
    shown = annotate(lines, found, describe(found, program)) if found else lines
    text = "\n".join(shown) + "\n"
    sys.stdout.buffer.write(text.encode(errors="surrogateescape"))
    if not found:
        say("there is no back trace in the log")
        return 1
    return 0
