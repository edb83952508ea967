# SPDX-License-Identifier: MIT
"""tools/run: builds an application, and runs it on QEMU's virt machine."""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from muster import ROOT, apps, chrome_trace, console, emulator, hotplug_trace, messages, outputs
from muster import options as opt
from muster import packages, presets, shim, timeline_chart
from muster.messages import fail, say

USAGE = "APP [options] [-- application arguments]"
DESCRIPTION = """
Builds APP, installing first what is missing for that, and runs it on QEMU's virt machine. The exit
status is the application's own; 124 after a time-out; 2 when tools/run itself could not do it.

APP is an application of the tree (tools/run --list), or a folder elsewhere whose CMakeLists.txt has
muster_add_app(NAME SOURCES ...) (FOLDER:NAME if it has several), or an .elf or .img file, which
is run as it is.
"""
FOR_TESTS = (
    "for tests: any of these starts the .img form from a small loader program in place of\n"
    "the emulator's own loader, and needs 256 MiB of memory or more"
)

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
        "1|2",
        opt.choice("1", "2"),
        "1",
        "exception level in which the machine enters the image (1)",
    )
    gic: str = opt.value(
        "2|3",
        opt.choice("2", "3"),
        "3",
        "version of the interrupt controller; 2 has at most 8 cores (3)",
    )
    cpu: str = opt.value(
        "MODEL", cpu_model, "cortex-a53", "cortex-a53, cortex-a72, max, ... (cortex-a53)"
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
    list_all: bool = opt.flag("print those of tests and benchmarks too, once they have been built")
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
    if options.dtb and not Path(options.dtb).is_file():
        fail(f"there is no file {options.dtb}")
    if options.dtb and with_command_line:
        fail(
            "with --dtb the command line is the one in that tree (/chosen, bootargs); leave out "
            "--append and -- ..."
        )


def check_options(options: Options, arguments: Sequence[str]) -> None:
    if options.gic == "2" and options.cpus > 8:
        fail(f"--gic 2 has at most 8 cores; take --gic 3 for {options.cpus}")
    if options.gdb:
        options.timeout = 0
    check_shim_options(options, bool(options.append or arguments))
    if options.is_tracing() and not options.dry_run:
        outputs.check("--trace", options.trace)
        outputs.check("--boot-chart", options.boot_chart)
        if os.path.realpath(options.trace) == os.path.realpath(options.boot_chart):
            fail(f"--trace and --boot-chart name the same file, {options.trace}")


def kernel_command_line(options: Options, arguments: Sequence[str]) -> str:
    """Returns the runtime's options, and after " -- " the application's arguments."""
    words = list(options.append)
    if options.is_tracing() and not options.dtb:
        words.append("cpuhp.trace=1")
    if arguments:
        words.append("--")
    for argument in arguments:
        if '"' in argument or "\n" in argument:
            fail(f"an application argument cannot contain a double quote or a line end: {argument}")
        words.append(
            argument if argument and not set(argument) & set(" \t\v\f\r") else f'"{argument}"'
        )
    return " ".join(words)


def build(app: apps.App, options: Options) -> Path:
    """Builds unless told not to, and returns the file to boot."""
    if options.shim and app.folder:
        fail(f"the options for tests work with the programs of the tree, not with {app.folder}")
    if options.dry_run or options.no_build or (app.file and not options.shim):
        app.complete_name()
    else:
        app.build(["shim"] if options.shim else [])
    if app.file and options.image and app.file.suffix != f".{options.image}":
        fail(f"{app.file} is not the .{options.image} form, which is asked for")
    file = app.file or app.form(options.image or "elf")
    if not file.is_file() and not options.dry_run:
        fail(f"there is no {file} yet; leave out --no-build to build it")
    return file


def emulator_command(options: Options, app: apps.App, file: Path, append: str) -> list[str]:
    machine = emulator.Machine(
        cpus=options.cpus,
        mem=options.mem,
        el=int(options.el),
        gic=int(options.gic),
        cpu=options.cpu,
        thread=options.thread,
        icount=options.icount,
        rtc=options.rtc,
        semihosting=not options.no_semihosting,
        gdb_port=options.gdb_port if options.gdb else 0,
    )
    if not options.shim:
        return machine.command(file, append)
    loads = shim.loads(
        file, options.load_address, options.dtb, options.x0, options.shim_flags, options.shim_arg
    )
    return machine.command(app.build_dir / "bin/shim.elf", append, loads)


def debugger_command(options: Options, app: apps.App) -> str:
    """Returns what the user types for a debugger that joins the run."""
    shown = [
        str(file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file)
        for file in (app.elf(), ROOT / "tools/gdb/muster.py")
    ]
    commands = [f"target remote 127.0.0.1:{options.gdb_port}"]
    if options.shim:
        commands.insert(0, f"muster image {options.load_address or hex(shim.IMAGE)}")
    more = " ".join(f"-ex '{command}'" for command in commands)
    return f"gdb-multiarch {quote(shown[0])} -x {quote(shown[1])} {more}"


def run(command: Sequence[str], options: Options) -> tuple[int, list[bytes]]:
    """Runs the emulator. Returns the exit status, and the lines of the console for the trace."""
    taken: list[bytes] = []

    def sort(line: bytes) -> None:
        if hotplug_trace.LINE.match(line):
            taken.append(line)
        else:
            console.show(line)

    lines = console.Lines(sort)
    outcome = console.run(
        command, options.timeout, lines.take if options.is_tracing() else console.show
    )
    lines.end()
    if outcome.timed_out:
        if outcome.tail and not outcome.tail.endswith(b"\n"):
            print(file=sys.stderr)
        say(f"no result after {options.timeout} s; last console line: " f'"{outcome.last_line()}"')
        return 124, taken
    if outcome.status == 1 and not outcome.tail and outcome.errors.startswith(b"qemu-system-"):
        fail("QEMU does not start with these options (see above)")
    return outcome.status, taken


def write_trace(lines: Sequence[bytes], options: Options, program: str) -> None:
    # With --dtb, the tree says how many CPUs there are.
    timeline = hotplug_trace.read(lines, 1 if options.dtb else options.cpus)
    if options.trace:
        outputs.write("--trace", options.trace, chrome_trace.to_json(timeline))
    if options.boot_chart:
        outputs.write("--boot-chart", options.boot_chart, timeline_chart.to_svg(program, timeline))


def print_list(options: Options) -> int:
    build_dir = ROOT / "build" / options.preset
    print("\n".join(apps.all_programs(build_dir) if options.list_all else apps.tree_apps()))
    if not options.list_all:
        say("tests and benchmarks too: tools/run --list-all")
    return 0


def main(arguments: list[str]) -> int:
    line = opt.parse(Options, arguments, USAGE, DESCRIPTION)
    options = line.options
    if len(line.words) > 1:
        fail(
            f"one application at a time: {line.words[0]} or {line.words[1]}? (Arguments for the "
            "application come after --.)"
        )
    choose_preset(options)
    if options.list or options.list_all:
        return print_list(options)
    check_options(options, line.rest)
    append = kernel_command_line(options, line.rest)
    app = apps.resolve("".join(line.words), options.preset)
    file = build(app, options)
    command = emulator_command(options, app, file, append)
    if options.dry_run:
        print(emulator.as_text(command))
        return 0
    packages.require("emulator")
    if options.boot_chart:
        packages.require("plot")
    if options.gdb:
        say(f"waiting; type: {debugger_command(options, app)}")
    status, lines = run(command, options)
    if options.is_tracing():
        try:
            write_trace(lines, options, file.stem)
        except messages.Failure as failure:
            say(str(failure))
            status = status or 2
    return status
