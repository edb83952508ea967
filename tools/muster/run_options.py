# SPDX-License-Identifier: MIT
"""The options of tools/run: Options declares them, check() holds them against each other."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from muster import options as opt
from muster import el3_firmware, machines, outputs, presets, shim
from muster.messages import fail

FOR_TESTS = (
    "for tests: any of these starts the .img form from a small loader program in place of\n"
    "the emulator's own loader, and needs 256 MiB of memory or more"
)
FIRMWARE = "for tests, with a firmware of the tree"

word = opt.pattern("0x[0-9A-Fa-f]{1,16}|0|[1-9][0-9]{0,17}", "a number, decimal or 0x...")
#: CPUs of QEMU that have no AArch64 state.
CPUS_OF_32_BITS = (
    "arm",
    "cortex-a7",
    "cortex-a8",
    "cortex-a9",
    "cortex-a15",
    "cortex-m",
    "cortex-r",
)
LEAST_MEM_MIB = 4


def cpu_model(given: str) -> str:
    if given.startswith(("arm", "cortex-m", "cortex-r")) or given in CPUS_OF_32_BITS:
        raise opt.wrong(
            given, "a CPU of 64 bits, such as cortex-a53; this one has no AArch64 state"
        )
    return given


def memory_mib(given: str) -> int:
    number, unit = int(given.rstrip("KMGkmg")), given[-1].upper()
    return number // 1024 if unit == "K" else number * 1024 if unit == "G" else number


def memory_bytes(given: str) -> int:
    """Returns the size that QEMU takes the text of --mem for: without a suffix it is in MiB."""
    units = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30}
    return int(given.rstrip("KMGkmg")) * units.get(given[-1].upper(), 1 << 20)


def memory(given: str) -> str:
    form = opt.pattern(
        "[1-9][0-9]{0,8}[KMGkmg]?", "a number of MiB, or one with a suffix K, M or G"
    )
    if memory_mib(form(given)) < LEAST_MEM_MIB:
        raise opt.wrong(given, f"{LEAST_MEM_MIB}M or more, or no program fits")
    return given


@dataclass
class Options:
    cpus: int = opt.value("N", opt.number(1, 512), 4, "cores, 1 to 512 (4)")
    mem: str = opt.value("SIZE", memory, "512M", "memory in MiB, or with a suffix K, M or G (512M)")
    el: str = opt.value(
        "1|2|3",
        opt.choice("1", "2", "3"),
        "1",
        "exception level in which the machine enters the image (1); with 3 all cores enter at once, "
        "below no firmware",
    )
    no_el2: bool = opt.flag("with --el 3, the cores have no EL2")
    gic: str = opt.value(
        "2|3|max",
        opt.choice("2", "3", "max"),
        "3",
        "version of the interrupt controller; 2 has at most 8 cores (3)",
    )
    cpu: str = opt.value(
        "MODEL", cpu_model, "cortex-a53", "cortex-a53, cortex-a72, max, ... (cortex-a53)"
    )
    machine: str = opt.value(
        "NAME",
        opt.choice(*machines.NAMES),
        machines.VIRT,
        "the machine, see --list-machines (virt); others than virt have their own number of cores, "
        "and take --dtb FILE, --append, --image, --no-semihosting, --gdb, and --el where the list says so",
    )
    image: str = opt.value(
        "elf|img",
        opt.choice("elf", "img"),
        "",
        "which of the two forms of the program to boot (elf)",
    )
    append: list[str] = opt.many(
        "TEXT", "runtime options, such as maxcpus=2, for the kernel command line; may be repeated"
    )
    libc: str = opt.value(
        "NAME",
        opt.choice("picolibc", "newlib"),
        "",
        "picolibc or newlib: short for --preset gcc-NAME-release (picolibc)",
    )
    preset: str = opt.value("P", opt.text, "", "what to build with, see CMakePresets.json")
    no_build: bool = opt.flag("run what is there, and install nothing but the emulator")
    icount: bool = opt.flag("deterministic: one instruction is one nanosecond, cores take turns")
    rtc: str = opt.value(
        "DATE",
        opt.pattern(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}", "a date as 2001-02-03T04:05:06"),
        "",
        "when the machine's clock starts, as 2001-02-03T04:05:06 (now; with --icount "
        "2000-01-01T00:00:00)",
    )
    thread: str = opt.value(
        "MODE",
        opt.choice("single", "multi"),
        "",
        "single or multi: the cores share a host thread, or have one each (QEMU's choice)",
    )
    console: str = opt.value(
        "PORT",
        opt.choice("pl011", "virtio"),
        "",
        "pl011 or virtio: what standard input and output are (pl011); a virtio console is used with "
        "--append console=hvc0",
    )
    ram: str = opt.value(
        "FILE",
        opt.text,
        "",
        "what the memory holds before the program is loaded (zeroes); the file is as large as --mem "
        "or larger, and is not written",
    )
    initrd: str = opt.value(
        "FILE",
        opt.text,
        "",
        "a file that the emulator's loader puts in memory beside the program, in its .img form: "
        "muster_initrd()",
    )
    no_semihosting: bool = opt.flag(
        "nobody answers the program's semihosting calls: it has no files, and the exit status is 0 "
        "whatever its own is"
    )
    timeout: int = opt.value(
        "S", opt.number(0, 1000000), 60, "give up after S seconds; 0 is never (60)"
    )
    gdb: bool = opt.flag("wait for a debugger, without a time-out")
    gdb_port: int = opt.value(
        "PORT", opt.number(1, 65535), 1234, "where on 127.0.0.1 to wait for it (1234)"
    )
    trace: str = opt.value(
        "FILE",
        opt.text,
        "",
        "write there what each CPU did in which hotplug state, for ui.perfetto.dev",
    )
    boot_chart: str = opt.value(
        "FILE",
        opt.text,
        "",
        "draw that, as an SVG; installs matplotlib. Either adds cpuhp.trace=1 to the kernel command "
        "line, and shows the console line by line",
    )
    dry_run: bool = opt.flag("print the emulator's command; build and run nothing")
    list: bool = opt.flag("print the names of the applications")
    list_machines: bool = opt.flag("print the names of the machines")
    list_all: bool = opt.flag("print those of tests and benchmarks too, once they have been built")
    el3: el3_firmware.Firmware | None = opt.value(
        "SEED[,WORD...]",
        el3_firmware.parse,
        None,
        "below a firmware at EL3 that leaves junk, made from the seed, in registers; the words "
        f"({' '.join(el3_firmware.WORDS)} cntvoff=N) are in docs/testing.md",
        FIRMWARE,
    )
    dtb: str = opt.value(
        "FILE",
        opt.text,
        "",
        "hand over this device tree, at 0x47000000, not the machine's own",
        FOR_TESTS,
    )
    load_address: str = opt.value("ADDR", word, "", "put the image there (0x48000000)", FOR_TESTS)
    x0: str = opt.value(
        "VALUE", word, "", "enter with that in x0 (the address of the device tree)", FOR_TESTS
    )
    shim: bool = opt.flag("enter through the loader program, with the values above", FOR_TESTS)
    shim_flags: str = opt.value(
        "N", word, "", "a word for the loader program; its source says what it means", FOR_TESTS
    )
    shim_arg: str = opt.value("N", word, "", "another", FOR_TESTS)

    def is_tracing(self) -> bool:
        return bool(self.trace or self.boot_chart)


def choose_preset(options: Options) -> None:
    """Sets the preset, and holds it against --libc."""
    options.preset = options.preset or f"gcc-{options.libc or 'picolibc'}-release"
    presets.check(options.preset, presets.target_names())
    if options.libc and f"-{options.libc}-" not in options.preset:
        fail(f"--libc {options.libc} contradicts --preset {options.preset}; leave one of them out")


def check_shim_options(options: Options, with_command_line: bool) -> None:
    if options.dtb or options.load_address or options.x0 or options.shim_flags or options.shim_arg:
        options.shim = True
    if not options.shim:
        return
    if options.image == "elf":
        fail("the loader program starts the .img form; leave out --image elf")
    options.image = "img"
    shim.check_memory(options.mem, memory_mib(options.mem), options.load_address)
    if options.dtb and with_command_line:
        fail(
            "with --dtb the command line is the one in that tree (/chosen, bootargs); leave out "
            "--append and -- ..."
        )


def check_machine(options: Options) -> None:
    """Fails if an option is for virt alone, which the machine is not."""
    given = {
        "--icount": options.icount,
        "--no-el2": options.no_el2,
        "--rtc": options.rtc,
        "--thread": options.thread,
        "--console": options.console,
        "--ram": options.ram,
        "--initrd": options.initrd,
        "--el3": options.el3,
        "--load-address": options.load_address,
        "--x0": options.x0,
        "--shim": options.shim,
        "--shim-flags": options.shim_flags,
        "--shim-arg": options.shim_arg,
    }
    for name, is_given in given.items():
        if is_given:
            fail(f"{name} is for the machine virt, not for {options.machine}")
    levels = machines.MODELS[options.machine].levels
    if options.el != "1" and options.el not in levels:
        fail(f"--machine {options.machine} enters at one level only; leave out --el {options.el}")
    if not options.image:
        options.image = "elf" if options.el == "3" else "img"


def check_el(options: Options) -> None:
    """Fails if an option does not go with the exception level."""
    if options.no_el2 and options.el != "3":
        fail("--no-el2 is for --el 3")
    if options.el != "3":
        return
    if options.el3 or options.shim:
        fail("--el 3 and the options for tests do not work together; leave one out")
    if options.image == "img":
        fail("QEMU enters an .img form at EL2 or EL1; leave out --image img or --el 3")


def check_el3(options: Options) -> None:
    if not options.el3:
        return
    if options.shim:
        fail("--el3 and the options of the loader program do not work together; leave one out")
    if options.image == "elf":
        fail("the firmware of --el3 starts the .img form; leave out --image elf")
    options.image = "img"
    el3_firmware.check(options.cpus)


def check_initrd(options: Options) -> None:
    if not options.initrd:
        return
    if options.shim or options.el3:
        fail(
            "--initrd works with the emulator's own loader; leave out --el3 and the options for tests"
        )
    if options.image == "elf":
        fail("the emulator gives --initrd to the .img form; leave out --image elf")
    options.image = "img"


def check_files(options: Options) -> None:
    """Fails if there is no such device tree, or no memory's contents of that size. (They may be built
    after a test's command is made.)"""
    for file in (options.dtb, options.ram, options.initrd):
        if file and not Path(file).is_file():
            fail(f"there is no file {file}")
    mem_bytes = memory_bytes(options.mem)
    if options.ram and Path(options.ram).stat().st_size < mem_bytes:
        fail(f"--ram {options.ram} is smaller than the memory, which is {options.mem}")


def check(options: Options, arguments: Sequence[str]) -> None:
    """Fails if the options, or what follows --, cannot work together. Sets what follows from them."""
    if options.gic == "2" and options.cpus > 8:
        fail(f"--gic 2 has at most 8 cores; take --gic 3 for {options.cpus}")
    if options.gdb:
        options.timeout = 0
    if options.machine != machines.VIRT:
        check_machine(options)
    else:
        check_shim_options(options, bool(options.append or arguments))
        check_el3(options)
        check_initrd(options)
        check_el(options)
    if options.is_tracing() and not options.dry_run:
        outputs.check("--trace", options.trace)
        outputs.check("--boot-chart", options.boot_chart)
        if os.path.realpath(options.trace) == os.path.realpath(options.boot_chart):
            fail(f"--trace and --boot-chart name the same file, {options.trace}")
