#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""usage: test/libc/check_run.py

Succeeds when tools/run --libc chooses the preset with that C library, and says so when it cannot.
"""

import subprocess
import unittest
from pathlib import Path

RUN = Path(__file__).resolve().parents[2] / "tools/run"


class Libc(unittest.TestCase):
    def run_hello(self, *options: str) -> tuple[int, str]:
        """Returns the status, and all that is said."""
        done = subprocess.run(
            [RUN, "hello", "--dry-run", *options],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout

    def test_chosen_preset(self) -> None:
        for preset, *options in (
            ("gcc-picolibc-release",),
            ("gcc-picolibc-release", "--libc", "picolibc"),
            ("gcc-newlib-release", "--libc", "newlib"),
            ("clang-newlib-debug", "--libc=newlib", "--preset", "clang-newlib-debug"),
        ):
            with self.subTest(options=options):
                status, said = self.run_hello(*options)
                self.assertEqual(status, 0, said)
                self.assertIn(f"/build/{preset}/bin/hello.elf", said)

    def test_refused(self) -> None:
        for message, *options in (
            (
                "contradicts --preset gcc-picolibc-release",
                *("--libc", "newlib", "--preset", "gcc-picolibc-release"),
            ),
            (
                "contradicts --preset clang-newlib-release",
                *("--preset", "clang-newlib-release", "--libc", "picolibc"),
            ),
            ("it is one of: picolibc newlib", "--libc", "glibc"),
        ):
            with self.subTest(options=options):
                status, said = self.run_hello(*options)
                self.assertEqual(status, 2, said)
                self.assertIn(message, said)


if __name__ == "__main__":
    unittest.main()
