# GCC for AArch64: the distribution's cross compiler, or a bare-metal one when only that is
# installed. Set MUSTER_GCC_PREFIX to use another (for example aarch64-none-elf-).
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR aarch64)

if(NOT MUSTER_GCC_PREFIX)
  find_program(MUSTER_LINUX_GNU_GCC aarch64-linux-gnu-gcc)
  find_program(MUSTER_NONE_ELF_GCC aarch64-none-elf-gcc)
  if(MUSTER_LINUX_GNU_GCC OR NOT MUSTER_NONE_ELF_GCC)
    set(MUSTER_GCC_PREFIX aarch64-linux-gnu-)
  else()
    set(MUSTER_GCC_PREFIX aarch64-none-elf-)
  endif()
endif()
set(CMAKE_C_COMPILER ${MUSTER_GCC_PREFIX}gcc)
set(CMAKE_CXX_COMPILER ${MUSTER_GCC_PREFIX}g++)
set(CMAKE_ASM_COMPILER ${MUSTER_GCC_PREFIX}gcc)
find_program(CMAKE_OBJCOPY ${MUSTER_GCC_PREFIX}objcopy)
find_program(CMAKE_NM ${MUSTER_GCC_PREFIX}nm)
find_program(CMAKE_SIZE ${MUSTER_GCC_PREFIX}size)

# A program needs the linker script, which is made later. So CMake's trial compilations make a
# library.
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)

# In an installed package, tell CMake where that package is.
if(EXISTS ${CMAKE_CURRENT_LIST_DIR}/../MusterConfig.cmake)
  list(APPEND CMAKE_PREFIX_PATH ${CMAKE_CURRENT_LIST_DIR}/../../../..)
endif()
