# Says how the runtime's own files are compiled: muster_own.

add_library(muster_own INTERFACE)
target_link_libraries(muster_own INTERFACE muster_abi)
target_include_directories(muster_own INTERFACE
  ${CMAKE_CURRENT_SOURCE_DIR}/include ${CMAKE_CURRENT_SOURCE_DIR}/arch/aarch64/include)
target_compile_definitions(muster_own INTERFACE
  $<$<BOOL:${MUSTER_STAY_AT_EL2}>:MUSTER_STAY_AT_EL2>
  $<$<BOOL:${MUSTER_CPUHP_CHART}>:MUSTER_CPUHP_CHART>)
target_compile_options(muster_own INTERFACE
  -Wall -Wextra -Wshadow -Wundef
  # In another project a warning must not stop the build, since its compiler may be one that was
  # never tried.
  $<$<BOOL:${PROJECT_IS_TOP_LEVEL}>:-Werror>
  # The runtime itself has no frame that could step over a guard (MusterCompile.cmake).
  $<$<AND:$<BOOL:${PROJECT_IS_TOP_LEVEL}>,$<C_COMPILER_ID:Clang>>:-Werror=frame-larger-than>
  $<$<COMPILE_LANGUAGE:C>:-Wstrict-prototypes -Wmissing-prototypes>
  -fvisibility=hidden
  # Objects name files relative to the top of the tree, so that they hold no path of this machine.
  -ffile-prefix-map=${CMAKE_BINARY_DIR}=/usr/src/muster/build
  -ffile-prefix-map=${CMAKE_CURRENT_SOURCE_DIR}=/usr/src/muster
  # Clang 14 does not map paths in assembly
  $<$<AND:$<COMPILE_LANGUAGE:ASM>,$<C_COMPILER_ID:Clang>>:-g0>
  # The runtime uses no FP register, so exceptions need not save them, and it can run before FP is
  # on.
  $<$<COMPILE_LANGUAGE:C>:-mgeneral-regs-only>
  # Without this, -flto would inline the application, which uses FP registers, into the runtime. GCC
  # also looks for printf and malloc only after it has dropped unused functions, and would drop
  # those that they call.
  -fno-lto
  # Optimised for size: -O2 would save a tenth of a boot's instructions, but cost a fifth more text.
  $<$<CONFIG:Release>:-Os>
  # makes the text smaller
  $<$<AND:$<CONFIG:Release>,$<C_COMPILER_ID:GNU>>:-fno-move-loop-invariants>
  # One include root for the runtime's headers ("room/file.h") and one for the architecture's.
  "SHELL:-iquote ${CMAKE_CURRENT_SOURCE_DIR}/runtime" "SHELL:-iquote ${CMAKE_CURRENT_SOURCE_DIR}/arch"
  # Some of the runtime runs with the MMU off, where unaligned accesses fault.
  -mstrict-align
  # Keeps loops from becoming calls of memset and memcpy: the libc's may be byte-wise, or need the
  # MMU (DC ZVA).
  $<$<C_COMPILER_ID:GNU>:-fno-tree-loop-distribute-patterns>
  $<$<C_COMPILER_ID:Clang>:-fno-builtin-memset> $<$<C_COMPILER_ID:Clang>:-fno-builtin-memcpy>)

# muster_compile_as_own(TARGET...): compiles the targets as the runtime's own, whatever a project that
# Muster is a part of has set for its targets by CMAKE_C_STANDARD, CMAKE_UNITY_BUILD and the like.
function(muster_compile_as_own)
  set_target_properties(${ARGN} PROPERTIES
    C_STANDARD 11 C_STANDARD_REQUIRED ON C_EXTENSIONS ON
    UNITY_BUILD OFF INTERPROCEDURAL_OPTIMIZATION OFF POSITION_INDEPENDENT_CODE OFF
    COMPILE_WARNING_AS_ERROR OFF)
  foreach(target IN LISTS ARGN)
    target_link_libraries(${target} PRIVATE muster_own)
  endforeach()
endfunction()
