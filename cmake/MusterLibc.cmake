# Makes the C library that programs are linked with a target: muster::picolibc or muster::newlib.

# The compiler's own headers, and its support library. Clang uses GCC's (see its toolchain file).
if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
  execute_process(COMMAND ${CMAKE_C_COMPILER} -print-file-name=include
                  OUTPUT_VARIABLE muster_compiler_include OUTPUT_STRIP_TRAILING_WHITESPACE)
  set(muster_libgcc_compiler ${CMAKE_C_COMPILER})
else()
  execute_process(COMMAND ${CMAKE_C_COMPILER} -print-resource-dir
                  OUTPUT_VARIABLE resource_dir OUTPUT_STRIP_TRAILING_WHITESPACE)
  set(muster_compiler_include ${resource_dir}/include)
  find_program(MUSTER_LIBGCC_COMPILER aarch64-linux-gnu-gcc REQUIRED)
  set(muster_libgcc_compiler ${MUSTER_LIBGCC_COMPILER})
endif()
execute_process(COMMAND ${muster_libgcc_compiler} -print-libgcc-file-name
                OUTPUT_VARIABLE muster_libgcc OUTPUT_STRIP_TRAILING_WHITESPACE)

# muster_add_libc(NAME ROOT LIBC): makes the target muster::NAME from a folder with include/ and
# lib/libm.a, and from the archive LIBC.
function(muster_add_libc name root libc)
  add_library(muster_${name} INTERFACE)
  add_library(muster::${name} ALIAS muster_${name})
  # Only these two include folders, and not those of the system that the compiler was made for. C++
  # has some more before them: MusterCxx.cmake.
  target_compile_options(muster_${name} INTERFACE
    $<$<COMPILE_LANGUAGE:C,CXX>:-nostdinc>
    "$<$<COMPILE_LANGUAGE:C,CXX>:SHELL:-isystem \"${muster_compiler_include}\">"
    "$<$<COMPILE_LANGUAGE:C,CXX>:SHELL:-isystem \"${root}/include\">")
  set_target_properties(muster_${name} PROPERTIES MUSTER_ROOT ${root} MUSTER_ARCHIVE ${libc})
  target_link_libraries(muster_${name} INTERFACE
    -Wl,--start-group ${root}/lib/libm.a ${libc} ${muster_libgcc} -Wl,--end-group)
endfunction()

include(MusterCheckLibc)
if(MUSTER_LIBC STREQUAL "newlib")
  include(MusterNewlib)
else()
  include(MusterPicolibc)
endif()
