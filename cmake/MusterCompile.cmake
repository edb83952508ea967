# SPDX-License-Identifier: MIT
# How everything is compiled and linked: muster_abi, for every file of a program, the application's
# too. (MusterOwn.cmake: the runtime's own files.)

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
target_link_options(muster_abi INTERFACE
  -static-pie -nostdlib
  -Wl,-z,text              # every pointer is relocated in data, none in text
  -Wl,--no-dynamic-linker
  -Wl,--build-id=none
  -Wl,--gc-sections
  -Wl,-z,max-page-size=4096
  -Wl,-z,norelro           # head.S relocates before there are permissions
  -Wl,--hash-style=sysv)
if(MUSTER_LIBC STREQUAL "newlib")
  # What newlib's fflush() hands over may be a part of a line: it is to be seen (newlib/streams.c).
  target_link_options(muster_abi INTERFACE -Wl,--wrap=fflush)
endif()
