# Makes libfdt for the target a CMake target: from the distribution's arm64 package, or from
# MUSTER_LIBFDT_ROOT, a folder with include/ and lib/libfdt.a.

set(muster_libfdt ${MUSTER_LIBFDT_ROOT})
if(NOT muster_libfdt)
  set(muster_libfdt ${muster_deps_dir}/libfdt-arm64)
  execute_process(COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/tools/fetch-libfdt ${muster_libfdt}
                  RESULT_VARIABLE status)
  if(status)
    message(FATAL_ERROR "libfdt for AArch64 could not be fetched (see above). Set "
                        "MUSTER_LIBFDT_ROOT to one of your own: lib/libfdt.a and include/libfdt.h")
  endif()
endif()
if(NOT EXISTS ${muster_libfdt}/lib/libfdt.a OR NOT EXISTS ${muster_libfdt}/include/libfdt.h)
  message(FATAL_ERROR "${muster_libfdt} has no lib/libfdt.a or no include/libfdt.h")
endif()

add_library(muster_libfdt STATIC IMPORTED GLOBAL)
set_target_properties(muster_libfdt PROPERTIES
  IMPORTED_LOCATION ${muster_libfdt}/lib/libfdt.a
  INTERFACE_INCLUDE_DIRECTORIES ${muster_libfdt}/include
  INTERFACE_LINK_LIBRARIES muster_${MUSTER_LIBC}) # for its string and memory functions
