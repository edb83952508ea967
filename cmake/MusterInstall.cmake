# Installs the package that find_package(Muster) finds. It is complete and may be moved. Below the
# prefix:
#
#   lib/muster/include           the public headers, in a folder of their own, searched before the C
#                                library's
#   lib/muster/LIBC              libmuster.a, libmuster_posix.a, libmuster_cxx.a, the boards, the
#                                settings of this build, linker scripts, and a specs file for GCC
#   lib/muster/LIBC/libc         include/ and lib/ of the C library
#   lib/muster/libfdt            include/ and lib/ of libfdt
#   lib/muster/ports             the porting layers of docs/porting-benchmarks.md
#   lib/muster/cxx               headers for C++ that replace some of libstdc++'s
#   lib/pkgconfig                muster.pc, muster-LIBC.pc
#   lib/cmake/Muster             the same CMake modules that this tree uses
#   share/doc/muster             the licences
#
# Builds with different C libraries can be installed to one prefix.

include(CMakePackageConfigHelpers)

block() # the variables below stay in this file

set(package_dir lib/muster/${MUSTER_LIBC})
set(module_dir lib/cmake/Muster)
set(doc_dir share/doc/muster)
get_target_property(libc_root muster_${MUSTER_LIBC} MUSTER_ROOT)
get_target_property(libc_archive muster_${MUSTER_LIBC} MUSTER_ARCHIVE)

# ---- the settings -------------------------------------------------------------------------------

# The settings that the runtime was compiled with, which a user of the package cannot change; and
# the defaults of the settings that a user can change.
set(fixed MUSTER_NR_CPUS MUSTER_EXCEPTION_STACK_BYTES MUSTER_TRACK_LOCKS MUSTER_CPUHP_CHART
          MUSTER_STAY_AT_EL2)
set(defaults MUSTER_STACK_BYTES MUSTER_IRQ_STACK_BYTES MUSTER_LINK_ADDRESS MUSTER_SYMBOLS)
set(settings "# Made by cmake/MusterInstall.cmake.\n")
foreach(name IN LISTS fixed)
  string(APPEND settings "muster_fixed_setting(${name} ${${name}})\n")
endforeach()
foreach(name IN LISTS defaults)
  get_property(type CACHE ${name} PROPERTY TYPE)
  get_property(text CACHE ${name} PROPERTY HELPSTRING)
  string(APPEND settings "set(${name} ${${name}} CACHE ${type} \"${text}\")\n")
endforeach()
set(made ${CMAKE_CURRENT_BINARY_DIR}/package)
file(WRITE ${made}/settings.cmake "${settings}")
write_basic_package_version_file(${made}/MusterConfigVersion.cmake
  # MusterCheckToolchain.cmake gives a better message
  COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)

# ---- without CMake ------------------------------------------------------------------------------

# Writes the options of muster_abi as text: for Cflags and Libs of pkg-config, and for a specs file
# of GCC, which lists the options of preprocessor, compiler and linker separately.
set(abi_options $<TARGET_PROPERTY:muster_abi,INTERFACE_COMPILE_OPTIONS>)
set(options "$<JOIN:${abi_options}, >")
set(undefinitions "$<JOIN:$<FILTER:${abi_options},INCLUDE,^-U>, >")
set(code_options "$<JOIN:$<FILTER:${abi_options},EXCLUDE,^-U>, >")
set(definitions "")
foreach(target muster_abi muster_${MUSTER_LIBC})
  set(list "$<FILTER:$<TARGET_PROPERTY:${target},INTERFACE_COMPILE_DEFINITIONS>,EXCLUDE,^$>")
  string(APPEND definitions " $<$<BOOL:${list}>:-D$<JOIN:${list}, -D>>")
endforeach()
get_target_property(link_options muster_abi INTERFACE_LINK_OPTIONS)
list(JOIN link_options " " driver_link_options)
list(FILTER link_options INCLUDE REGEX "^-Wl,")
list(TRANSFORM link_options REPLACE "^-Wl," "")
list(TRANSFORM link_options REPLACE "," " ")
list(JOIN link_options " " link_options)
list(TRANSFORM MUSTER_BOARD_NAMES REPLACE "(.+)" "\${home}/board-\\1.o" OUTPUT_VARIABLE board_files)
list(JOIN board_files " " board_files)
list(TRANSFORM MUSTER_BOARD_NAMES REPLACE "(.+)" "board-\\1.o%s" OUTPUT_VARIABLE board_specs)
list(JOIN board_specs " " board_specs)
foreach(file muster.pc muster.specs)
  configure_file(cmake/package/${file}.in ${made}/${file}.in @ONLY)
  file(GENERATE OUTPUT ${made}/${file} INPUT ${made}/${file}.in)
endforeach()
muster_linker_script(${made}/muster.ld ${MUSTER_STACK_BYTES})

# ---- files --------------------------------------------------------------------------------------

list(TRANSFORM MUSTER_BOARD_NAMES PREPEND muster_board_ OUTPUT_VARIABLE board_targets)
add_custom_target(muster-package ALL DEPENDS ${made}/muster.ld ${made}/muster-${MUSTER_LIBC}.spdx.json)
add_dependencies(muster-package muster_runtime muster_posix muster_cxx ${board_targets})

install(DIRECTORY include/muster arch/aarch64/include/muster
        DESTINATION lib/muster/include)
install(FILES $<TARGET_FILE:muster_runtime> $<TARGET_FILE:muster_posix>
              $<TARGET_FILE:muster_cxx> ${made}/settings.cmake ${made}/muster.specs ${made}/muster.ld
              cmake/package/libraries.ld
        DESTINATION ${package_dir})
install(FILES ${made}/muster.pc DESTINATION lib/pkgconfig RENAME muster-${MUSTER_LIBC}.pc)
# muster.pc, the short name, is picolibc's. Another libc gets it only where no picolibc is
# installed.
install(CODE "set(folder \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/lib/pkgconfig\")
  if(\"${MUSTER_LIBC}\" STREQUAL \"picolibc\" OR NOT EXISTS \"\${folder}/muster-picolibc.pc\")
    configure_file(\"\${folder}/muster-${MUSTER_LIBC}.pc\" \"\${folder}/muster.pc\" COPYONLY)
  endif()")
foreach(name IN LISTS MUSTER_BOARD_NAMES)
  install(FILES $<TARGET_OBJECTS:muster_board_${name}> DESTINATION ${package_dir}
          RENAME board-${name}.o)
endforeach()
install(DIRECTORY ${libc_root}/include DESTINATION ${package_dir}/libc)
install(FILES ${libc_archive} ${libc_root}/lib/libm.a DESTINATION ${package_dir}/libc/lib)
install(DIRECTORY runtime/cxx/include DESTINATION lib/muster/cxx)
install(DIRECTORY apps/port-coremark apps/port-pthread apps/port-stream DESTINATION lib/muster/ports
        PATTERN CMakeLists.txt EXCLUDE)
install(DIRECTORY ${muster_libfdt}/include DESTINATION lib/muster/libfdt)
install(FILES ${muster_libfdt}/lib/libfdt.a DESTINATION lib/muster/libfdt/lib)
if(EXISTS ${muster_libfdt}/VERSION)
  install(FILES ${muster_libfdt}/VERSION DESTINATION lib/muster/libfdt)
endif()
install(FILES
  cmake/package/MusterConfig.cmake ${made}/MusterConfigVersion.cmake
  cmake/MusterApp.cmake cmake/MusterCheckNumber.cmake cmake/MusterCheckToolchain.cmake cmake/MusterLayout.cmake
  cmake/MusterCxx.cmake cmake/MusterPort.cmake
  cmake/MusterCompile.cmake cmake/MusterCheckLibc.cmake cmake/MusterLibc.cmake
  cmake/MusterPicolibc.cmake cmake/MusterNewlib.cmake cmake/MusterLibfdt.cmake
  cmake/MusterSbom.cmake cmake/sbom.cmake cmake/symbol-table.cmake arch/aarch64/image.ld.S
  DESTINATION ${module_dir})
install(DIRECTORY cmake/toolchains DESTINATION ${module_dir})

# ---- licences -----------------------------------------------------------------------------------

# install_licence(NAME FILE...): installs the first FILE that exists as share/doc/muster/NAME.
function(install_licence name)
  foreach(file IN LISTS ARGN)
    if(EXISTS ${file})
      install(FILES ${file} DESTINATION ${doc_dir} RENAME ${name})
      return()
    endif()
  endforeach()
  list(JOIN ARGN ", " files)
  message(WARNING "the package will be without ${name}, a text that its licence asks for: there is "
                  "none of ${files}")
endfunction()

install_licence(LICENSE ${CMAKE_CURRENT_SOURCE_DIR}/LICENSE)
install_licence(copyright-libfdt ${muster_libfdt}/copyright ${muster_libfdt}/BSD-2-Clause)
install_licence(copyright-${MUSTER_LIBC}
  ${libc_root}/copyright ${libc_root}/COPYING.${MUSTER_LIBC} ${libc_root}/COPYING.NEWLIB
  /usr/share/doc/${MUSTER_LIBC}-aarch64-linux-gnu/copyright)

# ---- third-party parts ---------------------------------------------------------------------------

set(sbom ${made}/muster-${MUSTER_LIBC}.spdx.json)
add_custom_command(OUTPUT ${sbom}
  COMMAND ${CMAKE_COMMAND} -DNAME=Muster -DPARTS=${MUSTER_SBOM_PARTS} -DOUTPUT=${sbom}
          -DMUSTER_VERSION=${MUSTER_VERSION} -P ${CMAKE_CURRENT_LIST_DIR}/sbom.cmake
  DEPENDS ${MUSTER_SBOM_PARTS} ${CMAKE_CURRENT_LIST_DIR}/sbom.cmake VERBATIM)
install(FILES ${sbom} DESTINATION ${doc_dir})

endblock()
