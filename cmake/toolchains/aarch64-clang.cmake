# Clang for AArch64, with lld (set MUSTER_LINKER to bfd for GNU ld). libgcc and objcopy come from
# the packages of the GCC cross compiler, since distributions have no compiler-rt for another
# architecture.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR aarch64)

set(MUSTER_LINKER lld CACHE STRING "The linker that clang calls: lld or bfd")
set(CMAKE_C_COMPILER clang)
set(CMAKE_CXX_COMPILER clang++)
set(CMAKE_ASM_COMPILER clang)
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
