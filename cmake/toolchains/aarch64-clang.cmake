# Clang for AArch64, with lld (set MUSTER_LINKER to bfd for GNU ld). libgcc and objcopy come from
# the packages of the GCC cross compiler, since distributions have no compiler-rt for another
# architecture.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR aarch64)

set(MUSTER_LINKER lld CACHE STRING "The linker that clang calls: lld or bfd")
# -DCMAKE_C_COMPILER=clang-19 names another one; clang++-19 beside it is then the compiler for C++.
if(NOT CMAKE_C_COMPILER)
  set(CMAKE_C_COMPILER clang)
endif()
if(NOT CMAKE_CXX_COMPILER)
  string(REGEX REPLACE "clang([^/]*)$" "clang++\\1" CMAKE_CXX_COMPILER ${CMAKE_C_COMPILER})
endif()
if(NOT CMAKE_ASM_COMPILER)
  set(CMAKE_ASM_COMPILER ${CMAKE_C_COMPILER})
endif()
set(CMAKE_C_COMPILER_TARGET aarch64-linux-gnu)
set(CMAKE_CXX_COMPILER_TARGET aarch64-linux-gnu)
set(CMAKE_ASM_COMPILER_TARGET aarch64-linux-gnu)
set(CMAKE_EXE_LINKER_FLAGS_INIT "-fuse-ld=${MUSTER_LINKER}")
find_program(CMAKE_OBJCOPY aarch64-linux-gnu-objcopy)
find_program(CMAKE_NM aarch64-linux-gnu-nm)
find_program(CMAKE_SIZE aarch64-linux-gnu-size)

set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)

# In an installed package, tell CMake where that package is.
if(EXISTS ${CMAKE_CURRENT_LIST_DIR}/../MusterConfig.cmake)
  list(APPEND CMAKE_PREFIX_PATH ${CMAKE_CURRENT_LIST_DIR}/../../../..)
endif()
