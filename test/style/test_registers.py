# SPDX-License-Identifier: MIT
"""Tests of the check of system registers on small trees."""

from __future__ import annotations

import pathlib
import tempfile
import unittest
import unittest.mock

import registers

WRITTEN = "| Registers | Where | When and what |\n| --- | --- | --- |\n"
LEFT = "\n| Registers | Why that does no harm |\n| --- | --- |\n"
CODE = "arch/aarch64/entry/el2.S"


class RegistersTest(unittest.TestCase):
    """Each register is written where the paper says, or left."""

    def findings(
        self,
        written: str,
        left: str,
        known: str,
        code: str,
        tested: str = "A_EL2 B_EL2 C_EL1 D_EL1",
    ) -> list[str]:
        """Returns what the check says about a tree with one file of code."""
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            (root / registers.ENTRY).mkdir(parents=True)
            for file, text in {
                registers.PAPER: WRITTEN + written + LEFT + left,
                registers.LIST: known,
                CODE: code,
                registers.TEST: tested,
            }.items():
                (root / file).parent.mkdir(parents=True, exist_ok=True)
                (root / file).write_text(text, encoding="utf-8")
            return registers.check(root)

    def test_good(self) -> None:
        """Both tables, the macros, the names under E2H; comments do not count."""
        written = f"| `A_EL2`, `B_EL2`, `C_EL1`, `D_EL1` | `{CODE}` | 0 |\n"
        code = "msr a_el2, x0\nclear SYS_B_EL2\nclear_if WITHOUT, id, 4, SYS_C_EL1\nmsr SYS_D_EL12, x1\n"
        left = "| `E_EL1` | nothing reads it |\n"
        known = "A_EL2\nB_EL2\nC_EL1\nD_EL1\nE_EL1\n"
        self.assertEqual(self.findings(written, left, known, code + "/* msr e_el1, x0 */\n"), [])

    def test_c(self) -> None:
        """Writes in C: inline assembly, macros, and lists of registers."""
        code = '__asm__("msr a_el1, %0"); WRITE(b_el0, 1); WRITE_SYSREG(SYS_C_EL1, 1); on(d_el1)'
        self.assertEqual(registers.written_registers(code), {"A_EL1", "B_EL0", "C_EL1", "D_EL1"})

    def test_not_written(self) -> None:
        """The paper says that a file writes a register, and it does not."""
        row = f"| `A_EL2` | `{CODE}` | 0 |\n"
        self.assertEqual(
            self.findings(row, "", "A_EL2\n", "mrs x0, a_el2\n"),
            [f"{CODE}: does not write A_EL2, docs/boot.md says so"],
        )

    def test_not_tested(self) -> None:
        """No test reads the register back, and none says why."""
        row = f"| `A_EL2` | `{CODE}` | 0 |\n"
        self.assertEqual(
            self.findings(row, "", "A_EL2\n", "msr a_el2, x0\n", "ROW(B_EL2)"),
            [f"{registers.TEST}: A_EL2 has no row, and no reason for that"],
        )

    def test_left_and_written_elsewhere(self) -> None:
        """A register that the paper leaves is written by another file of the architecture."""
        with unittest.mock.patch(f"{__name__}.CODE", "arch/aarch64/cpu/gic.c"):
            self.assertEqual(
                self.findings("", "| `A_EL2` | nothing |\n", "A_EL2\n", 'asm("msr a_el2, x0");'),
                ["arch/aarch64/cpu/gic.c: writes A_EL2, docs/boot.md says that it is left"],
            )

    def test_left_and_written(self) -> None:
        """A register that the paper leaves is written."""
        self.assertEqual(
            self.findings("", "| `A_EL2` | nothing |\n", "A_EL2\n", "msr a_el2, x0\n"),
            [f"{CODE}: writes A_EL2, docs/boot.md does not say so"],
        )

    def test_forgotten(self) -> None:
        """A register that is in neither table, and one that is in no list."""
        self.assertEqual(
            self.findings("", "| `B_EL1` | nothing |\n", "A_EL1\n", ""),
            [
                "docs/boot.md: A_EL1 is in neither table",
                "test/style/system_registers.txt: B_EL1 is missing, docs/boot.md has it",
            ],
        )
