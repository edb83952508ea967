# SPDX-License-Identifier: MIT
"""The options of tools/run for tests: a small loader program starts the .img form in place of the
emulator's own loader. Its source is test/boot/shim.S.
"""

from pathlib import Path

from muster import emulator
from muster.emulator import RAM_BASE
from muster.messages import fail

MIN_MEM_MIB = 256
#: Where the loader program expects what.
DTB = 0x47000000
IMAGE = 0x48000000
X0_SLOT = 0x40180000
ADDRESS_SLOT = 0x40180008
FLAGS_SLOT = 0x40180010
ARG_SLOT = 0x40180018


def check_memory(mem: str, mem_mib: int, load_address: str) -> None:
    """Fails unless the loader program and the image have a place in memory."""
    if mem_mib < MIN_MEM_MIB:
        fail(
            f"--mem {mem} is too small for the loader program: it needs {MIN_MEM_MIB}M "
            "(options for tests, see tools/run --help)"
        )
    if load_address and not RAM_BASE <= int(load_address, 0) < RAM_BASE + mem_mib * 1024 * 1024:
        fail(f"--load-address {load_address} is not in memory, which is {mem} from {RAM_BASE:#x}")


def loads(image: Path, load_address: str, dtb: str, x0: str, flags: str, arg: str) -> list[str]:
    """Returns the emulator's options that put the image, the device tree and the words that the
    loader program reads into memory. Empty text is the default.
    """
    address = load_address or f"{IMAGE:#x}"
    options = emulator.load_file(image, address)
    if dtb:
        options += emulator.load_file(Path(dtb), f"{DTB:#x}")
    options += emulator.load_word(X0_SLOT, x0 or f"{DTB if dtb else RAM_BASE:#x}")
    options += emulator.load_word(ADDRESS_SLOT, address)
    options += emulator.load_word(FLAGS_SLOT, flags or "0")
    options += emulator.load_word(ARG_SLOT, arg or "0")
    return options
