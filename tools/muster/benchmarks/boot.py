# SPDX-License-Identifier: MIT
"""The benchmark boot: reset to app_main_percpu() on every core: instructions, time, size, memory.

docs/benchmarking.md says what each figure means.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field

from muster import building, presets
from muster.benchmarks import boot_profile, samples
from muster.benchmarks.libcs import LIBCS, sibling
from muster.benchmarks.programs import Boot, Programs
from muster.benchmarks.request import Mode
from muster.benchmarks.session import Keys, Session
from muster.emulator import load_word
from muster.messages import fail, say

# The greatest value that is good.
GOAL_RESET_TO_APP = 200_000  # instructions, one core
GOAL_PER_CPU_TOTAL = 2_500
GOAL_PER_CPU_BRINGUP = 1_300
GOAL_BRINGUP_RATIO = 2  # at RATIO_CPUS, as is the next
GOAL_WALL_RATIO = 1.5
RATIO_CPUS = 512
GOAL_TEXT_BYTES = 48 * 1024
GOAL_MIN_MEM_MIB = 4

COUNTED_CPUS = (1, 2, 4, 8, 64, 256, 512)
TIMED_CPUS = (64, 512)

# Between which two numbers of cores the cost of a further one is taken.
SLOPES = ((8, 64), (256, 512))

MEMORY_SIZES_MIB = (1, 2, 3, 4, 5, 6, 8, 12, 16, 24, 32, 64)
MEMORY_CPUS = 4
MEMORY_TIMEOUT_S = 10

# Words in RAM that the do-nothing image reads (bench/floor/floor.c).
FLOOR_CORES_SLOT = 0x40180000
FLOOR_SERIAL_SLOT = 0x40180008
FLOOR_SETTLE_SLOT = 0x40180010
FLOOR_SETTLE_MS = 500


def measure(session: Session) -> None:
    if session.request.profile:
        boot_profile.profile(session)
        return
    programs = session.programs()
    programs.build("bench-boot", "bench-floor", "hello")
    if session.request.measures(Mode.ICOUNT):
        count_instructions(session, programs)
    if session.request.measures(Mode.MTTCG):
        for cpus in session.request.several_cpus_or(TIMED_CPUS):
            report_times(session, cpus, take_times(session, programs, cpus))
        find_least_memory(session, programs)
    report_sizes(session)


# ---- instructions: -icount -----------------------------------------------------------------------


def count_instructions(session: Session, programs: Programs) -> None:
    resets: dict[int, int] = {}
    bringups: dict[int, int] = {}
    for cpus in session.request.cpus_or(COUNTED_CPUS):
        if cpus >= 64:
            say(f"boot: counting instructions with {cpus} cores")
        run = programs.run(Boot("bench-boot", Mode.ICOUNT, cpus, "icount"))
        resets[cpus] = int(run.value("reset_to_app"))
        bringups[cpus] = int(run.value("bringup"))
        goal = {"goal": GOAL_RESET_TO_APP} if cpus == 1 else {}
        session.result("reset_to_app", cpus, resets[cpus], "insn", goal)
        session.result("bringup", cpus, bringups[cpus], "insn")
    report_slopes(session, resets, bringups)


def report_slopes(session: Session, resets: dict[int, int], bringups: dict[int, int]) -> None:
    """Reports what a further core adds, from the totals of two runs."""
    for first, last in SLOPES:
        if first not in resets or last not in resets:
            continue
        for figure, insn, goal in (
            ("per_cpu_total", resets, GOAL_PER_CPU_TOTAL),
            ("per_cpu_bringup", bringups, GOAL_PER_CPU_BRINGUP),
        ):
            slope = (insn[last] - insn[first]) / (last - first)
            keys = {"from": first, "goal": goal}
            session.result(figure, last, samples.rounded(slope, 1), "insn", keys)


# ---- time: a host thread for each core, against the do-nothing image -----------------------------


@dataclass
class Times:
    """What all runs took, as text."""

    bringup_ns: list[str] = field(default_factory=list)
    floor_ns: list[str] = field(default_factory=list)
    serial_floor_ns: list[str] = field(default_factory=list)
    wall_s: list[str] = field(default_factory=list)
    cpu_s: list[str] = field(default_factory=list)
    floor_wall_s: list[str] = field(default_factory=list)
    floor_cpu_s: list[str] = field(default_factory=list)


def floor_boot(cpus: int, is_serial: bool, settle_ms: int) -> Boot:
    words = (
        (FLOOR_CORES_SLOT, cpus),
        (FLOOR_SERIAL_SLOT, int(is_serial)),
        (FLOOR_SETTLE_SLOT, settle_ms),
    )
    loads = [option for slot, word in words for option in load_word(slot, word)]
    return Boot("bench-floor", Mode.MTTCG, cpus, emulator_options=loads)


def take_times(session: Session, programs: Programs, cpus: int) -> Times:
    """Takes turns, so that a change of the host's load meets all programs. The do-nothing image
    runs twice: a settled one for its bring-up time, and one that does not wait, for the whole
    process."""
    times = Times()
    repeat = session.request.repeat
    for number in range(1, repeat + 1):
        say(f"boot: timing {cpus} cores, run {number} of {repeat}")
        run = programs.run(Boot("bench-boot", Mode.MTTCG, cpus))
        times.bringup_ns.append(run.value("bringup_ns"))
        times.wall_s.append(samples.rounded(run.wall_s, 3))
        times.cpu_s.append(samples.rounded(run.cpu_s, 3))
        run = programs.run(floor_boot(cpus, False, 0))
        times.floor_wall_s.append(samples.rounded(run.wall_s, 3))
        times.floor_cpu_s.append(samples.rounded(run.cpu_s, 3))
        run = programs.run(floor_boot(cpus, False, FLOOR_SETTLE_MS))
        times.floor_ns.append(run.value("floor_bringup_ns"))
        run = programs.run(floor_boot(cpus, True, FLOOR_SETTLE_MS))
        times.serial_floor_ns.append(run.value("floor_bringup_ns"))
    return times


def report_times(session: Session, cpus: int, times: Times) -> None:
    def report(figure: str, unit: str, values: list[str], keys: dict[str, str]) -> None:
        middle = samples.median(values)
        session.result(figure, cpus, middle, unit, samples.spread(values) | keys)

    def report_ratio(figure: str, goal: float, ours: list[str], floor: list[str]) -> None:
        ratio = float(samples.median(ours)) / float(samples.median(floor))
        keys = {"goal": goal} if cpus == RATIO_CPUS else {}
        session.result(figure, cpus, samples.rounded(ratio, 2), "ratio", keys)

    report("bringup_ns", "ns", times.bringup_ns, {})
    report("floor_bringup_ns", "ns", times.floor_ns, {"mode": "parallel"})
    report("floor_bringup_ns", "ns", times.serial_floor_ns, {"mode": "serial"})
    report_ratio("bringup_ratio", GOAL_BRINGUP_RATIO, times.bringup_ns, times.floor_ns)
    report("wall_s", "s", times.wall_s, {"cpu_s": samples.median(times.cpu_s)})
    report("floor_wall_s", "s", times.floor_wall_s, {"cpu_s": samples.median(times.floor_cpu_s)})
    report_ratio("wall_ratio", GOAL_WALL_RATIO, times.wall_s, times.floor_wall_s)


# ---- size and memory: hello ----------------------------------------------------------------------


def report_sizes(session: Session) -> None:
    """Reports the size with each C library: with the preset, and with its twin for the other
    library, if there is such a preset."""
    for libc in LIBCS:
        preset = sibling(session.request.preset, libc)
        if preset in presets.target_names():
            programs = session.programs(preset)
            programs.build("hello")
            report_size(session, programs, libc)


def report_size(session: Session, programs: Programs, libc: str) -> None:
    """Reports what GNU size says; the goal is for the smaller library."""
    tool = building.cache_of(programs.build_dir).get("CMAKE_SIZE", "size")
    command = [tool, str(programs.elf("hello"))]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        fail(f"{' '.join(command)} ended with status {done.returncode} (see above)")
    text, data, bss = done.stdout.splitlines()[-1].split()[:3]
    keys: Keys = {"app": "hello", "libc": libc}
    goal: Keys = {"goal": GOAL_TEXT_BYTES} if libc == "picolibc" else {}
    session.result("text_bytes", 1, text, "bytes", keys | goal)
    session.result("data_bytes", 1, data, "bytes", keys)
    session.result("bss_bytes", 1, bss, "bytes", keys)


def find_least_memory(session: Session, programs: Programs) -> None:
    """Reports the least memory of the list in which hello ends with status 0. The emulator itself
    has a least size, too; it says so and ends."""
    say("boot: looking for the least memory")
    for mib in MEMORY_SIZES_MIB:
        boot = Boot("hello", Mode.MTTCG, MEMORY_CPUS, mem=f"{mib}M", timeout_s=MEMORY_TIMEOUT_S)
        if programs.attempt(boot).status == 0:
            keys: Keys = {"app": "hello", "goal": GOAL_MIN_MEM_MIB}
            session.result("min_mem_mib", MEMORY_CPUS, mib, "MiB", keys)
            return
    fail(f"hello with {MEMORY_CPUS} cores does not boot in {MEMORY_SIZES_MIB[-1]} MiB either")
