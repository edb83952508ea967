# SPDX-License-Identifier: MIT
"""tools/run: builds an application, and runs it on QEMU's virt machine."""

import sys
from collections.abc import Sequence
from pathlib import Path
from shlex import quote

from muster import ROOT, apps, chrome_trace, console, el3_firmware, emulator, messages, outputs
from muster import options as opt
from muster import hotplug_trace, machines, packages, run_options, shim, timeline_chart
from muster.messages import fail, say
from muster.run_options import Options

USAGE = "APP [options] [-- application arguments]"
DESCRIPTION = """
Builds APP and runs it on QEMU's virt machine. Installs first what is missing for that. The exit status
is the application's own; 124 after a time-out; 2 when tools/run itself could not do it.

APP is an application of the tree (tools/run --list), or a folder elsewhere whose CMakeLists.txt has
muster_add_app(NAME SOURCES ...) (FOLDER:NAME if it has several), or an .elf or .img file, which is run
as it is. What follows -- are the application's own arguments.
"""


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


def loader_program(app: apps.App) -> Path:
    """Returns the program that stands for the emulator's own loader with --dtb and its kin."""
    return app.build_dir / "bin/shim.elf"


def firmware_program(app: apps.App) -> Path:
    """Returns the firmware of --el3."""
    return app.build_dir / "bin/el3.bin"


def helpers(app: apps.App, options: Options) -> dict[str, Path]:
    """Returns the other targets to build, with the file of each."""
    if options.shim:
        return {"shim": loader_program(app)}
    return {"el3": firmware_program(app)} if options.el3 else {}


def build(app: apps.App, options: Options) -> Path:
    """Builds unless told not to, and returns the file to boot."""
    others = helpers(app, options)
    if others and app.folder:
        fail(f"the options for tests work with the programs of the tree, not with {app.folder}")
    if options.dry_run or options.no_build or (app.file and not others):
        app.complete_name()
    else:
        app.build(list(others))
    if app.file and options.image and app.file.suffix != f".{options.image}":
        fail(f"{app.file} is not the .{options.image} form, which is asked for")
    file = app.file or app.form(options.image or "elf")
    if not file.is_file() and not options.dry_run:
        fail(f"there is no {file} yet; leave out --no-build to build it")
    for other in others.values():
        if not other.is_file() and not options.dry_run:
            fail(f"there is no {other} yet; leave out --no-build to build it")
    return file


def emulator_command(options: Options, app: apps.App, file: Path, append: str) -> list[str]:
    is_virt = options.machine == machines.VIRT
    machine = emulator.Machine(
        name=options.machine,
        dtb=""
        if is_virt
        else machines.tree(options.machine, options.dtb, app.build_dir, options.dry_run),
        cpus=options.cpus,
        mem=options.mem,
        el=int(options.el),
        no_el2=options.no_el2,
        gic=options.gic,
        cpu=options.cpu,
        el3=bool(options.el3),
        thread=options.thread,
        console=options.console,
        icount=options.icount,
        rtc=options.rtc,
        ram=options.ram,
        initrd=options.initrd,
        semihosting=not options.no_semihosting,
        gdb_port=options.gdb_port if options.gdb else 0,
    )
    if options.el3:
        more = el3_firmware.loads(firmware_program(app), options.el3, int(options.el))
        return machine.command(file, append, more)
    if not is_virt:
        file = machines.moved(options.machine, file, options.dry_run)
    if not options.shim:
        return machine.command(file, append)
    loads = shim.loads(
        file, options.load_address, options.dtb, options.x0, options.shim_flags, options.shim_arg
    )
    return machine.command(loader_program(app), append, loads)


def debugger_command(options: Options, app: apps.App) -> str:
    """Returns what the user types for a debugger that joins the run."""
    shown = [
        str(file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file)
        for file in (app.elf(), ROOT / "tools/gdb/muster.py")
    ]
    commands = [f"target remote 127.0.0.1:{options.gdb_port}"]
    if options.shim:
        commands.insert(0, f"muster image {options.load_address or hex(shim.IMAGE)}")
    if options.el3:
        commands.insert(0, f"muster image {el3_firmware.IMAGE:#x}")
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
        command,
        options.timeout,
        lines.take if options.is_tracing() else console.show,
        is_typed=True,
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
        outputs.write("--trace", options.trace, chrome_trace.to_json([("muster", timeline)]))
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
    run_options.choose_preset(options)
    if options.list or options.list_all:
        return print_list(options)
    if options.list_machines:
        print(machines.listing())
        return 0
    run_options.check(options, line.rest)
    run_options.check_files(options)
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
