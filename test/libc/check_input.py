# SPDX-License-Identifier: MIT
"""usage: test/libc/check_input.py COMMAND...

Runs COMMAND, which is tools/run with test/libc/input.c, with nothing, with lines, and with bytes that
mean something to a terminal as its standard input. The program must read exactly that, and its end.
"""

import subprocess
import sys

INPUTS = (b"", b"a line\n\nlast\n", b"\x04\x04\n\x16\x14x\r\n\x00\xff no end of line")


def check(command: list[str], given: bytes) -> bool:
    if given:
        done = subprocess.run(command, input=given, stdout=subprocess.PIPE, check=False)
    else:
        nothing = subprocess.DEVNULL
        done = subprocess.run(command, stdin=nothing, stdout=subprocess.PIPE, check=False)
    want = " ".join(["read:", *(f"{byte:02x}" for byte in given)])
    lines = done.stdout.decode(errors="replace").splitlines()
    if done.returncode == 0 and want in lines:
        return True
    print(f"given {given!r}: status {done.returncode}, not {want!r}, but:", *lines, sep="\n")
    return False


def main() -> None:
    is_right = [check(sys.argv[1:], given) for given in INPUTS]
    sys.exit(not all(is_right))


if __name__ == "__main__":
    main()
