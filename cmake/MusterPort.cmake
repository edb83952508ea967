# SPDX-License-Identifier: MIT
# Programs that come with sources of their own: the part of their builds that ours and theirs share.

# muster_need_files(VARIABLE FOLDER FILE...): FOLDER, which a user gave as VARIABLE, has them.
function(muster_need_files variable folder)
  foreach(file IN LISTS ARGN)
    if(NOT EXISTS ${folder}/${file})
      message(FATAL_ERROR "${variable}=${folder}: there is no ${file} in it")
    endif()
  endforeach()
endfunction()

# muster_add_coremark(NAME FOLDER CONTEXTS): CoreMark from FOLDER on at most that many CPUs.
function(muster_add_coremark name folder contexts)
  set(port ${MUSTER_SOURCE_DIR}/apps/port-coremark)
  set(files core_list_join.c core_main.c core_matrix.c core_state.c core_util.c)
  muster_need_files(COREMARK_DIR ${folder} coremark.h ${files})
  list(TRANSFORM files PREPEND ${folder}/)
  # A context takes some 140 bytes of the stack of CPU 0.
  math(EXPR stack_bytes "(${contexts} / 16 + 4) * 4096")
  string(TOUPPER "${CMAKE_BUILD_TYPE}" config)
  muster_add_app(${name} STACK_BYTES ${stack_bytes}
    SOURCES ${port}/core_portme.c ${port}/../port-main/percpu_main.c ${files}
    OPTIONS -DMULTITHREAD=${contexts} "-DCOMPILER_FLAGS=\"${CMAKE_C_FLAGS_${config}}\"")
  target_include_directories(${name} PRIVATE ${port} ${folder})
endfunction()

# muster_add_stream(NAME FOLDER ELEMENTS): STREAM from FOLDER, with three arrays of that length. Its
# OpenMP loops run on all CPUs when GCC compiles them, on CPU 0 with another compiler.
function(muster_add_stream name folder elements)
  set(port ${MUSTER_SOURCE_DIR}/apps/port-stream)
  muster_need_files(STREAM_DIR ${folder} stream.c)
  set(sources ${folder}/stream.c ${port}/../port-main/percpu_main.c)
  set(options -DSTREAM_ARRAY_SIZE=${elements})
  if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
    list(APPEND sources ${port}/gomp.c)
    list(APPEND options -fopenmp)
  else()
    message(STATUS "${name}: ${CMAKE_C_COMPILER_ID} compiles it: its loops run on CPU 0 alone")
  endif()
  muster_add_app(${name} SOURCES ${sources} OPTIONS ${options})
endfunction()
