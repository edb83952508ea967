#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""usage: test/debug/check_symbolize.py read|trap|panic SYMBOLIZE... -- COMMAND...

Runs COMMAND, a command line of tools/run for crash.c with that argument, hands its console to the
command line SYMBOLIZE..., and succeeds when each line of the back trace that is crash.c's own says
function, file and line.
"""

import re
import subprocess
import sys

from judge import expect_lines, fail, place

PANIC_STATUS = 134
#: What tools/symbolize adds: places behind addresses, and lines of their own.
ADDRESS = re.compile(r"^    0x")
ADDED = re.compile(r"^    0x|^      [^ ]")


def trace_line(function: str, where: str, rest: str = "") -> str:
    return rf"^    0x[0-9a-f]{{16}}  {function}\+0x[0-9a-f]+  {where}{rest}$"


def expected(case: str) -> list[str]:
    """Returns the regexes of the lines, in their order."""
    callers = [
        trace_line("app_main_percpu", place("app_main_percpu")),
        r"^    0x[0-9a-f]{16}  muster_[a-z_]+\+0x[0-9a-f]+  runtime/[a-z/_]+\.c:[0-9]+",
    ]
    interrupted = r"  \(interrupted\)"
    back_trace = "^  back trace"
    if case == "read":
        where = rf"{place('read_from')} \(read_from, inlined in innermost at {place('innermost')}\)"
        return [
            "^  ELR 0x",
            rf"^      innermost\+0x[0-9a-f]+  {where}$",
            back_trace,
            trace_line("innermost", where, interrupted),
            trace_line("middle", place("middle reads")),
            *callers,
        ]
    if case == "trap":  # nothing is between: a function that calls nothing has no frame
        return [
            rf"^      trap\+0x[0-9a-f]+  {place('trap')}$",
            back_trace,
            trace_line("trap", place("trap"), interrupted),
            *callers,
        ]
    if case == "panic":
        return [
            back_trace,
            trace_line("give_up", place("give_up")),
            trace_line("middle", place("middle gives up")),
            *callers,
        ]
    fail(f"there is no case {case}")


def main() -> None:
    case, *words = sys.argv[1:]
    middle = words.index("--")
    symbolize, command = words[:middle], words[middle + 1 :]
    ran = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, check=False
    )
    if ran.returncode != PANIC_STATUS:
        fail(f"the program has ended with status {ran.returncode}: {ran.stdout}")
    shown = subprocess.run(
        symbolize, input=ran.stdout, stdout=subprocess.PIPE, text=True, check=False
    )
    if shown.returncode:
        fail(f"tools/symbolize: status {shown.returncode}")
    print(shown.stdout, end="")
    expect_lines(shown.stdout, *expected(case))
    before = [line for line in ran.stdout.splitlines() if not ADDRESS.search(line)]
    after = [line for line in shown.stdout.splitlines() if not ADDED.search(line)]
    if before != after:
        fail(f"other lines are not as they were: {set(before) ^ set(after)}")


if __name__ == "__main__":
    main()
