# Lists the third-party parts of a program, with version and licence: `--target NAME.sbom` makes
# bin/NAME.spdx.json. Needs muster_libfdt, muster_libgcc_compiler and MUSTER_VERSION.

# muster_version_in(OUTPUT FILE NAME): sets OUTPUT to the text of #define NAME "..." in FILE.
function(muster_version_in output file name)
  file(STRINGS ${file} line REGEX "^#define[ \t]+${name}[ \t]+\"")
  string(REGEX REPLACE ".*\"([^\"]*)\".*" "\\1" version "${line}")
  set(${output} "${version}" PARENT_SCOPE)
endfunction()

# muster_sbom_parts(FILE): writes the list that cmake/sbom.cmake reads. Each line is an archive and
# the name, version and licence of the part that it belongs to. Archives of the installed package
# have their whole paths.
function(muster_sbom_parts file)
  get_target_property(libc_root muster_${MUSTER_LIBC} MUSTER_ROOT)
  get_target_property(libc_archive muster_${MUSTER_LIBC} MUSTER_ARCHIVE)
  if(MUSTER_LIBC STREQUAL "newlib")
    muster_version_in(libc_version ${libc_root}/include/_newlib_version.h _NEWLIB_VERSION)
  else()
    muster_version_in(libc_version ${libc_root}/include/picolibc.h __PICOLIBC_VERSION__)
  endif()
  set(libfdt_version "")
  if(EXISTS ${muster_libfdt}/VERSION)
    file(STRINGS ${muster_libfdt}/VERSION libfdt_version LIMIT_COUNT 1)
  endif()
  execute_process(COMMAND ${muster_libgcc_compiler} -dumpfullversion
                  OUTPUT_VARIABLE gcc_version OUTPUT_STRIP_TRAILING_WHITESPACE)
  set(gcc_licence "GPL-3.0-or-later WITH GCC-exception-3.1")
  set(libc_licence "BSD-3-Clause AND BSD-2-Clause AND LicenseRef-${MUSTER_LIBC}")
  set(libc "${MUSTER_LIBC}|${libc_version}|${libc_licence}\n")
  set(libgcc "libgcc|${gcc_version}|${gcc_licence}\n")
  set(libcxx "libstdc++|${gcc_version}|${gcc_licence}\n")
  # As the linker's map names it: CMake writes paths in the build folder relative to that.
  cmake_path(RELATIVE_PATH libc_archive BASE_DIRECTORY ${CMAKE_BINARY_DIR}
             OUTPUT_VARIABLE mapped_archive)
  file(WRITE ${file}
    "${libc_archive}|${libc}" "${mapped_archive}|${libc}" "${libc_root}/lib/libm.a|${libc}"
    "${muster_libfdt}/lib/libfdt.a|libfdt|${libfdt_version}|BSD-2-Clause OR GPL-2.0-or-later\n"
    "libgcc.a|${libgcc}" "libgcc_eh.a|${libgcc}" "libstdc++.a|${libcxx}" "libsupc++.a|${libcxx}")
endfunction()

set(MUSTER_SBOM_PARTS ${CMAKE_BINARY_DIR}/muster-parts.txt CACHE INTERNAL "See MusterSbom.cmake")
muster_sbom_parts(${MUSTER_SBOM_PARTS})

# muster_sbom_target(NAME): adds the target NAME.sbom. It links the program once more, with a link
# map.
function(muster_sbom_target name)
  set(map ${CMAKE_CURRENT_BINARY_DIR}/${name}$<CONFIG>.map)
  add_executable(${name}.mapped EXCLUDE_FROM_ALL $<TARGET_OBJECTS:${name}>)
  add_dependencies(${name}.mapped ${name})
  get_target_property(override ${name} LINK_LIBRARY_OVERRIDE_muster_runtime)
  get_target_property(sources ${name} SOURCES)
  set_target_properties(${name}.mapped PROPERTIES
    LINKER_LANGUAGE C LINK_LIBRARY_OVERRIDE_muster_runtime ${override})
  if(sources MATCHES "${MUSTER_CXX_SOURCE}")
    set_target_properties(${name}.mapped PROPERTIES LINKER_LANGUAGE CXX)
  endif()
  target_link_libraries(${name}.mapped PRIVATE $<TARGET_PROPERTY:${name},LINK_LIBRARIES>)
  target_link_options(${name}.mapped PRIVATE
    $<TARGET_PROPERTY:${name},LINK_OPTIONS> -Wl,-Map=${map})
  add_custom_target(${name}.sbom
    COMMAND ${CMAKE_COMMAND} -DNAME=${name} -DIMAGE=$<TARGET_FILE_DIR:${name}>/${name}.img -DMAP=${map}
            -DPARTS=${MUSTER_SBOM_PARTS} -DMUSTER_VERSION=${MUSTER_VERSION}
            -DOUTPUT=$<TARGET_FILE_DIR:${name}>/${name}.spdx.json
            -P ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/sbom.cmake
    VERBATIM)
  add_dependencies(${name}.sbom ${name}.mapped)
endfunction()
