# SPDX-License-Identifier: MIT
"""Tests of test/lib/expect.py: what it takes for a success, and how it says that it is none."""

from __future__ import annotations

import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

EXPECT = pathlib.Path(__file__).resolve().parents[1] / "lib/expect.py"
RESULT = "MUSTER_EXIT status=0 cpus=1"


def expect(console: str, *options: str, status: int = 0) -> tuple[int, str]:
    """Returns the exit status and the output, for a program that prints that and ends so."""
    program = ["sh", "-c", 'printf "%s\\n" "$1"; exit "$2"', "program", console, str(status)]
    return run([*options, "--", *program])


def run(arguments: list[str]) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, str(EXPECT), *arguments], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


class Expect(unittest.TestCase):
    def succeeds(self, console: str, *options: str, status: int = 0) -> None:
        got, output = expect(console, *options, status=status)
        self.assertEqual(got, 0, output)
        self.assertIn(console, output)

    def fails(self, reason: str, console: str, *options: str, status: int = 0) -> None:
        got, output = expect(console, *options, status=status)
        self.assertEqual(got, 1, output)
        self.assertIn(f"test/lib/expect.py: {reason}", output)

    def test_status(self) -> None:
        self.succeeds(RESULT)
        self.fails("expected exit status 0, got 3", RESULT, status=3)
        self.fails("expected exit status 3, got 0", RESULT, "--status", "3")
        self.succeeds("MUSTER_EXIT status=3 cpus=1", "--status", "3", status=3)

    def test_a_signal_is_a_status(self) -> None:
        got, output = run(["--status", "137", "--no-result", "--", "sh", "-c", "kill -9 $$"])
        self.assertEqual(got, 0, output)

    def test_result_line(self) -> None:
        self.fails("the last line is not: MUSTER_EXIT status=0", "nothing")
        self.fails("the last line is not: MUSTER_EXIT status=0", f"{RESULT}\nmore")
        self.fails("the last line is not: MUSTER_EXIT status=0", "MUSTER_EXIT status=1 cpus=1")
        self.fails("more than one line is MUSTER_EXIT", f"{RESULT}\n{RESULT}")
        self.succeeds("nothing", "--no-result")

    def test_lines(self) -> None:
        console = f"a 1\nb 2\nb 3\n{RESULT}"
        self.succeeds(console, "--line", "^b [0-9]$", "--once", "^a", "--no-line", "^c|^d")
        self.fails("no line matches: ^c", console, "--line", "^a", "--line", "^c")
        self.fails("2 lines and not one match: ^b", console, "--once", "^b")
        self.fails("0 lines and not one match: ^c", console, "--once", "^c")
        self.fails("a line matches: 3$", console, "--no-line", "3$")
        self.fails("no line matches: a 1.b", console, "--line", "a 1.b")

    def test_repeat(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            count = pathlib.Path(folder) / "count"
            program = f'echo >>{count}; echo "{RESULT}"; [ $(wc -l <{count}) -lt 3 ]'
            self.assertEqual(run(["--repeat", "2", "--", "sh", "-c", program])[0], 0)
            self.assertEqual(run(["--repeat", "2", "--", "sh", "-c", program])[0], 1)

    def test_time_out(self) -> None:
        began = time.monotonic()
        got, output = run(["--timeout", "0.5", "--", "sleep", "60"])
        self.assertEqual(got, 1)
        self.assertIn("no result after 0.5 s", output)
        self.assertLess(time.monotonic() - began, 30)

    def test_command_in_a_file(self) -> None:
        with tempfile.NamedTemporaryFile("w") as file:
            file.write(f"printf\0%s\\n\0two words\0{RESULT}\0")
            file.flush()
            got, output = run(["--once", "^two words$", "--", f"@{file.name}"])
        self.assertEqual(got, 0, output)

    def test_no_such_option(self) -> None:
        got, output = run(["--lines", "x", "--", "true"])
        self.assertEqual(got, 1)
        self.assertIn("there is no option --lines", output)


if __name__ == "__main__":
    unittest.main()
