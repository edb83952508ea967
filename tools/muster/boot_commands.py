# SPDX-License-Identifier: MIT
"""The emulator's command of each test, made once for all: `tools/muster boot-commands LIST FOLDER`.

LIST has the tests, with an empty line after each: a line with the name of a test, and then, each on a
line of its own that begins with a space, the words that tools/run would get. FOLDER gets a file for each test, in
which a NUL ends each word of the command. (A start of tools/run takes as long as QEMU's boot.)
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from muster import ROOT, apps, run, run_options
from muster import options as opt


def read_list(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yields the name of each test, and the words for tools/run."""
    for record in text.split("\n\n"):
        name, *words = record.strip("\n").split("\n")
        if name:
            yield name, [word.removeprefix(" ") for word in words]


def command_of(words: Sequence[str]) -> list[str]:
    """Returns the command that tools/run would run for these words. Builds and looks up nothing."""
    line = opt.parse(run_options.Options, words, run.USAGE, run.DESCRIPTION)
    run_options.check(line.options, line.rest)
    append = run.kernel_command_line(line.options, line.rest)
    preset = line.options.preset
    app = apps.App(preset, ROOT / "build" / preset, name=line.words[0])
    file = app.form(line.options.image or "elf")
    return run.emulator_command(line.options, app, file, append)


def write_if_other(file: Path, text: str) -> None:
    """Writes the file, but leaves it alone if that is what it has."""
    if not file.is_file() or file.read_text() != text:
        file.write_text(text)


def main(arguments: Sequence[str]) -> int:
    tests, folder = (Path(argument) for argument in arguments)
    folder.mkdir(parents=True, exist_ok=True)
    for name, words in read_list(tests.read_text()):
        command = command_of(words)
        write_if_other(folder / name, "".join(f"{word}\0" for word in command))
    return 0
