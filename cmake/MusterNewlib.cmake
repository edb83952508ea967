# Makes newlib the C library: built once from the package newlib-source, or taken from
# MUSTER_NEWLIB_ROOT.

set(MUSTER_NEWLIB_ROOT "" CACHE PATH "newlib for AArch64 (include/, lib/); empty: built")
set(muster_newlib ${MUSTER_NEWLIB_ROOT})
if(NOT muster_newlib)
  set(muster_newlib ${muster_deps_dir}/newlib-aarch64)
  execute_process(
    COMMAND ${PROJECT_SOURCE_DIR}/tools/build-newlib ${muster_newlib} ${muster_libgcc_compiler}
    RESULT_VARIABLE status)
  if(status)
    message(FATAL_ERROR "newlib could not be built (see above). Set MUSTER_NEWLIB_ROOT to one of "
                        "your own: a folder with include/newlib.h and lib/libc.a")
  endif()
elseif(NOT EXISTS ${muster_newlib}/include/newlib.h AND
       EXISTS ${muster_newlib}/aarch64-none-elf/include/newlib.h)
  string(APPEND muster_newlib /aarch64-none-elf) # a whole toolchain keeps its C library here
endif()
muster_check_newlib(MUSTER_NEWLIB_ROOT ${muster_newlib})
muster_add_libc(newlib ${muster_newlib} ${muster_newlib}/lib/libc.a)
# With this, errno, stdin and so on are found by __getreent(), which gives each CPU its own.
target_compile_definitions(muster_newlib INTERFACE __DYNAMIC_REENT__)

# muster_printf(TARGET double|integer): chooses the printf and scanf that convert floating point, or
# the smaller ones that do not.
function(muster_printf target conversions)
  if(conversions STREQUAL "integer")
    foreach(name vfprintf _vfprintf_r _svfprintf_r
                 vfscanf _vfscanf_r __svfscanf __svfscanf_r __ssvfscanf_r)
      string(REGEX REPLACE "f(printf|scanf)" "fi\\1" integer_name ${name})
      target_link_options(${target} PRIVATE -Wl,--defsym=${name}=${integer_name})
    endforeach()
  elseif(conversions AND NOT conversions STREQUAL "double")
    message(FATAL_ERROR "PRINTF ${conversions}: it must be double or integer")
  endif()
endfunction()
