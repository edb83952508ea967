# SPDX-License-Identifier: MIT
"""The machines of tools/run --machine besides virt: how QEMU starts each, and its device tree."""

import struct
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from muster import ROOT
from muster.messages import fail, say


@dataclass
class Model:
    """A machine of QEMU that Muster runs on."""

    cores: int  # how many QEMU gives it
    memory: str  # for -m; empty: the machine has what it has
    has_tree: bool  # QEMU makes its device tree; otherwise board/NAME or the package has one
    about: str
    #: For --el: what follows the machine's name. Empty: each form of a program enters at one level.
    levels: dict[str, str] = field(default_factory=dict)
    package_tree: str = ""  # the device tree's file in the distribution's kernel package
    elf_moves: int = 0  # how far an ELF program is moved from its link address, to be in RAM


MODELS = {
    "raspi3b": Model(
        4,
        "",
        False,
        "Raspberry Pi 3: img enters at EL2, other cores in a spin table; elf at EL3, all cores",
        elf_moves=-0x40000000,
    ),
    "xlnx-zcu102": Model(
        4,
        "2G",
        False,
        "Xilinx ZCU102: GICv2, PSCI by smc; --el 1, 2, or 3 (elf: one core, without PSCI)",
        levels={"1": "", "2": ",virtualization=on", "3": ",secure=on"},
        package_tree="zynqmp-zcu102-rev1.0.dtb",
    ),
    "xlnx-versal-virt": Model(
        4,
        "2G",
        True,
        "Xilinx Versal: GICv3, PSCI by smc; elf enters at EL3, one core, without PSCI",
    ),
}
VIRT = "virt"
NAMES = (VIRT, *MODELS)


def listing() -> str:
    """Returns a line for each machine."""
    lines = [f"{VIRT:18} QEMU's virt machine, with --el, --gic, --cpu and the rest"]
    return "\n".join(lines + [f"{name:18} {model.about}" for name, model in MODELS.items()])


def from_package(file: str, is_dry: bool) -> str:
    """Returns the device tree of the kernel package, which is downloaded if it is not there."""
    folder = ROOT / "build/deps/device-trees"
    if not is_dry and not (folder / "VERSION").is_file():
        say("fetching the device trees of the kernel package")
        if subprocess.run([str(ROOT / "tools/fetch-device-trees"), str(folder)]).returncode != 0:
            fail(f"there is no {file}; give a device tree by --dtb")
    return str(next(iter(folder.rglob(file)), folder / file))


def moved(name: str, elf: Path, is_dry: bool) -> Path:
    """Returns the program to load: the ELF file, or a copy that is loaded at an address where the machine
    has RAM. Only the physical addresses of its segments differ."""
    distance = MODELS[name].elf_moves if elf.suffix == ".elf" else 0
    if not distance:
        return elf
    copy = elf.with_name(f"{elf.stem}-{name}.moved")
    if is_dry:
        return copy
    data = bytearray(elf.read_bytes())
    first, size, count = (
        *struct.unpack_from("<Q", data, 32),
        *struct.unpack_from("<HH", data, 54),
    )
    for header in range(first, first + size * count, size):
        (address,) = struct.unpack_from("<Q", data, header + 24)
        struct.pack_into("<Q", data, header + 24, (address + distance) % 2**64)
    copy.write_bytes(data)
    return copy


def tree(name: str, given: str, build_dir: Path, is_dry: bool) -> str:
    """Returns the device tree to hand over: the one given, the board's own, which is compiled, or the kernel
    package's; empty if QEMU makes it."""
    source = ROOT / "board" / name / f"{name}.dts"
    if given or MODELS[name].has_tree:
        return given
    if MODELS[name].package_tree:
        return from_package(MODELS[name].package_tree, is_dry)
    compiled = build_dir / "bin" / "dtb" / f"board-{name}.dtb"
    compiled.parent.mkdir(parents=True, exist_ok=True)
    try:
        subprocess.run(
            ["dtc", "-q", "-I", "dts", "-O", "dtb", "-o", str(compiled), str(source)], check=True
        )
    except (OSError, subprocess.CalledProcessError) as error:
        fail(f"no device tree for {name}: {error}; give one by --dtb")
    return str(compiled)
