# SPDX-License-Identifier: MIT
"""Sweeps: many runs by a plan, on one machine or on a cluster. tools/sweep starts here.

| The plan   | axes, conditions, plan, plan_file (TOML), runs (the combinations), naming, estimate   |
| A run      | programs (its image), machine (its command), task, task_run, record, store (folder)    |
| Executors  | executor (the interface), local, progress; slurm, slurm_commands, task_archive, node   |
| Results    | summary, statistics, scaling, comparison, table, command_table                         |
| The page   | command_report, report_data, report_pictures, report_page, and the folder page         |
"""
