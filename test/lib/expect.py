# SPDX-License-Identifier: MIT
"""Runs a command, shows its output, and succeeds when it ended as the options say.

usage: python3 test/lib/expect.py [options] -- COMMAND...
       python3 test/lib/expect.py [options] -- @FILE

The words of the command may stand in FILE, each ended by a NUL (muster/boot_commands.py). The command
has to end with the status expected, and its output is to be as these say. That is standard output, the
machine's console, and standard error, where QEMU shows the text of semihosting calls:

  --status N       exit status (0)
  --line REGEX     a line matches; may be repeated, as the next two
  --once REGEX     exactly one line matches
  --no-line REGEX  no line matches
  --no-result      the runtime does not get to write its last line, MUSTER_EXIT status=N ...
  --repeat N       all this N times in a row (1)
  --timeout S      the command is killed after S seconds (60)
"""

# It starts some thousand times in tools/test: modules that take long to import are not used.
import os
import select
import sys
import time

# Large pages for what the command allocates: QEMU starts with half of its page faults.
ENVIRONMENT = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1:glibc.malloc.top_pad=33554432"}
OPTIONS = ("status", "line", "once", "no-line", "repeat", "timeout")


def fail(text: str) -> None:
    print(f"test/lib/expect.py: {text}", flush=True)
    sys.exit(1)


def read_arguments(arguments: list[str]) -> tuple[dict[str, list[str]], list[str]]:
    """Returns the values of each option, and the words of the command."""
    given: dict[str, list[str]] = {}
    waiting = iter(arguments)
    for word in waiting:
        name = word.removeprefix("--")
        if word == "--":
            break
        if word == "--no-result":
            given[name] = [""]
        elif word.startswith("--") and name in OPTIONS:
            given.setdefault(name, []).append(next(waiting))
        else:
            fail(f"there is no option {word}; its first comment has the options")
    command = list(waiting)
    if len(command) == 1 and command[0].startswith("@"):
        with open(command[0][1:], encoding="utf-8") as file:
            command = file.read().split("\0")[:-1]
    return given, command


def run(command: list[str], timeout_s: float) -> tuple[int, str]:
    """Returns the exit status, as a shell has it, and the output, which is shown as it comes."""
    reading, writing = os.pipe()
    nothing = os.open(os.devnull, os.O_RDONLY)
    actions = [(os.POSIX_SPAWN_DUP2, nothing, 0)]
    actions += [(os.POSIX_SPAWN_DUP2, writing, stream) for stream in (1, 2)]
    environment = {**os.environ, **ENVIRONMENT}
    process = os.posix_spawnp(command[0], command, environment, file_actions=actions)
    os.close(writing)
    ready = select.poll()
    ready.register(reading, select.POLLIN)
    end = time.monotonic() + timeout_s
    output = b""
    while ready.poll(max(0, end - time.monotonic()) * 1000):
        piece = os.read(reading, 65536)
        if not piece:
            break
        os.write(1, piece)
        output += piece
    else:
        os.kill(process, 9)
        os.waitpid(process, 0)
        fail(f"no result after {timeout_s:g} s")
    status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    return status if status >= 0 else 128 - status, output.decode(errors="replace")


def judge(given: dict[str, list[str]], status: int, output: str) -> None:
    """Ends with a message and status 1 unless all is as expected."""
    expected = int(given.get("status", ["0"])[-1])
    lines = output.rstrip("\n").split("\n")

    def matching(regex: str) -> int:
        import re  # its import takes a quarter of this script's time

        found = re.compile(regex).search
        return sum(1 for line in lines if found(line))

    if status != expected:
        fail(f"expected exit status {expected}, got {status}")
    for regex in given.get("line", []):
        if not matching(regex):
            fail(f"no line matches: {regex}")
    for regex in given.get("once", []):
        if (count := matching(regex)) != 1:
            fail(f"{count} lines and not one match: {regex}")
    for regex in given.get("no-line", []):
        if matching(regex):
            fail(f"a line matches: {regex}")
    if "no-result" in given:
        return
    if not lines[-1].startswith(f"MUSTER_EXIT status={expected} "):
        fail(f"the last line is not: MUSTER_EXIT status={expected} ...")
    if sum(1 for line in lines if line.startswith("MUSTER_EXIT ")) != 1:
        fail("more than one line is MUSTER_EXIT ...")


def main() -> None:
    given, command = read_arguments(sys.argv[1:])
    for _ in range(int(given.get("repeat", ["1"])[-1])):
        judge(given, *run(command, float(given.get("timeout", ["60"])[-1])))


if __name__ == "__main__":
    main()
