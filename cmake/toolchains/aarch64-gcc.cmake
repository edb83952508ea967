# GCC for AArch64: the distribution's cross compiler, or a bare-metal one when only that is
# installed. Set MUSTER_GCC_PREFIX to use another (for example aarch64-none-elf-).
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR aarch64)

# The compiler that the user names by -DCMAKE_C_COMPILER is the one used; its prefix is that of the
# other tools.
if(NOT MUSTER_GCC_PREFIX AND "${CMAKE_C_COMPILER}" MATCHES "^(.*-)gcc[^/]*$")
  set(MUSTER_GCC_PREFIX ${CMAKE_MATCH_1})
endif()
if(NOT MUSTER_GCC_PREFIX)
  find_program(MUSTER_LINUX_GNU_GCC aarch64-linux-gnu-gcc)
  find_program(MUSTER_NONE_ELF_GCC aarch64-none-elf-gcc)
  if(MUSTER_LINUX_GNU_GCC OR NOT MUSTER_NONE_ELF_GCC)
    set(MUSTER_GCC_PREFIX aarch64-linux-gnu-)
  else()
    set(MUSTER_GCC_PREFIX aarch64-none-elf-)
  endif()
endif()
if(NOT CMAKE_C_COMPILER)
  set(CMAKE_C_COMPILER ${MUSTER_GCC_PREFIX}gcc)
endif()
if(NOT CMAKE_CXX_COMPILER)
  string(REGEX REPLACE "gcc([^/]*)$" "g++\\1" CMAKE_CXX_COMPILER ${CMAKE_C_COMPILER})
endif()
if(NOT CMAKE_ASM_COMPILER)
  set(CMAKE_ASM_COMPILER ${CMAKE_C_COMPILER})
endif()
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
