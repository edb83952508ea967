# SPDX-License-Identifier: MIT

# muster_check_toolchain(PROBLEM): sets PROBLEM to what is wrong with the compiler that CMake is
# configured with, or to nothing. Used in this tree and in the installed package.
function(muster_check_toolchain problem)
  set(${problem} "" PARENT_SCOPE)
  set(advice "configure with a toolchain file: aarch64-gcc.cmake or aarch64-clang.cmake")
  if(NOT CMAKE_C_COMPILER_LOADED)
    set(${problem} "the project has no language C: project(NAME LANGUAGES C ASM)" PARENT_SCOPE)
    return()
  endif()
  if(NOT CMAKE_SYSTEM_PROCESSOR STREQUAL "aarch64" OR NOT CMAKE_SYSTEM_NAME STREQUAL "Generic")
    string(CONCAT text "Muster is for bare-metal AArch64, and CMake is configured for "
                       "${CMAKE_SYSTEM_NAME} on ${CMAKE_SYSTEM_PROCESSOR}: ${advice}")
    set(${problem} "${text}" PARENT_SCOPE)
    return()
  endif()

  muster_check_compiler_version(text)
  if(NOT text)
    muster_check_compiler_target(text)
  endif()
  foreach(tool OBJCOPY NM)
    if(NOT text AND NOT CMAKE_${tool})
      set(text "CMAKE_${tool} is not set, and none was found for ${CMAKE_C_COMPILER}: ${advice}")
    endif()
  endforeach()
  set(${problem} "${text}" PARENT_SCOPE)
endfunction()

# The oldest versions that know -mno-outline-atomics and -ffile-prefix-map and have been tried with
# C11.
set(MUSTER_OLDEST_GNU 10 CACHE INTERNAL "")
set(MUSTER_OLDEST_Clang 13 CACHE INTERNAL "")

# muster_check_compiler_version(PROBLEM): sets PROBLEM if the compiler is unknown or too old.
function(muster_check_compiler_version problem)
  set(compiler "${CMAKE_C_COMPILER} is ${CMAKE_C_COMPILER_ID} ${CMAKE_C_COMPILER_VERSION}")
  set(oldest ${MUSTER_OLDEST_${CMAKE_C_COMPILER_ID}})
  if(NOT oldest)
    set(${problem} "${compiler}: Muster is built with GCC or Clang" PARENT_SCOPE)
  elseif(CMAKE_C_COMPILER_VERSION VERSION_LESS oldest)
    set(${problem} "${compiler}: Muster needs ${oldest} or newer" PARENT_SCOPE)
  else()
    set(${problem} "" PARENT_SCOPE)
  endif()
endfunction()

# muster_check_compiler_target(PROBLEM): sets PROBLEM if the compiler makes code for another target.
# It asks the compiler, because a toolchain file may name any compiler and flags may change its ABI.
function(muster_check_compiler_target problem)
  set(${problem} "" PARENT_SCOPE)
  set(target "")
  if(CMAKE_C_COMPILER_TARGET)
    set(target --target=${CMAKE_C_COMPILER_TARGET})
  endif()
  separate_arguments(flags UNIX_COMMAND "${CMAKE_C_FLAGS}")
  execute_process(COMMAND ${CMAKE_C_COMPILER} ${target} ${flags} -dM -E -x c /dev/null
                  OUTPUT_VARIABLE macros ERROR_VARIABLE macros RESULT_VARIABLE status)
  if(status)
    set(${problem} "${CMAKE_C_COMPILER} ${CMAKE_C_FLAGS} does not run: ${macros}" PARENT_SCOPE)
  elseif(NOT macros MATCHES "#define __aarch64__ 1")
    set(${problem} "${CMAKE_C_COMPILER} does not compile for AArch64 in its 64-bit state"
        PARENT_SCOPE)
  elseif(macros MATCHES "#define __AARCH64EB__ 1")
    set(${problem} "${CMAKE_C_COMPILER} compiles for big-endian AArch64: Muster is little-endian"
        PARENT_SCOPE)
  elseif(macros MATCHES "#define __ILP32__ 1")
    set(${problem} "${CMAKE_C_COMPILER} compiles for ILP32: Muster's pointers have 64 bits (LP64)"
        PARENT_SCOPE)
  endif()
endfunction()
