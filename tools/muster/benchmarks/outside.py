# SPDX-License-Identifier: MIT
"""Kernels from outside the tree: a folder with muster_add_app(), or a file that prints lines RESULT."""

from __future__ import annotations

from functools import partial

from muster import apps
from muster.benchmarks.benchmark import Benchmark
from muster.benchmarks.kernel_runs import measure_kernel
from muster.benchmarks.kernels import Kernel
from muster.benchmarks.request import Request

ICOUNT_CPUS = (1, 4)
MTTCG_CPUS = (1, 2, 4)


def outside_benchmark(text: str, request: Request) -> Benchmark:
    """Returns the benchmark of FOLDER, FOLDER:NAME or a file, or fails where there is none. It is
    measured as a kernel of the tree is, and may have any class."""
    app = apps.resolve(text, request.preset)
    app.complete_name()
    name = app.name or app.elf().stem
    classes = (request.class_,) if request.class_ else ()
    summary = f"the program {text}"
    kernel = Kernel(name, (text,), ICOUNT_CPUS, MTTCG_CPUS, summary, classes)
    return Benchmark(name, summary, partial(measure_kernel, kernel), kernel=kernel)
