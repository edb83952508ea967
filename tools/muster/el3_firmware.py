# SPDX-License-Identifier: MIT
"""tools/run --el3: the program boots below a firmware at EL3 that leaves junk. Its source is test/el3."""

import re
from argparse import ArgumentTypeError
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from muster import emulator
from muster.emulator import RAM_BASE
from muster.messages import fail

#: The words of the option, and their bits (test/el3/el3.h).
WORDS = {
    "ram": 1,
    "pending": 2,
    "priorities": 3,
    "gic-off": 4,
    "idle": 5,
    "clean": 6,
    "distributor-off": 7,
}
ENTERS_AT_EL1 = 1 << 0
MAX_CPUS = 8
#: Where the firmware expects its three parameters.
PARAMETERS = RAM_BASE + 0x180000
IMAGE = RAM_BASE + 0x200000
NUMBER = "0x[0-9A-Fa-f]{1,16}|0|[1-9][0-9]{0,17}"
#: Any constant offset of the virtual counter, where the option names none.
CNTVOFF = 0x123456789ABC


@dataclass
class Firmware:
    """What the value of --el3 says."""

    seed: int
    bits: int = 0
    cntvoff: int = CNTVOFF


def parse(given: str) -> Firmware:
    """Reads SEED[,WORD...]."""
    seed, *words = given.split(",")
    if not re.fullmatch(NUMBER, seed):
        raise ArgumentTypeError(f"{given}: it begins with a seed, a number")
    firmware = Firmware(int(seed, 0))
    for word in words:
        name, _, number = word.partition("=")
        if name == "cntvoff" and re.fullmatch(NUMBER, number):
            firmware.cntvoff = int(number, 0)
        elif word in WORDS:
            firmware.bits |= 1 << WORDS[word]
        else:
            raise ArgumentTypeError(
                f"{word}: it is one of: {' '.join(WORDS)} cntvoff=N (after the seed)"
            )
    return firmware


def check(cpus: int) -> None:
    if cpus > MAX_CPUS:
        fail(f"--el3 has at most {MAX_CPUS} cores; leave it out for {cpus}")


def loads(binary: Path, firmware: Firmware, el: int) -> Sequence[str]:
    """Returns the emulator's options that start the firmware, with its parameters."""
    bits = firmware.bits | (ENTERS_AT_EL1 if el == 1 else 0)
    options = ["-bios", str(binary)]
    for index, word in enumerate((firmware.seed, bits, firmware.cntvoff)):
        options += emulator.load_word(PARAMETERS + 8 * index, f"{word:#x}")
    return options
