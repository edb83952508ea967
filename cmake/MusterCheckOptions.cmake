# Checks the options of the top CMakeLists.txt before anything is built with them.

include(MusterCheckNumber)
include(MusterCheckToolchain)
muster_check_toolchain(muster_problem)
if(muster_problem)
  message(FATAL_ERROR "${muster_problem}. In this tree a preset does (cmake --list-presets)")
endif()

muster_check_number(MUSTER_NR_CPUS 1 4096 1)
muster_check_number(MUSTER_STACK_BYTES 8192 1073741824 4096)
muster_check_number(MUSTER_EXCEPTION_STACK_BYTES 4096 1048576 4096)
muster_check_number(MUSTER_IRQ_STACK_BYTES 8192 1048576 4096)

if(NOT MUSTER_LIBC MATCHES "^(picolibc|newlib)$")
  message(FATAL_ERROR "MUSTER_LIBC is \"${MUSTER_LIBC}\": it must be picolibc or newlib")
endif()
if(NOT MUSTER_TESTS MATCHES "^(all|el2|libc|sample)$")
  message(FATAL_ERROR "MUSTER_TESTS is \"${MUSTER_TESTS}\": it must be all, el2, libc or sample")
endif()
if(NOT EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/board/${MUSTER_BOARD}/board.cmake)
  message(FATAL_ERROR "MUSTER_BOARD is \"${MUSTER_BOARD}\": there is no board/${MUSTER_BOARD}")
endif()
include(${CMAKE_CURRENT_SOURCE_DIR}/board/${MUSTER_BOARD}/board.cmake)
