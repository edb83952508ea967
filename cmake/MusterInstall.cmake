# SPDX-License-Identifier: MIT
# The installed package: what find_package(Muster) needs, whole and movable. Below the prefix:
#
#   include/muster               the public headers
#   lib/muster/LIBC              libmuster.a, the board, the settings of this build
#   lib/muster/LIBC/libc         include/ and lib/ of the C library
#   lib/muster/libfdt            include/ and lib/ of libfdt
#   lib/cmake/Muster             the same modules that this tree uses
#   share/doc/muster             the licences
#
# Builds with different C libraries go into one prefix.

include(CMakePackageConfigHelpers)

set(package_dir lib/muster/${MUSTER_LIBC})
set(module_dir lib/cmake/Muster)
set(doc_dir share/doc/muster)
get_target_property(libc_root muster_${MUSTER_LIBC} MUSTER_ROOT)

# ---- the settings -------------------------------------------------------------------------------

# What the runtime was compiled with, and so a user of the package cannot change; and what a user
# can, as here.
set(fixed MUSTER_NR_CPUS MUSTER_EXCEPTION_STACK_BYTES MUSTER_TRACK_LOCKS MUSTER_CPUHP_CHART
          MUSTER_STAY_AT_EL2)
set(defaults MUSTER_STACK_BYTES MUSTER_IRQ_STACK_BYTES MUSTER_SYMBOLS)
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
  COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT) # MusterCheckToolchain.cmake says it better

# ---- files --------------------------------------------------------------------------------------

add_custom_target(muster-package ALL)
add_dependencies(muster-package muster_runtime muster_board)

install(DIRECTORY include/muster arch/aarch64/include/muster DESTINATION include)
install(FILES $<TARGET_FILE:muster_runtime> ${made}/settings.cmake DESTINATION ${package_dir})
install(FILES $<TARGET_OBJECTS:muster_board> DESTINATION ${package_dir}
        RENAME board-${MUSTER_BOARD}.o)
install(FILES board/${MUSTER_BOARD}/board.cmake DESTINATION ${package_dir}
        RENAME board-${MUSTER_BOARD}.cmake)
install(DIRECTORY ${libc_root}/include DESTINATION ${package_dir}/libc)
install(FILES ${libc_root}/lib/libc.a ${libc_root}/lib/libm.a DESTINATION ${package_dir}/libc/lib)
install(DIRECTORY ${muster_libfdt}/include DESTINATION lib/muster/libfdt)
install(FILES ${muster_libfdt}/lib/libfdt.a DESTINATION lib/muster/libfdt/lib)
install(FILES
  cmake/package/MusterConfig.cmake ${made}/MusterConfigVersion.cmake
  cmake/MusterApp.cmake cmake/MusterCheckNumber.cmake cmake/MusterCheckToolchain.cmake
  cmake/MusterCompile.cmake cmake/MusterLibc.cmake cmake/MusterPicolibc.cmake
  cmake/MusterLibfdt.cmake cmake/symbol-table.cmake arch/aarch64/image.ld.S
  DESTINATION ${module_dir})
install(DIRECTORY cmake/toolchains DESTINATION ${module_dir})

# ---- licences -----------------------------------------------------------------------------------

# install_licence(NAME FILE...): the first of the files that is there, as share/doc/muster/NAME.
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
