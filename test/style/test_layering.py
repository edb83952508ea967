# SPDX-License-Identifier: MIT
"""Tests of the layering check on small trees."""

from __future__ import annotations

import pathlib
import tempfile
import unittest

import assembly
import layering


def findings_in(files: dict[str, str]) -> list[str]:
    """Returns the findings of all parts of the check in a tree of these files."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name, text in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
        tree = layering.Tree(root)
        checks = (
            layering.check_includes,
            layering.check_boards,
            layering.check_assembly,
            layering.check_devices,
        )
        return [finding for check in checks for finding in check(tree)]


class IncludesTest(unittest.TestCase):
    """Each part of the tree includes what it may."""

    HEADERS = {
        "runtime/arch/cpu.h": "#include <muster/arch/cpu.h>\n",
        "runtime/time/clock.h": "",
        "arch/aarch64/cpu/sysreg.h": "",
        "test/lib/check.h": "",
        "apps/lib/sized_bench.h": "",
        "apps/pi/pi.h": "",
        "apps/sort/sort.h": "",
    }

    def allowed(self, file: str, include: str) -> bool:
        """Returns true if the check finds nothing."""
        return not findings_in({**self.HEADERS, file: f"#include {include}\n"})

    def test_the_headers_alone(self) -> None:
        self.assertEqual(findings_in(self.HEADERS), [])

    def test_public_headers(self) -> None:
        for file in ("include/muster/a.h", "arch/aarch64/include/muster/arch/a.h"):
            self.assertTrue(self.allowed(file, "<muster/arch/cpu.h>"))
            self.assertTrue(self.allowed(file, "<stdint.h>"))
            self.assertFalse(self.allowed(file, "<stdio.h>"))
            self.assertFalse(self.allowed(file, '"time/clock.h"'))

    def test_the_runtime(self) -> None:
        self.assertTrue(self.allowed("runtime/app/a.c", '"time/clock.h"'))
        self.assertTrue(self.allowed("runtime/app/a.c", "<sys/stat.h>"))
        self.assertFalse(self.allowed("runtime/app/a.c", "<muster/arch/cpu.h>"))
        self.assertFalse(self.allowed("runtime/app/a.c", "<math.h>"))
        self.assertFalse(self.allowed("runtime/app/a.c", '"aarch64/cpu/sysreg.h"'))
        self.assertFalse(self.allowed("runtime/app/a.c", '"../../apps/pi/pi.h"'))

    def test_the_architecture(self) -> None:
        self.assertTrue(self.allowed("arch/aarch64/cpu/a.c", '"aarch64/cpu/sysreg.h"'))
        self.assertTrue(self.allowed("arch/aarch64/cpu/a.S", '"asm-offsets.h"'))
        self.assertTrue(self.allowed("arch/aarch64/cpu/a.c", '"arch/cpu.h"'))
        self.assertFalse(self.allowed("arch/aarch64/cpu/a.c", "<stdio.h>"))
        self.assertFalse(self.allowed("arch/aarch64/cpu/a.c", '"../../../apps/pi/pi.h"'))

    def test_boards(self) -> None:
        self.assertTrue(self.allowed("board/b/b.c", "<muster/board.h>"))
        self.assertFalse(self.allowed("board/b/b.c", "<muster/app.h>"))

    def test_programs(self) -> None:
        self.assertTrue(self.allowed("apps/pi/main.c", '"pi.h"'))
        self.assertTrue(self.allowed("apps/pi/main.cpp", "<vector>"))
        self.assertTrue(self.allowed("test/time/main.c", '"check.h"'))
        self.assertTrue(self.allowed("apps/pi/main.c", '"sized_bench.h"'))
        self.assertFalse(self.allowed("apps/pi/main.c", '"check.h"'))
        self.assertFalse(self.allowed("test/time/main.c", '"sized_bench.h"'))
        self.assertFalse(self.allowed("apps/pi/main.c", '"../sort/sort.h"'))
        self.assertFalse(self.allowed("apps/pi/main.c", '"time/clock.h"'))
        self.assertFalse(self.allowed("apps/pi/main.c", "<muster/arch/cpu.h>"))

    def test_tests_of_the_host_may_include_what_they_test(self) -> None:
        self.assertTrue(self.allowed("test/unit/test_a.c", '"../../runtime/time/clock.h"'))


class BoardsTest(unittest.TestCase):
    """No code asks which board it is."""

    def test_a_question(self) -> None:
        for line in ("#ifdef BOARD_QEMU", "#if defined(MUSTER_BOARD)"):
            (finding,) = findings_in({"runtime/a.c": f"\n{line}\n"})
            self.assertIn("runtime/a.c:2: asks which board", finding)

    def test_no_question(self) -> None:
        self.assertEqual(findings_in({"include/muster/board.h": "#ifndef MUSTER_BOARD_H\n"}), [])
        self.assertEqual(findings_in({"board/b/b.c": "#ifdef BOARD_B\n"}), [])


class DevicesTest(unittest.TestCase):
    """Devices are accessed by the functions for that."""

    def allowed(self, file: str, line: str) -> bool:
        """Returns true if the check finds nothing."""
        return not findings_in({file: f"{line}\n"})

    def test_volatile(self) -> None:
        read = "    return *(const volatile uint32_t *)address;"
        for file in (
            "runtime/time/a.c",
            "include/muster/a.h",
            "arch/aarch64/cpu/a.c",
            "apps/a/a.c",
        ):
            self.assertFalse(self.allowed(file, read), file)
        self.assertFalse(self.allowed("runtime/time/a.c", "static volatile int shared;"))
        self.assertTrue(self.allowed("runtime/time/a.c", "int shared; /* not volatile */"))
        self.assertTrue(self.allowed(layering.MMIO_HEADER, read))
        self.assertTrue(self.allowed("arch/aarch64/cpu/a.c", '    __asm__ volatile("wfi");'))
        self.assertTrue(self.allowed("test/irq/a.c", read))

    def test_pointers_of_drivers(self) -> None:
        for cast in ("(uint32_t *)base", "(const struct registers *)(base + 4)", "(char*) &base"):
            line = f"    use({cast});"
            self.assertFalse(self.allowed("runtime/drivers/serial/a.c", line), cast)
            self.assertTrue(self.allowed("runtime/libc/a.c", line), cast)
        self.assertTrue(self.allowed("runtime/drivers/a.c", "void write(uintptr_t, const char *);"))
        self.assertTrue(self.allowed("runtime/drivers/a.c", "    size = (a * b) + sizeof(int *);"))


class AssemblyTest(unittest.TestCase):
    """Assembly is where it may be."""

    def lines(self, text: str) -> list[int]:
        """Returns the lines with assembly."""
        return [number for number, _ in assembly.find_assembly(text)]

    def test_statements(self) -> None:
        self.assertEqual(self.lines('{\n__asm__ volatile("wfi");\n}\n'), [2])
        self.assertEqual(self.lines('void f(void)\n{\n    asm("nop");\n}\n'), [3])
        self.assertEqual(self.lines('__asm__(".globl x");\n'), [1])
        self.assertEqual(self.lines('if (x) __asm__("nop");\n'), [1])
        self.assertEqual(self.lines('#define RELAX __asm__("yield")\n'), [1])
        self.assertEqual(self.lines('register long x0 __asm__("x0");\n'), [1])

    def test_labels(self) -> None:
        self.assertEqual(self.lines('extern const char end[] __asm__("__muster_end");\n'), [])
        self.assertEqual(self.lines('int f(int a,\n      int b) __asm__("g");\n'), [])

    def test_system_registers(self) -> None:
        self.assertEqual(self.lines('const char *s = "nop; mrs x0, mpidr_el1";\n'), [1])
        self.assertEqual(self.lines('const char *s = "the words mrs and msr";\n'), [])

    def test_comments_and_strings(self) -> None:
        self.assertEqual(self.lines('/* asm("nop")\n asm("nop") */ int a; // asm("nop")\n'), [])
        self.assertEqual(self.lines('char c = \'"\'; /* asm("nop") */\n'), [])
        self.assertEqual(self.lines('f("/*");\nasm("nop");\n'), [2])

    def test_files_of_assembly(self) -> None:
        (finding,) = findings_in({"apps/pi/a.S": ""})
        self.assertEqual(finding, "apps/pi/a.S: assembly outside arch/aarch64")
        self.assertEqual(findings_in({"bench/bare/a.S": "", "test/idle/lose.S": ""}), [])


if __name__ == "__main__":
    unittest.main()
