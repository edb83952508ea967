#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks where an image has what the boot CPU writes with its MMU off.

usage: test/link/uncached_ranges.py READELF IMAGE.elf

The entry code invalidates the cache lines of three ranges. Page tables and the boot stack are whole pages,
so whole lines of any size. The third range holds each word that is relocated, and .data. A line that it
shares at its end may only have .bss besides, which is not written until the MMU is on; at its beginning
only constants.
"""

import re
import subprocess
import sys

PAGE_BYTES = 4096
LINE_BYTES = 64  # .bss is cleared in pieces of that size


def output_of(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def main() -> None:
    readelf, image = sys.argv[1:]
    symbols = {
        match[2]: int(match[1], 16)
        for match in re.finditer(
            r"^\s*\d+: ([0-9a-f]+) .* __muster_(\w+)$", output_of(readelf, "-sW", image), re.M
        )
    }
    sections = {
        match[1]: (int(match[2], 16), int(match[3], 16), match[4])
        for match in re.finditer(
            r"\] (\.\S+)\s+\w+\s+([0-9a-f]+) [0-9a-f]+ ([0-9a-f]+) [0-9a-f]+\s+(\w+)",
            output_of(readelf, "-SW", image),
        )
    }
    relocated = [
        int(match[1], 16)
        for match in re.finditer(
            r"^([0-9a-f]+)\s+[0-9a-f]+ R_AARCH64_RELATIVE", output_of(readelf, "-rW", image), re.M
        )
    ]
    start, end = symbols["relocated_start"], symbols["relocated_end"]
    findings = [
        f"{name} is no multiple of {align}"
        for name, align in (
            ("init_stack", PAGE_BYTES),
            ("init_stack_top", PAGE_BYTES),
            ("relocated_start", LINE_BYTES),
            ("relocated_end", LINE_BYTES),
            ("bss_end", LINE_BYTES),
        )
        if symbols[name] % align
    ]
    findings += [
        f"{at:#x} is relocated outside the range" for at in relocated if not start <= at < end
    ]
    if not relocated:
        findings.append("nothing is relocated")
    if end != symbols["bss_start"]:
        findings.append("the range does not end where .bss begins")
    for name, (address, size_bytes, flags) in sections.items():
        is_inside = start <= address and address + size_bytes <= end
        if "W" in flags and size_bytes and address < symbols["bss_start"] and not is_inside:
            if not name.startswith((".rodata", ".tdata", ".tbss")):
                findings.append(f"{name} is writable and not in the range")
    for finding in findings:
        print(f"{image}: {finding}")
    sys.exit(bool(findings))


if __name__ == "__main__":
    main()
