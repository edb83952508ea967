#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""usage: test/link/tls_offsets.py CC SCRIPT LINKER...

Links thread-local variables of alignments from 1 to 4096, with and without a first value, by the
linker script and each LINKER. Succeeds when the TLS segment begins at a multiple of its alignment, and
when the variables' offsets from the thread pointer are those that the runtime gives them.
"""

from __future__ import annotations

import struct
import subprocess
import sys
import tempfile
from pathlib import Path

ALIGNMENTS = [1 << log2 for log2 in range(0, 13, 2)]
PT_TLS = 7
TCB_BYTES = 16
# Stands before the instructions that have the offsets.
MAGIC = 0x6D757374

# .tdata is absent where DATA is 0.
SOURCE = f"""
    .section .rodata, "a"
    .byte 1 // so that nothing is aligned by chance
    .section .tdata, "awT"
    .if DATA
    .balign DATA
with_value: .byte 1, 2, 3
    .endif
    .section .tbss, "awT", %nobits
    .balign ZERO
zero: .skip 5
    .section .text.boot, "ax"
    .word {MAGIC}
    add x0, x0, #:tprel_hi12:zero, lsl #12
    add x0, x0, #:tprel_lo12_nc:zero
    .if DATA
    add x0, x0, #:tprel_hi12:with_value, lsl #12
    add x0, x0, #:tprel_lo12_nc:with_value
    .endif
"""


def round_up(number: int, to: int) -> int:
    return (number + to - 1) // to * to


def tls_segment(elf: bytes) -> tuple[int, int, int]:
    """Returns address, size in the file and alignment."""
    offset, size, count = struct.unpack_from("<Q14xHH", elf, 32)
    for number in range(count):
        kind, _, _, address, _, file_bytes, _, align = struct.unpack_from(
            "<IIQQQQQQ", elf, offset + number * size
        )
        if kind == PT_TLS:
            return address, file_bytes, align
    raise ValueError("no TLS segment")


def offset_in(elf: bytes, place: int) -> int:
    """Returns the offset from the thread pointer that two instructions add."""
    high, low = struct.unpack_from("<II", elf, place)
    return int((high >> 10 & 0xFFF) << 12 | (low >> 10 & 0xFFF))


def check(elf: bytes, data: int, zero: int) -> list[str]:
    address, file_bytes, align = tls_segment(elf)
    code = elf.index(struct.pack("<I", MAGIC)) + 4
    first = round_up(TCB_BYTES, align)
    findings = []
    if address % align or align < max(data, zero):
        findings.append(f"the segment is at {address:#x}, aligned to {align}")
    if offset_in(elf, code) != first + round_up(file_bytes, zero):
        findings.append(f"the variable without a value is at {offset_in(elf, code)}")
    if data and offset_in(elf, code + 8) != first:
        findings.append(f"the variable with a value is at {offset_in(elf, code + 8)}")
    return findings


def main() -> int:
    compiler, script, *linkers = sys.argv[1:]
    failed = tried = 0
    with tempfile.TemporaryDirectory() as folder:
        source, made, linked = (Path(folder, name) for name in ("tls.s", "tls.o", "tls.elf"))
        source.write_text(SOURCE, encoding="ascii")
        for data in [0, *ALIGNMENTS]:
            for zero in ALIGNMENTS:
                values = f"-Wa,--defsym,DATA={data},--defsym,ZERO={zero}"
                subprocess.run([compiler, "-c", values, source, "-o", made], check=True)
                for linker in linkers:
                    options = ["-pie", "--no-dynamic-linker", "-z", "max-page-size=4096"]
                    subprocess.run(
                        [linker, *options, "-e", "0", "-T", script, made, "-o", linked], check=True
                    )
                    tried += 1
                    for finding in check(linked.read_bytes(), data, zero):
                        failed += 1
                        print(f"{linker}: .tdata aligned to {data}, .tbss to {zero}: {finding}")
    print(f"{tried} programs linked, {failed} findings")
    return 1 if failed or not tried else 0


if __name__ == "__main__":
    sys.exit(main())
