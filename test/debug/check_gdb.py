#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""usage: test/debug/check_gdb.py OBJCOPY CPUS ONLINE COMMAND...

Runs COMMAND, a command line of tools/run for crash.c, with --gdb, and the debugger as tools/run says
that one should; succeeds when the commands of tools/gdb/muster.py show what there is to see before the
program has booted and when it is in app_main_percpu(), where ONLINE of CPUS CPUs are.
"""

import random
import re
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from judge import expect_lines, fail

TIMEOUT_S = 60
WAITING_S = 10
WAITING = "tools/run: waiting; type: "
FIRST_VISITS = 40


def is_port_in_use(port: int) -> bool:
    """Looks without trying it: a connection would stop the machine of another test."""
    listening = re.compile(rf":{port:04x} [0-9a-f]*:0000 0a", re.IGNORECASE)
    tables = [Path("/proc/net/tcp"), Path("/proc/net/tcp6")]
    return any(table.exists() and listening.search(table.read_text()) for table in tables)


def free_port() -> int:
    port = random.randrange(20000, 30000)
    while is_port_in_use(port):
        port += 1
    return port


def debugger_of(run: "subprocess.Popen[bytes]", messages: Path) -> list[str]:
    """Returns the debugger's command line, which tools/run prints for a shell once it waits."""
    end = time.monotonic() + WAITING_S
    while time.monotonic() < end:
        for line in messages.read_text().splitlines(keepends=True):
            if line.startswith(WAITING) and line.endswith("\n"):
                return shlex.split(line.removeprefix(WAITING))
        if run.poll() is not None:
            break
        time.sleep(0.05)
    fail(f"tools/run does not say how to start the debugger: {messages.read_text()}")


@contextmanager
def waiting_program(command: list[str], folder: Path) -> Iterator[list[str]]:
    """Starts tools/run with --gdb, before "--". Yields the debugger's command line."""
    middle = command.index("--") if "--" in command else len(command)
    options = ["--gdb", "--gdb-port", str(free_port())]
    messages = folder / "messages"
    with open(folder / "console", "wb") as console, open(messages, "wb") as errors:
        run = subprocess.Popen(
            command[:middle] + options + command[middle:],
            stdin=subprocess.DEVNULL,
            stdout=console,
            stderr=errors,
        )
    try:
        yield debugger_of(run, messages)
    finally:
        run.terminate()
        run.wait()


def debug(debugger: list[str], *words: str) -> str:
    """Runs the commands in gdb, each behind a line ">>> COMMAND". Returns its output."""
    arguments = [
        argument for word in words for argument in ("-ex", f"echo >>> {word}\\n", "-ex", word)
    ]
    try:
        done = subprocess.run(
            [debugger[0], "-nx", "-batch", *debugger[1:], *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        fail(f"gdb does not end: {error.stdout!r}")
    print(done.stdout, end="")
    if done.returncode < 0 or done.returncode >= 124:  # else that of the last command
        fail(f"gdb: status {done.returncode}")
    return done.stdout


def cpu_rows(cpus: int, online: int) -> list[str]:
    """Returns the regexes of the rows of "info muster-cpus"."""
    return [
        rf"^{cpu} +0x{cpu} +possible present online active +DONE +[0-9]+ online +[ *]{cpu + 1} +[a-z_]+"
        if cpu < online
        else rf"^{cpu} +0x{cpu} +possible present +IDLE +0 offline +- +-$"
        for cpu in range(cpus)
    ]


def values(cpus: int, online: int) -> list[str]:
    """Returns the regexes of the values of crash_visits."""
    return [f"^CPU {cpu}: {FIRST_VISITS + (cpu if cpu < online else 0)}$" for cpu in range(cpus)]


def check_session(debugger: list[str], cpus: int, online: int) -> None:
    shown = debug(
        debugger,
        *("info muster-cpus", "muster percpu crash_visits", "tbreak app_main_percpu", "continue"),
        *("info muster-cpus", "muster states", "tbreak middle", "continue"),
        *("muster percpu crash_visits", "muster percpu crash_visits 2"),
        *("muster percpu cpuhp_cpus.state 1", "muster percpu nonesuch", "muster percpu nowhere"),
        *(f"muster percpu crash_visits {cpus}", "list *muster_app_run", "kill"),
    )
    not_yet = "^the program has not booted far enough: no CPU has its per-CPU variables yet"
    expect_lines(
        shown,
        *("^>>> info muster-cpus", not_yet, not_yet, "^>>> info muster-cpus"),
        *cpu_rows(cpus, online),
        *("^>>> muster states", r"^[0-9]+ +percpu:prepare +muster_handshake_prepare +-$"),
        *(r"^[0-9]+ +ap:online +set_online +set_offline$", r"^[0-9]+ +online +- +-$"),
        "^>>> muster percpu crash_visits",
        *values(cpus, online),
        *("^>>> muster percpu crash_visits 2", "^CPU 2: 42$", "^>>> muster percpu cpuhp"),
        *("^CPU 1: CPUHP_ONLINE$", "^there is no variable nonesuch$"),
        *("^nowhere is no per-CPU variable$", f"^there is no CPU {cpus}; the last is {cpus - 1}$"),
        *("^>>> list", r"^[0-9]+\t.*[;{}]$"),  # its source
    )
    selected = [
        line for line in shown.splitlines() if re.search(r" \*[0-9]+ +app_main_percpu( |$)", line)
    ]
    if len(selected) != 1:
        fail("not one CPU is shown to stand in app_main_percpu() and to be selected")


def check_without_program(debugger: list[str], objcopy: str, folder: Path) -> None:
    """Without a program that runs, and without debug info."""
    program = debugger[1]
    script = debugger[debugger.index("-x") + 1]
    no_lines = folder / "no-lines.elf"
    subprocess.run([objcopy, "--strip-debug", program, no_lines], check=True)
    shown = debug(["gdb-multiarch", program, "-x", script], "muster percpu crash_visits")
    expect_lines(shown, "^the program does not run: target remote")
    shown = debug(
        ["gdb-multiarch", str(no_lines), "-x", script], "info muster-cpus", "muster states"
    )
    expect_lines(shown, "has no debug info", "^>>> muster states", "has no debug info")


def main() -> None:
    objcopy, cpus, online, *command = sys.argv[1:]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with waiting_program(command, folder) as debugger:
            check_session(debugger, int(cpus), int(online))
        check_without_program(debugger, objcopy, folder)


if __name__ == "__main__":
    main()
