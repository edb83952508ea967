# SPDX-License-Identifier: MIT
"""All benchmarks, in the order in which they are listed and measured. A further one that is more
than a kernel is an entry of BENCHMARKS; a further kernel is an entry of kernels.KERNELS."""

from __future__ import annotations

from functools import partial

from muster.benchmarks import boot, ep_lost, growth, hotplug, idle, ipi, malloc, reach, size, sweep
from muster.benchmarks.benchmark import Benchmark
from muster.benchmarks.kernel_runs import measure_kernel
from muster.benchmarks.kernels import KERNELS, Kernel
from muster.benchmarks.request import Mode


def benchmark_of(kernel: Kernel) -> Benchmark:
    return Benchmark(kernel.name, kernel.summary, partial(measure_kernel, kernel), kernel=kernel)


BENCHMARKS = (
    Benchmark(
        "boot",
        "reset to app_main_percpu() on every core: instructions, time, size, least memory",
        boot.measure,
    ),
    Benchmark(
        "ep_lost",
        "what the runtime takes of EP on one core, against the same loop in a bare image",
        ep_lost.measure,
        modes=(Mode.ICOUNT,),
    ),
    Benchmark(
        "growth",
        "what a core pays for what all cores do, from 8 to 512 cores, against the logarithm",
        growth.measure,
        modes=(Mode.ICOUNT,),
        has_growth=True,
    ),
    Benchmark(
        "hotplug",
        "cpu_down() and cpu_up(): instructions by state; bring-up: slope, boot chart, fan-out",
        hotplug.measure,
    ),
    Benchmark(
        "idle",
        "what CPUs cost that have nothing to do: host CPU time of an idle guest",
        idle.measure,
        modes=(Mode.MTTCG,),
    ),
    Benchmark(
        "ipi",
        "interrupts between CPUs, cross calls, timer interrupts, and what is inline",
        ipi.measure,
    ),
    Benchmark(
        "malloc",
        "malloc and free on one core and on two, and what the libc's locks cost, for both libcs",
        malloc.measure,
    ),
    Benchmark(
        "reach",
        "boards of Debian's arm64 kernel package with a console, interrupts, timer and CPUs we drive",
        reach.measure,
        modes=(Mode.ICOUNT,),
    ),
    Benchmark(
        "size",
        "code and constants of a program, by room and by object",
        size.measure,
        modes=(Mode.ICOUNT,),
    ),
    Benchmark(
        "sweep",
        "what tools/sweep takes beyond its runs: a run, a plan, a resumption, reading records",
        sweep.measure,
        modes=(Mode.MTTCG,),
    ),
    *map(benchmark_of, KERNELS),
)
