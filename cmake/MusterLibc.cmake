# SPDX-License-Identifier: MIT
# The C library that programs are linked with: muster::picolibc.

find_path(MUSTER_PICOLIBC_ROOT include/picolibc.h
  PATHS /usr/lib/picolibc/aarch64-linux-gnu /usr/lib/picolibc/aarch64-none-elf
  NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH
  DOC "picolibc for AArch64: include/ and lib/")
if(NOT MUSTER_PICOLIBC_ROOT)
  message(FATAL_ERROR "picolibc for AArch64 was not found: install picolibc-aarch64-linux-gnu, or "
                      "set MUSTER_PICOLIBC_ROOT to a folder with include/picolibc.h and lib/libc.a")
endif()

# The compiler's own headers, and its support library: GCC's for clang too (see its toolchain file).
if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
  execute_process(COMMAND ${CMAKE_C_COMPILER} -print-file-name=include
                  OUTPUT_VARIABLE compiler_include OUTPUT_STRIP_TRAILING_WHITESPACE)
  set(libgcc_compiler ${CMAKE_C_COMPILER})
else()
  execute_process(COMMAND ${CMAKE_C_COMPILER} -print-resource-dir
                  OUTPUT_VARIABLE resource_dir OUTPUT_STRIP_TRAILING_WHITESPACE)
  set(compiler_include ${resource_dir}/include)
  find_program(MUSTER_LIBGCC_COMPILER aarch64-linux-gnu-gcc REQUIRED)
  set(libgcc_compiler ${MUSTER_LIBGCC_COMPILER})
endif()
execute_process(COMMAND ${libgcc_compiler} -print-libgcc-file-name
                OUTPUT_VARIABLE libgcc OUTPUT_STRIP_TRAILING_WHITESPACE)

add_library(muster_picolibc INTERFACE)
add_library(muster::picolibc ALIAS muster_picolibc)
# Not the include folders of the machine that the compiler was made for: only these two.
target_compile_options(muster_picolibc INTERFACE
  $<$<COMPILE_LANGUAGE:C>:-nostdinc>
  "$<$<COMPILE_LANGUAGE:C>:SHELL:-isystem ${compiler_include}>"
  "$<$<COMPILE_LANGUAGE:C>:SHELL:-isystem ${MUSTER_PICOLIBC_ROOT}/include>")
target_link_libraries(muster_picolibc INTERFACE
  -Wl,--start-group ${MUSTER_PICOLIBC_ROOT}/lib/libm.a ${MUSTER_PICOLIBC_ROOT}/lib/libc.a ${libgcc}
  -Wl,--end-group)

# muster_printf(TARGET double|integer): picolibc has a printf and a scanf for each.
function(muster_printf target conversions)
  if(conversions STREQUAL "integer")
    target_link_options(${target} PRIVATE -Wl,--defsym=vfprintf=__i_vfprintf
                                          -Wl,--defsym=vfscanf=__i_vfscanf)
  elseif(conversions AND NOT conversions STREQUAL "double")
    message(FATAL_ERROR "PRINTF ${conversions}: it is double or integer")
  endif()
endfunction()
