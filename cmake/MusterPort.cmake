# Builds benchmarks from a user's own copy of their sources. The functions are shared by this tree's
# builds and by the tests with stand-in sources.

# muster_need_files(VARIABLE FOLDER FILE...): fails unless FOLDER, which the user gave as VARIABLE,
# has each FILE.
function(muster_need_files variable folder)
  foreach(file IN LISTS ARGN)
    if(NOT EXISTS ${folder}/${file})
      message(FATAL_ERROR "${variable}=${folder}: there is no ${file} in it")
    endif()
  endforeach()
endfunction()

# muster_add_coremark(NAME FOLDER CONTEXTS): adds CoreMark from FOLDER, for at most CONTEXTS CPUs.
function(muster_add_coremark name folder contexts)
  set(port ${MUSTER_PORT_DIR}/port-coremark)
  set(files core_list_join.c core_main.c core_matrix.c core_state.c core_util.c)
  muster_need_files(COREMARK_DIR ${folder} coremark.h ${files})
  list(TRANSFORM files PREPEND ${folder}/)
  string(TOUPPER "${CMAKE_BUILD_TYPE}" config)
  muster_add_app(${name} SOURCES ${port}/core_portme.c ${files}
    OPTIONS -DMULTITHREAD=${contexts} "-DCOMPILER_FLAGS=\"${CMAKE_C_FLAGS_${config}}\"")
  target_include_directories(${name} PRIVATE ${port} ${folder})
endfunction()

# muster_add_stream(NAME FOLDER ELEMENTS): adds STREAM from FOLDER, with three arrays of ELEMENTS.
# Its OpenMP loops run on all CPUs when GCC compiles them, and on CPU 0 with another compiler.
function(muster_add_stream name folder elements)
  set(port ${MUSTER_PORT_DIR}/port-stream)
  muster_need_files(STREAM_DIR ${folder} stream.c)
  set(sources ${folder}/stream.c)
  set(options -DSTREAM_ARRAY_SIZE=${elements})
  if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
    list(APPEND sources ${port}/gomp.c)
    list(APPEND options -fopenmp)
  else()
    message(STATUS "${name}: ${CMAKE_C_COMPILER_ID} compiles it: its loops run on CPU 0 alone")
  endif()
  muster_add_app(${name} SOURCES ${sources} OPTIONS ${options})
endfunction()
