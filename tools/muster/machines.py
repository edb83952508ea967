# SPDX-License-Identifier: MIT
"""The machines of tools/run --machine besides virt: how QEMU starts each, and its device tree."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from muster import ROOT
from muster.messages import fail


@dataclass
class Model:
    """A machine of QEMU that Muster runs on."""

    cores: int  # how many QEMU gives it
    memory: str  # for -m; empty: the machine has what it has
    has_tree: bool  # QEMU makes its device tree; otherwise board/NAME has one
    about: str


MODELS = {
    "raspi3b": Model(4, "", False, "Raspberry Pi 3: cores in a spin table, EL2"),
    "xlnx-versal-virt": Model(4, "2G", True, "Xilinx Versal: GICv3, PSCI by smc"),
}
VIRT = "virt"
NAMES = (VIRT, *MODELS)


def listing() -> str:
    """Returns a line for each machine."""
    lines = [f"{VIRT:18} QEMU's virt machine, with --el, --gic, --cpu and the rest"]
    return "\n".join(lines + [f"{name:18} {model.about}" for name, model in MODELS.items()])


def tree(name: str, given: str, build_dir: Path) -> str:
    """Returns the device tree to hand over: the one given, or the board's own, which is compiled; empty
    if QEMU makes it."""
    source = ROOT / "board" / name / f"{name}.dts"
    if given or MODELS[name].has_tree:
        return given
    compiled = build_dir / "bin" / "dtb" / f"board-{name}.dtb"
    compiled.parent.mkdir(parents=True, exist_ok=True)
    try:
        subprocess.run(
            ["dtc", "-q", "-I", "dts", "-O", "dtb", "-o", str(compiled), str(source)], check=True
        )
    except (OSError, subprocess.CalledProcessError) as error:
        fail(f"no device tree for {name}: {error}; give one by --dtb")
    return str(compiled)
