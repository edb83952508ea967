# SPDX-License-Identifier: MIT
"""The commands of tools/: tools/NAME starts the module NAME, by start.sh and __main__.py.

| For every command | messages, options (command lines), packages (apt), outputs (files) |
| Programs          | presets, building (CMake), apps (what the user calls one)            |
| Runs              | emulator (QEMU's command), shim, el3_firmware, console (output, time-out) |
| Pictures          | timeline, timeline_chart, chrome_trace, picture (matplotlib)         |
| Verdicts          | junit (XML for a CI)                                                 |
| tools/run         | run, run_options, hotplug_trace, boot_commands (those of all tests)  |
| tools/symbolize   | symbolize, symbols                                                   |
| tools/bench       | bench, result_line, and the package benchmarks                       |
| tools/sweep       | sweep, and the package sweeps                                        |
"""

from pathlib import Path

#: The tree that the package is in.
ROOT = Path(__file__).resolve().parent.parent.parent
