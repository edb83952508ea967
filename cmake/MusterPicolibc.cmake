# Makes picolibc the C library: the distribution's, or the one in MUSTER_PICOLIBC_ROOT.

find_path(MUSTER_PICOLIBC_ROOT include/picolibc.h
  PATHS /usr/lib/picolibc/aarch64-linux-gnu /usr/lib/picolibc/aarch64-none-elf
  NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH
  DOC "picolibc for AArch64: include/ and lib/")
if(NOT MUSTER_PICOLIBC_ROOT)
  message(FATAL_ERROR "picolibc for AArch64 was not found: install picolibc-aarch64-linux-gnu, or "
                      "set MUSTER_PICOLIBC_ROOT to a folder with include/picolibc.h and lib/libc.a")
endif()
muster_check_picolibc(MUSTER_PICOLIBC_ROOT ${MUSTER_PICOLIBC_ROOT})
muster_add_libc(picolibc ${MUSTER_PICOLIBC_ROOT})

# muster_printf(TARGET double|integer): chooses the printf and scanf that convert floating point, or
# the smaller ones that do not.
function(muster_printf target conversions)
  if(conversions STREQUAL "integer")
    target_link_options(${target} PRIVATE -Wl,--defsym=vfprintf=__i_vfprintf
                                          -Wl,--defsym=vfscanf=__i_vfscanf)
  elseif(conversions AND NOT conversions STREQUAL "double")
    message(FATAL_ERROR "PRINTF ${conversions}: it must be double or integer")
  endif()
endfunction()
