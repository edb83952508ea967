# SPDX-License-Identifier: MIT
# How the runtime's own files are compiled: muster_own.

add_library(muster_own INTERFACE)
target_link_libraries(muster_own INTERFACE muster_abi)
target_include_directories(muster_own INTERFACE
  ${CMAKE_CURRENT_SOURCE_DIR}/include ${CMAKE_CURRENT_SOURCE_DIR}/arch/aarch64/include)
target_compile_definitions(muster_own INTERFACE
  $<$<BOOL:${MUSTER_STAY_AT_EL2}>:MUSTER_STAY_AT_EL2>
  $<$<BOOL:${MUSTER_CPUHP_CHART}>:MUSTER_CPUHP_CHART>)
target_compile_options(muster_own INTERFACE
  $<$<COMPILE_LANGUAGE:C>:-std=gnu11>
  -Wall -Wextra -Wshadow -Wundef
  # What a compiler of somebody else's warns of is no reason not to build.
  $<$<BOOL:${PROJECT_IS_TOP_LEVEL}>:-Werror>
  $<$<COMPILE_LANGUAGE:C>:-Wstrict-prototypes -Wmissing-prototypes>
  -fvisibility=hidden
  # Nothing of this machine in what is built: files are named as from the top of the tree.
  -ffile-prefix-map=${CMAKE_BINARY_DIR}=/usr/src/muster/build
  -ffile-prefix-map=${CMAKE_CURRENT_SOURCE_DIR}=/usr/src/muster
  $<$<AND:$<COMPILE_LANGUAGE:ASM>,$<C_COMPILER_ID:Clang>>:-g0> # Clang 14 does not do that for assembly
  # The runtime uses no FP register: exceptions need not save them, and it runs before FP is on.
  $<$<COMPILE_LANGUAGE:C>:-mgeneral-regs-only>
  # Else -flto would inline the application, with its FP registers, into the runtime; and GCC, which
  # looks for printf and malloc only after it has dropped what nobody needs, would drop what they call.
  -fno-lto
  # Small: what -O2 would save, a tenth of the instructions of a boot, is a fifth more text.
  $<$<CONFIG:Release>:-Os>
  $<$<AND:$<CONFIG:Release>,$<C_COMPILER_ID:GNU>>:-fno-move-loop-invariants> # smaller still
  # One root for the headers of the runtime ("room/file.h"), one for those of the architecture.
  "SHELL:-iquote ${CMAKE_CURRENT_SOURCE_DIR}/runtime" "SHELL:-iquote ${CMAKE_CURRENT_SOURCE_DIR}/arch"
  # Some of it runs with the MMU off, where unaligned accesses fault.
  -mstrict-align
  # A loop stays a loop: the libc's memset and memcpy may be byte-wise, or need the MMU (DC ZVA).
  $<$<C_COMPILER_ID:GNU>:-fno-tree-loop-distribute-patterns>
  $<$<C_COMPILER_ID:Clang>:-fno-builtin-memset> $<$<C_COMPILER_ID:Clang>:-fno-builtin-memcpy>)
