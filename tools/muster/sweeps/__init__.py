# SPDX-License-Identifier: MIT
"""Sweeps: many runs by a plan, on one machine or on a cluster. tools/sweep starts here.

| The plan   | axes, conditions, plan, plan_file (TOML), runs (the combinations), naming, estimate   |
| A run      | programs (its image), machine (its command), task, task_run, record, store (folder)    |
| Executors  | executor (the interface), local, progress                                              |
| Results    | summary, statistics, table, command_table                                              |
"""
