# SPDX-License-Identifier: MIT
"""tools/run --el3: what its value may be, and what the error names."""

import argparse
import contextlib
import io
import re
import unittest
from pathlib import Path

from muster import ROOT, el3_firmware, run_options
from muster import options as opt
from muster.messages import Failure


def error_of(given: str) -> str:
    """Returns what the command says about a bad value."""
    with contextlib.redirect_stderr(io.StringIO()) as shown:
        try:
            opt.parse(run_options.Options, ["hello", "--el3", given], "", "")
        except (SystemExit, Failure) as end:
            return shown.getvalue() + str(end)
    raise AssertionError(f"--el3 {given} is taken")


class Value(unittest.TestCase):
    def test_seeds(self) -> None:
        for given, seed in (("0", 0), ("7", 7), ("0x1F", 31), ("999999999999999999", 10**18 - 1)):
            self.assertEqual(el3_firmware.parse(given), el3_firmware.Firmware(seed))

    def test_words(self) -> None:
        for word, bit in el3_firmware.WORDS.items():
            self.assertEqual(el3_firmware.parse(f"1,{word}").bits, 1 << bit)
        self.assertEqual(el3_firmware.parse("1,ram,idle,ram").bits, 1 << 1 | 1 << 5)

    def test_offset_of_the_counter(self) -> None:
        self.assertEqual(el3_firmware.parse("1,cntvoff=0xff").cntvoff, 255)
        self.assertEqual(el3_firmware.parse("1").cntvoff, el3_firmware.CNTVOFF)

    def test_bad_seeds(self) -> None:
        for given in ("", "ram", "-1", "1.5", "0x", "007", "1e3", " 1", "0x11111111111111111"):
            with self.assertRaisesRegex(
                argparse.ArgumentTypeError, re.escape(f"{given}: it begins")
            ):
                el3_firmware.parse(given)

    def test_bad_words(self) -> None:
        for word in ("rom", "", "RAM", "ram=1", "cntvoff", "cntvoff=", "cntvoff=x", "gic_off"):
            with self.assertRaisesRegex(argparse.ArgumentTypeError, f"^{word}: it is one of: ram "):
                el3_firmware.parse(f"1,pending,{word}")

    def test_the_command_names_option_and_word(self) -> None:
        for given, named in (("1,rom", "rom"), ("seven", "seven")):
            error = error_of(given)
            self.assertIn("--el3", error)
            self.assertIn(f"{named}: it", error)

    def test_too_many_cores(self) -> None:
        el3_firmware.check(el3_firmware.MAX_CPUS)
        with self.assertRaisesRegex(Failure, "--el3 has at most 8 cores; leave it out for 9"):
            el3_firmware.check(9)


class Command(unittest.TestCase):
    def test_parameters(self) -> None:
        """The firmware finds seed, options and offset in three words of memory."""
        firmware = el3_firmware.parse("0x10,ram,cntvoff=2")
        command = " ".join(el3_firmware.loads(Path("el3.bin"), firmware, 1))
        self.assertTrue(command.startswith("-bios el3.bin "))
        self.assertEqual(re.findall("data=(0x[0-9a-f]+)", command), ["0x10", "0x3", "0x2"])
        command = " ".join(el3_firmware.loads(Path("el3.bin"), firmware, 2))
        self.assertEqual(re.findall("data=(0x[0-9a-f]+)", command)[1], "0x2")

    def test_words_are_those_of_the_firmware(self) -> None:
        header = (ROOT / "test/el3/el3.h").read_text()
        found = re.findall(r"#define OPTION_(\w+) \(1u << (\d+)\)", header)
        bits = {name.lower().replace("_", "-"): int(bit) for name, bit in found}
        del bits["el1"]
        self.assertEqual(bits, el3_firmware.WORDS)


if __name__ == "__main__":
    unittest.main()
