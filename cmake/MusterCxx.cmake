# Supports C++ without exceptions and RTTI, which would need the whole libstdc++. Programs get the
# headers of the compiler's libstdc++, placed before those of the C library. muster::cxx has the
# functions that compilers call.

# muster_cxx_include_folders(OUTPUT): sets OUTPUT to the folders with the C++ compiler's library
# headers.
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

# muster_find_libstdcxx(OUTPUT): sets OUTPUT to the compiler's libstdc++.a, or to nothing if it has none.
function(muster_find_libstdcxx output)
  set(${output} "" PARENT_SCOPE)
  set(compilers "${CMAKE_CXX_COMPILER}" "${muster_libgcc_compiler}")
  if(CMAKE_CXX_COMPILER_TARGET)
    # Without it, clang names the library of the build machine.
    list(TRANSFORM compilers APPEND "|--target=${CMAKE_CXX_COMPILER_TARGET}" AT 0)
  endif()
  foreach(compiler IN LISTS compilers)
    string(REPLACE "|" ";" command "${compiler}")
    execute_process(COMMAND ${command} -print-file-name=libstdc++.a
                    OUTPUT_VARIABLE file OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    if(IS_ABSOLUTE "${file}" AND EXISTS "${file}")
      set(${output} ${file} PARENT_SCOPE)
      return()
    endif()
  endforeach()
endfunction()

# muster_enable_cxx(): gives muster::cxx the options for C++. Called when a program is added and C++
# is enabled; only the first call does something.
function(muster_enable_cxx)
  get_property(is_enabled TARGET muster_cxx PROPERTY MUSTER_CXX_ENABLED)
  if(is_enabled)
    return()
  endif()
  muster_cxx_include_folders(folders)
  target_compile_options(muster_cxx INTERFACE
    $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions> $<$<COMPILE_LANGUAGE:CXX>:-fno-rtti>)
  # Muster's headers come first. They replace those headers of libstdc++ that need glibc.
  set(options "")
  foreach(folder IN LISTS folders)
    list(APPEND options "$<$<COMPILE_LANGUAGE:CXX>:SHELL:-isystem \"${folder}\">")
  endforeach()
  target_compile_options(muster_cxx INTERFACE
    "$<$<COMPILE_LANGUAGE:CXX>:SHELL:-isystem \"${MUSTER_CXX_INCLUDE_DIR}\">"
    ${options})
  # Behind muster::cxx, which has what takes the place of exceptions and clocks.
  muster_find_libstdcxx(libstdcxx)
  target_link_libraries(muster_cxx INTERFACE ${libstdcxx})
  # Takes these members of muster::cxx in any case, or libstdc++'s objects would take libstdc++'s own. The
  # first one GCC refers to weakly, and a weak reference takes nothing from an archive.
  foreach(name __cxa_pure_virtual __cxa_guard_acquire __cxa_throw _ZSt9terminatev
               _ZSt19__throw_logic_errorPKc _ZNSt6chrono3_V212steady_clock3nowEv __libc_single_threaded)
    target_link_options(muster_cxx INTERFACE "LINKER:-u,${name}")
  endforeach()
  set_property(TARGET muster_cxx PROPERTY MUSTER_CXX_ENABLED TRUE)
endfunction()

# muster_use_cxx(TARGET): compiles and links a program's C++ sources with muster::cxx. A library in
# C++ links muster::cxx itself.
function(muster_use_cxx target)
  muster_enable_cxx()
  # The options once more, because they must come before those of libraries that are linked before
  # muster::cxx.
  target_compile_options(${target} PRIVATE $<TARGET_PROPERTY:muster_cxx,INTERFACE_COMPILE_OPTIONS>)
  target_link_libraries(${target} PRIVATE muster::cxx)
endfunction()
