# SPDX-License-Identifier: MIT
"""The commands of tools/: each is the module that has its name."""

from pathlib import Path

#: The tree that the package is in.
ROOT = Path(__file__).resolve().parent.parent.parent
