#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""usage: test/debug/check_errors.py OBJCOPY NM PROGRAM.elf

Succeeds when tools/symbolize refuses what it cannot use, and says what is wrong, and when it reads
logs that a program does not write by itself: of reports of several CPUs, old ones, cut ones.
"""

import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from judge import ROOT, missing_line

SYMBOLIZE = ROOT / "tools/symbolize"
OBJCOPY, NM, PROGRAM = sys.argv[1:]
TRACE = "  back trace, innermost first (image at 0x50000000):"


class Errors(unittest.TestCase):
    folder: Path

    @classmethod
    def setUpClass(cls) -> None:
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        for name, *lines in (
            ("log", TRACE, "    0x0000000050000000", "    0x0000000000000001"),
            ("damaged", TRACE, "    0x00000000500000000000000000"),
            ("old", "  back trace, innermost first:", "    0x0000000000000001"),
            ("cut", "  ELR 0x0000000000000001", TRACE.replace("at 0x", "at ")),
            ("other", "no report at all"),
            ("empty",),
        ):
            cls.write(name, *lines)
        for option, name in (("--strip-all", "stripped.elf"), ("--strip-debug", "no-lines.elf")):
            subprocess.run([OBJCOPY, option, PROGRAM, cls.folder / name], check=True)
        (cls.folder / "text.elf").write_bytes((cls.folder / "log").read_bytes())
        (cls.folder / "cut.elf").write_bytes(Path(PROGRAM).read_bytes()[:1000])

    @classmethod
    def write(cls, name: str, *lines: str, end: str = "\n") -> Path:
        path = cls.folder / name
        path.write_text("".join(f"{line}{end}" for line in lines), encoding="ascii", newline="")
        return path

    def symbolize(self, *words: str | Path) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [SYMBOLIZE, *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def expect(self, status: int, regex: str, *words: str | Path) -> str:
        """Runs tools/symbolize, which ends with that status and one message. Returns its output."""
        with self.subTest(words=words):
            done = self.symbolize(*words)
            self.assertEqual(done.returncode, status, done.stderr)
            self.assertRegex(done.stderr, rf"\Atools/symbolize: .*{regex}.*\n\Z")
        return done.stdout

    def expect_lines(self, text: str, *regexes: str) -> None:
        self.assertIsNone(missing_line(text, regexes), text)

    def test_program(self) -> None:
        log = self.folder / "log"
        self.expect(2, "which application", "", log)
        self.expect(2, "there is no application nonesuch", "nonesuch")
        self.expect(2, r"there is no file .*/none\.elf", self.folder / "none.elf")
        self.expect(2, "there is no preset none;", "--preset", "none", PROGRAM, log)
        self.expect(2, "is no ELF file", self.folder / "text.elf", log)
        self.expect(2, r"cut\.elf", self.folder / "cut.elf", log)
        self.expect(2, "has no symbols", self.folder / "stripped.elf", log)

    def test_log(self) -> None:
        self.expect(2, "there is no file .*/none", PROGRAM, self.folder / "none")
        self.expect(2, "cannot be read", PROGRAM, self.folder)
        self.expect(2, "the log is empty", PROGRAM, self.folder / "empty")
        self.expect(2, "the log is empty", PROGRAM)
        self.expect(2, "line 2 of the log is damaged", PROGRAM, self.folder / "damaged")
        self.expect(1, "no back trace", PROGRAM, self.folder / "other")

    def test_what_can_be_shown(self) -> None:
        self.expect(0, "does not say where the image was", PROGRAM, self.folder / "old")
        self.expect(0, "does not say where the image was", PROGRAM, self.folder / "cut")
        no_lines = self.folder / "no-lines.elf"
        shown = self.expect(0, "no debug info: functions only", no_lines, self.folder / "log")
        self.expect_lines(
            shown,
            "^    0x0000000050000000  not in the program$",
            "^    0x0000000000000001  not in the program$",
        )

    def test_reports_of_several_cpus(self) -> None:
        """In the report of another CPU its place is exact, in the next one it is as any other address; a
        damaged line of a serial port stays as it is."""
        symbols = subprocess.run([NM, PROGRAM], check=True, capture_output=True, text=True).stdout
        found = re.search(r"^([0-9a-f]+) t middle$", symbols, re.MULTILINE)
        assert found
        middle = f"0x{found[1]}"
        trace = TRACE.replace("0x50000000", "0x40200000")
        log = self.write(
            "several",
            "muster: CPU 1 (MPIDR 0x1): online",
            f"  at {middle}, interrupts masked",
            trace,
            f"    {middle}",
            "muster: CPU 2 (MPIDR 0x2): online",
            "  waits in the runtime",
            trace,
            f"    {middle}",
            "    0x00zz",
            end="\r\n",
        )
        done = self.symbolize(PROGRAM, log)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.expect_lines(
            done.stdout,
            f"^  at {middle}, interrupts masked$",
            r"^      middle\+0x0  test/debug/",
            rf"^    {middle}  middle\+0x0  test/debug/",
            "^muster: CPU 2",
            rf"^    {middle}  [a-z_]+\+0x[1-9a-f]",
            "^    0x00zz$",
        )


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
