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

# muster_rename_calls(OUTPUT ARCHIVE): sets OUTPUT to a copy of picolibc's archive that calls _open(),
# _times() and so on, as newlib does, and not open() and times(): these names belong to the program.
# An archive that has been changed before, such as the installed package's, is taken as it is.
function(muster_rename_calls output archive)
  set(${output} ${archive} PARENT_SCOPE)
  execute_process(COMMAND ${CMAKE_NM} ${archive} OUTPUT_VARIABLE symbols ERROR_QUIET)
  if(NOT symbols MATCHES " U open\n")
    return()
  endif()
  set(names ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/picolibc-names.txt)
  set(copy ${CMAKE_BINARY_DIR}/picolibc/libc.a)
  file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/picolibc)
  execute_process(COMMAND ${CMAKE_OBJCOPY} -D --redefine-syms=${names} ${archive} ${copy}.new
                  COMMAND_ERROR_IS_FATAL ANY)
  file(COPY_FILE ${copy}.new ${copy} ONLY_IF_DIFFERENT)
  file(REMOVE ${copy}.new)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${names} ${archive})
  set(${output} ${copy} PARENT_SCOPE)
endfunction()

muster_rename_calls(muster_libc_archive ${MUSTER_PICOLIBC_ROOT}/lib/libc.a)
muster_add_libc(picolibc ${MUSTER_PICOLIBC_ROOT} ${muster_libc_archive})

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
