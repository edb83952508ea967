# SPDX-License-Identifier: MIT
"""tools/bench boot --profile: where the instructions go from reset to app_main_percpu()."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from muster import ROOT
from muster.benchmarks.programs import Boot, Programs
from muster.benchmarks.request import Mode
from muster.benchmarks.session import Session
from muster.messages import fail, quietly
from muster.symbols import Program

PROGRAM = "bench-boot"
UNTIL = "app_main_percpu"
PLUGIN_SOURCE = ROOT / "tools/qemu/profile_insns.c"
PROFILED_CPUS = (1,)


@dataclass
class Row:
    """A function, and what it took."""

    function: str
    instructions: int = 0
    calls: int = 0  # executions of its first instruction: each turn, if that begins a loop


def profile(session: Session) -> None:
    """Prints a table for each number of cores."""
    programs = session.programs()
    programs.build(PROGRAM)
    plugin = build_plugin(programs.build_dir)
    program = Program(programs.elf(PROGRAM))
    for cpus in session.request.cpus_or(PROFILED_CPUS):
        counts = count(programs, program, plugin, cpus)
        print(*table(rows_of(program, counts), cpus), sep="\n", flush=True)


def build_plugin(folder: Path) -> Path:
    """Compiles the emulator's plugin, and returns it."""
    plugin = folder / "profile_insns.so"
    command = ["cc", "-O2", "-shared", "-fPIC", "-o", str(plugin), str(PLUGIN_SOURCE)]
    if not quietly(command):
        fail(f"the emulator's plugin cannot be compiled (see above): {' '.join(command)}")
    return plugin


def count(programs: Programs, program: Program, plugin: Path, cpus: int) -> dict[int, int]:
    """Returns how often the instruction at each address was executed, up to the entry of the last
    core into app_main_percpu()."""
    out = plugin.with_suffix(".txt")
    out.unlink(missing_ok=True)
    until = [address for address, name in program.functions if name == UNTIL]
    if not until:
        fail(f"{program.elf} has no function {UNTIL}")
    arguments = {
        "out": out,
        "begin": f"{program.begin:x}",
        "end": f"{program.end:x}",
        "until": f"{until[0]:x}",
        "times": cpus,
    }
    listed = ",".join([str(plugin), *(f"{name}={value}" for name, value in arguments.items())])
    run = programs.run(
        Boot(PROGRAM, Mode.ICOUNT, cpus, "icount", emulator_options=("-plugin", listed))
    )
    if not out.is_file():
        run.fail(f"the plugin has written no {out}")
    rows = (line.split() for line in out.read_text().splitlines())
    return {int(address, 16): int(executions) for address, executions in rows}


def rows_of(program: Program, counts: dict[int, int]) -> list[Row]:
    """Returns the functions, the most expensive first."""
    rows: dict[int, Row] = {}
    for address, executions in counts.items():
        begin, function = program.function_of(address)
        row = rows.setdefault(begin, Row(function))
        row.instructions += executions
        if address == begin:
            row.calls = executions
    return sorted(rows.values(), key=lambda row: (-row.instructions, row.function))


def table(rows: Sequence[Row], cpus: int) -> list[str]:
    """Returns the lines of the table."""
    total = sum(row.instructions for row in rows)
    of_cores = f"{cpus} core{'s' if cpus > 1 else ''}"
    lines = [f"reset to {UNTIL}() on {of_cores}: {total} instructions of the program"]
    lines.append(f"{'insn':>9} {'%':>5} {'calls':>7}  function")
    for row in rows:
        share = 100 * row.instructions / total
        lines.append(f"{row.instructions:>9} {share:>5.1f} {row.calls:>7}  {row.function}")
    return lines
