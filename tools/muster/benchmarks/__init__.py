# SPDX-License-Identifier: MIT
"""tools/bench: measures the programs of the tree, compares and draws what was measured."""
