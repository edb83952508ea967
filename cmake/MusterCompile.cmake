# SPDX-License-Identifier: MIT
# How everything is compiled: muster_abi for every file of a program, the application's too;
# muster_own for the runtime's.

add_library(muster_abi INTERFACE)
target_compile_definitions(muster_abi INTERFACE
  NR_CPUS=${MUSTER_NR_CPUS} $<$<BOOL:${MUSTER_TRACK_LOCKS}>:MUSTER_TRACK_LOCKS>
  # For the libc's <time.h>: there are clock_gettime(), nanosleep() and CLOCK_MONOTONIC.
  _POSIX_TIMERS=200809L _POSIX_MONOTONIC_CLOCK=200809L
  # For C11's programs: no <threads.h>, for there are CPUs and no threads.
  __STDC_NO_THREADS__=1)
target_compile_options(muster_abi INTERFACE
  -fPIE                    # one link runs at any address
  -fno-common
  -ffunction-sections -fdata-sections
  -fno-omit-frame-pointer  # back traces
  -fno-asynchronous-unwind-tables
  -ftls-model=local-exec
  -mno-outline-atomics     # their run-time choice needs an operating system
  # The distribution's cross compilers are for Linux, which this is not.
  -Ulinux -U__linux -U__linux__ -Uunix -U__unix -U__unix__)

add_library(muster_own INTERFACE)
target_link_libraries(muster_own INTERFACE muster_abi)
target_include_directories(muster_own INTERFACE
  ${CMAKE_CURRENT_SOURCE_DIR}/include ${CMAKE_CURRENT_SOURCE_DIR}/arch/aarch64/include)
target_compile_definitions(muster_own INTERFACE
  $<$<BOOL:${MUSTER_STAY_AT_EL2}>:MUSTER_STAY_AT_EL2>
  $<$<BOOL:${MUSTER_CPUHP_CHART}>:MUSTER_CPUHP_CHART>)
target_compile_options(muster_own INTERFACE
  $<$<COMPILE_LANGUAGE:C>:-std=gnu11>
  -Wall -Wextra -Wshadow -Wundef -Werror
  $<$<COMPILE_LANGUAGE:C>:-Wstrict-prototypes -Wmissing-prototypes>
  -fvisibility=hidden
  # The runtime uses no FP register: exceptions need not save them, and it runs before FP is on.
  $<$<COMPILE_LANGUAGE:C>:-mgeneral-regs-only>
  # Small: what -O2 would save, a tenth of the instructions of a boot, is a fifth more text.
  $<$<CONFIG:Release>:-Os>
  $<$<AND:$<CONFIG:Release>,$<C_COMPILER_ID:GNU>>:-fno-move-loop-invariants> # smaller still
  # Some of it runs with the MMU off, where unaligned accesses fault.
  -mstrict-align
  # A loop stays a loop: the libc's memset and memcpy may be byte-wise, or need the MMU (DC ZVA).
  $<$<C_COMPILER_ID:GNU>:-fno-tree-loop-distribute-patterns>
  $<$<C_COMPILER_ID:Clang>:-fno-builtin-memset> $<$<C_COMPILER_ID:Clang>:-fno-builtin-memcpy>)
