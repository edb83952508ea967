# find_package(Muster [VERSION] CONFIG [COMPONENTS picolibc|newlib board-NAME runtime])
#
# Makes muster::runtime, the C library, muster::board-NAME and muster_add_app() available, as in
# Muster's own tree. Without components it takes picolibc, if that is installed, and each board that
# is installed. A project has one C library.

cmake_minimum_required(VERSION 3.25)
set(Muster_FOUND TRUE) # until muster_not_found()

# muster_not_found(TEXT...): ends this file with an error that find_package() prints.
macro(muster_not_found)
  string(CONCAT Muster_NOT_FOUND_MESSAGE ${ARGN})
  set(Muster_FOUND FALSE)
  return()
endmacro()

# ---- what is installed, and what is requested ----------------------------------------------------

get_filename_component(muster_prefix "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)
file(GLOB muster_libcs RELATIVE "${muster_prefix}/lib/muster"
     "${muster_prefix}/lib/muster/*/settings.cmake")
list(TRANSFORM muster_libcs REPLACE "/settings.cmake$" "")
list(SORT muster_libcs)
list(REVERSE muster_libcs) # picolibc first

set(muster_asked ${Muster_FIND_COMPONENTS})
list(FILTER muster_asked INCLUDE REGEX "^(picolibc|newlib)$")
list(LENGTH muster_asked muster_count)
if(muster_count GREATER 1)
  muster_not_found("a project has one C library, and picolibc and newlib are both asked for")
elseif(muster_count EQUAL 1)
  set(muster_libc ${muster_asked})
  # INTERNAL when this file has set it, see below
  get_property(muster_type CACHE MUSTER_LIBC PROPERTY TYPE)
  if(MUSTER_LIBC AND NOT MUSTER_LIBC STREQUAL muster_libc AND NOT muster_type STREQUAL "INTERNAL")
    muster_not_found("${muster_libc} is asked for, and ${MUSTER_LIBC} by MUSTER_LIBC")
  endif()
elseif(MUSTER_LIBC)
  set(muster_libc ${MUSTER_LIBC})
else()
  list(GET muster_libcs 0 muster_libc)
endif()
if(TARGET muster_runtime AND NOT muster_libc STREQUAL MUSTER_LIBC)
  muster_not_found("a project has one C library: it has got ${MUSTER_LIBC} before, and "
                   "${muster_libc} is asked for now")
endif()
if(NOT muster_libc IN_LIST muster_libcs)
  string(REPLACE ";" ", " muster_libcs "${muster_libcs}")
  muster_not_found("${muster_libc} is not installed in ${muster_prefix}, which has: ${muster_libcs}")
endif()

set(muster_dir ${muster_prefix}/lib/muster/${muster_libc})
file(GLOB muster_boards RELATIVE "${muster_dir}" "${muster_dir}/board-*.o")
list(TRANSFORM muster_boards REPLACE "[.]o$" "")
foreach(muster_component IN LISTS Muster_FIND_COMPONENTS)
  if(muster_component MATCHES "^(runtime|${muster_libc})$" OR
     muster_component IN_LIST muster_boards)
    set(Muster_${muster_component}_FOUND TRUE)
  elseif(Muster_FIND_REQUIRED_${muster_component})
    string(REPLACE ";" ", " muster_boards "runtime;${muster_libc};${muster_boards}")
    muster_not_found("there is no component ${muster_component} in ${muster_prefix}, which has for "
                     "${muster_libc}: ${muster_boards}")
  endif()
endforeach()
set(muster_asked ${Muster_FIND_COMPONENTS})
list(FILTER muster_asked INCLUDE REGEX "^board-")
if(NOT muster_asked AND MUSTER_BOARD_NAMES)
  set(muster_asked ${MUSTER_BOARD_NAMES})
  list(TRANSFORM muster_asked PREPEND "board-")
elseif(NOT muster_asked)
  set(muster_asked ${muster_boards})
endif()
foreach(muster_component IN LISTS muster_asked)
  if(NOT muster_component IN_LIST muster_boards)
    list(REMOVE_ITEM muster_asked ${muster_component}) # an optional component
  endif()
endforeach()
list(TRANSFORM muster_asked REPLACE "^board-" "" OUTPUT_VARIABLE muster_board_names)
if(TARGET muster_runtime)
  return()
endif()

# ---- settings -----------------------------------------------------------------------------------

list(APPEND CMAKE_MODULE_PATH ${CMAKE_CURRENT_LIST_DIR})
include(MusterCheckToolchain)
muster_check_toolchain(muster_problem)
if(muster_problem)
  muster_not_found("${muster_problem} (the files are in ${CMAKE_CURRENT_LIST_DIR}/toolchains)")
endif()

# muster_fixed_setting(NAME VALUE): fails if the user wants another value than the runtime has been
# compiled with. A cache entry of type INTERNAL was set by this macro; any other value is the
# user's.
macro(muster_fixed_setting name value)
  get_property(muster_type CACHE ${name} PROPERTY TYPE)
  if(DEFINED ${name} AND NOT "${${name}}" STREQUAL "${value}" AND
     NOT (muster_type STREQUAL "INTERNAL" AND "${${name}}" STREQUAL "$CACHE{${name}}"))
    muster_not_found("${name} is ${${name}}, but the runtime in ${muster_dir} has been built with "
                     "${value}: leave it out, or build Muster from its source")
  endif()
  set(${name} ${value} CACHE INTERNAL "of the installed runtime")
endmacro()
include(${muster_dir}/settings.cmake)
if(NOT Muster_FOUND)
  return()
endif()
set(MUSTER_LIBC ${muster_libc} CACHE INTERNAL "of the installed runtime")
set(MUSTER_BOARD_NAMES "${muster_board_names}" CACHE INTERNAL "The boards of each program")
set(MUSTER_VERSION ${Muster_VERSION} CACHE INTERNAL "of the installed runtime")
set(MUSTER_IMAGE_SCRIPT ${CMAKE_CURRENT_LIST_DIR}/image.ld.S CACHE INTERNAL
    "The linker script of a program, before the preprocessor")

# ---- targets ------------------------------------------------------------------------------------

string(TOUPPER ${muster_libc} muster_upper)
set(MUSTER_${muster_upper}_ROOT ${muster_dir}/libc)
set(MUSTER_LIBFDT_ROOT ${muster_prefix}/lib/muster/libfdt)
include(MusterCheckNumber)
include(MusterCompile)
include(MusterLibc)
include(MusterLibfdt)
include(MusterSbom)
include(MusterCxx)
include(MusterApp)
set(MUSTER_PORT_DIR ${muster_prefix}/lib/muster/ports CACHE INTERNAL "The porting layers")
include(MusterPort)

add_library(muster_runtime STATIC IMPORTED GLOBAL)
add_library(muster::runtime ALIAS muster_runtime)
set_target_properties(muster_runtime PROPERTIES
  IMPORTED_LOCATION ${muster_dir}/libmuster.a
  INTERFACE_INCLUDE_DIRECTORIES ${muster_prefix}/lib/muster/include)
muster_note_compiled_for(muster_runtime ${muster_prefix}/lib/muster/include)
add_library(muster_posix STATIC IMPORTED GLOBAL)
add_library(muster::posix ALIAS muster_posix)
set_target_properties(muster_posix PROPERTIES IMPORTED_LOCATION ${muster_dir}/libmuster_posix.a)
target_link_libraries(muster_posix INTERFACE muster_abi muster_${muster_libc})
target_link_libraries(muster_runtime INTERFACE
  muster_abi muster_posix muster_libfdt muster_${muster_libc})
add_library(muster_cxx STATIC IMPORTED GLOBAL)
add_library(muster::cxx ALIAS muster_cxx)
set_target_properties(muster_cxx PROPERTIES IMPORTED_LOCATION ${muster_dir}/libmuster_cxx.a)
target_link_libraries(muster_cxx INTERFACE muster_abi muster_${muster_libc})
set(MUSTER_CXX_INCLUDE_DIR ${muster_prefix}/lib/muster/cxx/include CACHE INTERNAL
    "Headers that stand in for some of libstdc++'s")
foreach(muster_board IN LISTS muster_board_names)
  add_library(muster_board_${muster_board} OBJECT IMPORTED GLOBAL)
  add_library(muster::board-${muster_board} ALIAS muster_board_${muster_board})
  set_target_properties(muster_board_${muster_board} PROPERTIES
    IMPORTED_OBJECTS ${muster_dir}/board-${muster_board}.o)
endforeach()
