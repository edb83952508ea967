# Says how every file of a program is compiled and linked, the application's too: muster_abi. The
# options of the runtime's own files are in MusterOwn.cmake.

# Workarounds for two errata of Cortex-A53 (docs/hardware.md). For 843419 only a linker knows the addresses.
# For 835769 the compiler separates the two instructions; GNU ld also does so in archives that were compiled
# without the option, such as a distribution's C library. lld cannot.
set(MUSTER_A53_COMPILE_OPTIONS -mfix-cortex-a53-835769)
set(MUSTER_A53_LINK_OPTIONS -Wl,--fix-cortex-a53-843419)
if(CMAKE_C_COMPILER_ID STREQUAL "GNU" OR MUSTER_LINKER STREQUAL "bfd")
  list(APPEND MUSTER_A53_LINK_OPTIONS -Wl,--fix-cortex-a53-835769)
endif()

add_library(muster_abi INTERFACE)
target_compile_definitions(muster_abi INTERFACE
  NR_CPUS=${MUSTER_NR_CPUS} $<$<BOOL:${MUSTER_TRACK_LOCKS}>:MUSTER_TRACK_LOCKS>
  # Tells the libc's <time.h> that clock_gettime(), nanosleep() and CLOCK_MONOTONIC exist.
  _POSIX_TIMERS=200809L _POSIX_MONOTONIC_CLOCK=200809L
  # Tells C11 programs that there is no <threads.h>, since there are CPUs and no threads.
  __STDC_NO_THREADS__=1)
target_compile_options(muster_abi INTERFACE
  -fPIE                    # one link runs at any address
  -fno-common
  -ffunction-sections -fdata-sections
  -fno-omit-frame-pointer  # for back traces
  -fno-asynchronous-unwind-tables
  -ftls-model=local-exec
  -mno-outline-atomics     # their run-time choice needs an operating system
  # The distribution's cross compilers are made for Linux and define these; a bare machine is not
  # Linux.
  -Ulinux -U__linux -U__linux__ -Uunix -U__unix -U__unix__
  ${MUSTER_A53_COMPILE_OPTIONS})
# A large frame touches each page on its way down, so that it cannot step over the guard below the
# stack. Clang has this for AArch64 from 18 on; an older one warns of frames larger than the smallest guard,
# and the warning stops no build.
if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
  target_compile_options(muster_abi INTERFACE -fstack-clash-protection
                         --param=stack-clash-protection-guard-size=12) # 4 KiB
elseif(CMAKE_C_COMPILER_ID STREQUAL "Clang" AND CMAKE_C_COMPILER_VERSION VERSION_GREATER_EQUAL 18)
  target_compile_options(muster_abi INTERFACE -fstack-clash-protection)
else()
  target_compile_options(muster_abi INTERFACE -Wframe-larger-than=4096 -Wno-error=frame-larger-than)
endif()
target_link_options(muster_abi INTERFACE
  -static-pie -nostdlib
  -Wl,-z,text              # pointers are relocated in data only, never in text
  -Wl,--no-dynamic-linker
  -Wl,--build-id=none
  -Wl,--gc-sections
  # The application may be a static library, which is linked before the runtime asks for these.
  -Wl,-u,app_main_percpu -Wl,-u,main
  -Wl,-z,max-page-size=4096
  -Wl,-z,norelro           # head.S relocates before pages have permissions
  -Wl,--hash-style=sysv
  ${MUSTER_A53_LINK_OPTIONS})
if(MUSTER_LIBC STREQUAL "newlib")
  # newlib's fflush() may write a part of a line. The wrapper makes that part appear
  # (newlib/streams.c).
  target_link_options(muster_abi INTERFACE -Wl,--wrap=fflush)
endif()

# muster_note_compiled_for(RUNTIME INCLUDE_DIR): each file of a target that links RUNTIME notes what it is
# compiled for, whatever it includes (<muster/arch/compiled_for.h>).
function(muster_note_compiled_for runtime include_dir)
  target_compile_options(${runtime} INTERFACE
    "$<$<COMPILE_LANGUAGE:C,CXX>:SHELL:-include \"${include_dir}/muster/arch/compiled_for.h\">")
endfunction()
