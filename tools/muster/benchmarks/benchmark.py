# SPDX-License-Identifier: MIT
"""What a benchmark is: a name, and a function that measures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from muster.benchmarks.kernels import Kernel
from muster.benchmarks.request import Mode
from muster.benchmarks.session import Session


@dataclass(frozen=True)
class Benchmark:
    """An entry of catalogue.py."""

    name: str
    summary: str
    measure: Callable[[Session], None]
    modes: tuple[Mode, ...] = tuple(Mode)
    kernel: Kernel | None = None
    has_growth: bool = False  # there is a cost for each core, over the number of cores

    def has_class(self, name: str) -> bool:
        return self.kernel is not None and name in self.kernel.classes

    def has_mode(self, mode: str) -> bool:
        """Returns true if the benchmark measures in the mode; "" is both."""
        return not mode or mode in self.modes

    @property
    def has_time(self) -> bool:
        """Returns true if there are a speed-up and a timeline."""
        return self.kernel is not None and self.kernel.has_time
