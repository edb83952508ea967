# SPDX-License-Identifier: MIT
"""The kernels: programs that measure themselves with muster_bench(), or print lines RESULT of the
same form. A further kernel is an entry here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kernel:
    """One program, or several that are measured together."""

    name: str
    programs: tuple[str, ...]
    icount_cpus: tuple[int, ...]  # on how many cores instructions are counted
    mttcg_cpus: tuple[int, ...]  # on how many cores time is taken
    summary: str
    classes: tuple[str, ...] = ()  # sizes of the problem; the first is the program's default
    has_time: bool = True  # it measures with muster_bench(): there are a timeline and a speed-up

    def default_cpus(self, mode: str) -> tuple[int, ...]:
        return self.icount_cpus if mode == "icount" else self.mttcg_cpus


KERNELS = (
    Kernel(
        "ep",
        ("nas-ep",),
        (1,),
        (1, 2, 4),
        "NAS EP: pairs of Gaussian numbers, nothing shared",
        classes=("S", "W"),
    ),
    Kernel(
        "is",
        ("nas-is",),
        (1, 4),
        (1, 2, 4),
        "NAS IS: ranks of small integer keys",
        classes=("S", "W"),
    ),
    Kernel(
        "cg",
        ("nas-cg",),
        (1, 4),
        (1, 2, 4),
        "NAS CG: conjugate gradients with a sparse matrix",
        classes=("S", "W"),
    ),
    Kernel(
        "mg",
        ("nas-mg",),
        (1, 4),
        (1, 2, 4),
        "NAS MG: a multigrid method on a cube of 32 points a side",
        classes=("S",),
    ),
    Kernel(
        "pi",
        ("pi",),
        (1, 4),
        (1, 2, 4),
        "The area below a curve: the example of docs/benchmarking.md",
    ),
    Kernel(
        "stream",
        ("stream",),
        (1,),
        (1, 2),
        "The four loops of STREAM: bandwidth of the memory",
    ),
    Kernel("matmul", ("matmul",), (1, 4), (1, 2, 4), "A product of two dense matrices"),
    Kernel(
        "stencil",
        ("stencil",),
        (1, 4),
        (1, 2, 4),
        "Five points of a grid, and a barrier after each sweep",
    ),
    Kernel("sort", ("sort",), (1, 4), (1, 2, 4), "A parallel merge sort"),
    Kernel(
        "queens",
        ("queens",),
        (1, 4),
        (1, 2, 4),
        "N queens: pieces of work for whichever core is free",
    ),
    Kernel("chase", ("chase",), (1,), (1, 2), "Loads that wait for the one before"),
    Kernel(
        "false-sharing",
        ("false-sharing",),
        (1,),
        (1, 2),
        "Counters in the same cache line, and in lines of their own",
    ),
    Kernel(
        "sync",
        ("bench-sync", "bench-fork-join"),
        (4, 64, 512),
        (2,),
        "Barriers, locks and their kin: what an operation costs",
        has_time=False,
    ),
)
