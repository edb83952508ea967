#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""usage: test/link/few_places.py RUN PROGRAM.elf PRESET DTB

Boots PROGRAM, test/link/outside/main.c with a runtime of NR_CPUS=3, on machines with more CPUs. The boot CPU
and the first others of the tree must have the places, and a message must say how many have none. In DTB, a
tree of four CPUs, the boot CPU stands last.
"""

import re
import subprocess
import sys
import unittest

RUN, PROGRAM, PRESET, DTB = sys.argv[1:]
IMAGE = PROGRAM.removesuffix(".elf") + ".img"
PLACES = 3


class FewPlaces(unittest.TestCase):
    def cores(self, program: str, cpus: int, *options: str) -> list[str]:
        """Returns the cores that the program runs on, by their logical numbers."""
        done = subprocess.run(
            [RUN, program, "--preset", PRESET, "--no-build", "--cpus", str(cpus), *options],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        messages = [line for line in done.stdout.splitlines() if line.startswith("muster:")]
        self.assertEqual(
            messages,
            [
                f"muster: device tree: {cpus} CPUs, this build holds NR_CPUS={PLACES}: "
                "the others are not used"
            ],
        )
        return sorted(re.findall(rf"^(CPU \d of {PLACES}, core 0x\w+)$", done.stdout, re.M))

    def test_first_ones_are_kept(self) -> None:
        self.assertEqual(
            self.cores(PROGRAM, 8),
            ["CPU 0 of 3, core 0x0", "CPU 1 of 3, core 0x1", "CPU 2 of 3, core 0x2"],
        )

    def test_boot_cpu_that_stands_last_is_kept(self) -> None:
        self.assertEqual(
            self.cores(IMAGE, 4, "--dtb", DTB),
            ["CPU 0 of 3, core 0x0", "CPU 1 of 3, core 0x1", "CPU 2 of 3, core 0x2"],
        )


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
