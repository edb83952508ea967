# SPDX-License-Identifier: MIT
"""The emulator's command line: Machine.command(), and as_text() to print one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from muster import machines

#: Where QEMU's virt machine has its memory.
RAM_BASE = 0x40000000

#: Standard input and output as a virtio console, besides a PL011 that leads nowhere.
VIRTIO_CONSOLE = (
    "-serial null -global virtio-mmio.force-legacy=false -chardev stdio,id=hvc "
    "-device virtio-serial-device -device virtconsole,chardev=hvc"
)


@dataclass
class Machine:
    """QEMU's virt machine, and how it runs. Empty text is QEMU's own choice."""

    name: str = machines.VIRT
    dtb: str = ""  # the device tree of a machine other than virt
    cpus: int = 1
    mem: str = "512M"
    el: int = 1  # the exception level in which the image is entered
    no_el2: bool = False  # with el 3: the cores have no EL2
    gic: str = "3"
    cpu: str = "cortex-a53"
    el3: bool = False  # the machine starts at EL3, and has secure memory and devices
    thread: str = ""  # single or multi: the cores share a host thread, or have one each
    icount: bool = False  # one instruction is one nanosecond, and the cores take turns
    console: str = ""  # pl011 or virtio: the port that standard input and output are
    rtc: str = ""  # a date, where the machine's clock starts
    semihosting: bool = True
    ram: str = ""  # a file with what the memory holds before anything is loaded; empty: zeroes
    initrd: str = ""  # a file that is put in memory beside the kernel
    gdb_port: int = 0  # where to wait for a debugger; 0 is nowhere

    def command(self, kernel: Path, append: str = "", more: Sequence[str] = ()) -> list[str]:
        """Returns the command that boots the kernel with that kernel command line."""
        if self.name != machines.VIRT:
            return self.other_command(kernel, append)
        # No ACPI tables: no program reads them, and QEMU warns about their size from some 450 cores on.
        machine = f"virt,acpi=off,gic-version={self.gic}"
        if self.el == 3 or self.el3:
            machine += ",secure=on"
        if self.el >= 2 and not self.no_el2 or self.el3:
            machine += ",virtualization=on"
        if self.ram:
            machine += ",memory-backend=ram"
        command = ["qemu-system-aarch64", "-M", machine, "-cpu", self.cpu]
        command += ["-smp", str(self.cpus), "-m", self.mem]
        command += "-nodefaults -nic none -display none -monitor none".split()
        command += VIRTIO_CONSOLE.split() if self.console == "virtio" else ["-serial", "stdio"]
        command += ["-no-reboot"]
        if self.ram:  # the file stays as it is: what the machine writes goes to copies of its pages
            name = self.ram.replace(",", ",,")
            backend = f"memory-backend-file,id=ram,share=off,mem-path={name},size={self.mem}"
            command += ["-object", backend]
        if self.semihosting:
            command += ["-semihosting-config", "enable=on,target=native"]
        if self.thread:
            command += ["-accel", f"tcg,thread={self.thread}"]
        if self.icount:  # the clock goes by the instructions, too
            start = self.rtc or "2000-01-01T00:00:00"
            command += ["-icount", "shift=0,sleep=off", "-rtc", f"base={start},clock=vm"]
        elif self.rtc:
            command += ["-rtc", f"base={self.rtc}"]
        if self.gdb_port:
            command += ["-S", "-gdb", f"tcp:127.0.0.1:{self.gdb_port}"]
        command += ["-kernel", str(kernel)]
        if append:
            command += ["-append", append]
        if self.initrd:
            command += ["-initrd", self.initrd]
        return [*command, *more]

    def other_command(self, kernel: Path, append: str) -> list[str]:
        """Does the same for a machine other than virt."""
        model = machines.MODELS[self.name]
        command = [
            "qemu-system-aarch64",
            "-M",
            self.name + model.levels.get(str(self.el), ""),
            "-smp",
            str(model.cores),
        ]
        if model.memory:
            command += ["-m", model.memory]
        command += "-nic none -display none -monitor none -serial stdio -no-reboot".split()
        command += ["-audiodev", "none,id=silence"]
        if self.semihosting:
            command += ["-semihosting-config", "enable=on,target=native"]
        if self.gdb_port:
            command += ["-S", "-gdb", f"tcp:127.0.0.1:{self.gdb_port}"]
        command += ["-kernel", str(kernel)]
        if self.dtb:
            command += ["-dtb", self.dtb]
        return [*command, "-append", append] if append else command


def load_file(file: Path, address: int | str) -> list[str]:
    """Returns the options that put the file into memory as it is."""
    # QEMU splits these values at commas; a doubled comma stands for one.
    name = str(file).replace(",", ",,")
    return ["-device", f"loader,file={name},addr={address},force-raw=on"]


def load_word(address: int, word: int | str) -> list[str]:
    """Returns the options that put a 64-bit word into memory."""
    return ["-device", f"loader,addr={address:#x},data={word},data-len=8"]


def as_text(command: Sequence[str]) -> str:
    """Returns the command on one line, to be pasted into a shell."""

    def quoted(word: str) -> str:
        if re.fullmatch("[A-Za-z0-9_./:=,+-]+", word):
            return word
        return "'" + word.replace("'", "'\\''") + "'"

    return " ".join(quoted(word) for word in command)
