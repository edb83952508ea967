# SPDX-License-Identifier: MIT
# C++: the headers of the compiler's libstdc++ above those of the C library, and muster::cxx for what
# compilers call. Without exceptions and RTTI, which would need the library itself.

# muster_cxx_include_folders(OUTPUT): where the C++ compiler has its library's headers.
function(muster_cxx_include_folders output)
  set(target "")
  if(CMAKE_CXX_COMPILER_TARGET)
    set(target --target=${CMAKE_CXX_COMPILER_TARGET})
  endif()
  execute_process(COMMAND ${CMAKE_CXX_COMPILER} ${target} -E -v -x c++ /dev/null
                  OUTPUT_QUIET ERROR_VARIABLE text)
  string(REGEX MATCHALL "\n /[^\n]*/c\\+\\+[^\n]*" lines "${text}")
  list(TRANSFORM lines STRIP)
  if(NOT lines)
    message(FATAL_ERROR "${CMAKE_CXX_COMPILER} names no folder with C++ headers: install "
                        "g++-aarch64-linux-gnu, or another compiler's libstdc++")
  endif()
  set(${output} ${lines} PARENT_SCOPE)
endfunction()

# muster_enable_cxx(): gives muster::cxx the options of the C++ compiler, which the first program in
# C++ has enabled.
function(muster_enable_cxx)
  get_property(is_enabled TARGET muster_cxx PROPERTY MUSTER_CXX_ENABLED)
  if(is_enabled)
    return()
  endif()
  muster_cxx_include_folders(folders)
  target_compile_options(muster_cxx INTERFACE
    $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions> $<$<COMPILE_LANGUAGE:CXX>:-fno-rtti>)
  # First ours, which stand in for some of libstdc++'s: those that want glibc.
  set(options "")
  foreach(folder IN LISTS folders)
    list(APPEND options "$<$<COMPILE_LANGUAGE:CXX>:SHELL:-isystem \"${folder}\">")
  endforeach()
  target_compile_options(muster_cxx INTERFACE
    "$<$<COMPILE_LANGUAGE:CXX>:SHELL:-isystem \"${MUSTER_CXX_INCLUDE_DIR}\">"
    ${options})
  # GCC refers to it weakly, which takes nothing from an archive.
  target_link_options(muster_cxx INTERFACE "LINKER:-u,__cxa_pure_virtual")
  set_property(TARGET muster_cxx PROPERTY MUSTER_CXX_ENABLED TRUE)
endfunction()

# muster_use_cxx(TARGET): for a program, whose C++ sources are compiled and linked for muster::cxx. A
# library in C++ links muster::cxx itself.
function(muster_use_cxx target)
  muster_enable_cxx()
  # Its options again, for they are to come before those of the libraries that are linked before it.
  target_compile_options(${target} PRIVATE $<TARGET_PROPERTY:muster_cxx,INTERFACE_COMPILE_OPTIONS>)
  target_link_libraries(${target} PRIVATE muster::cxx)
endfunction()
