# Checks the options of the top CMakeLists.txt before anything is built with them.

include(MusterCheckNumber)
include(MusterCheckToolchain)
muster_check_toolchain(muster_problem)
if(muster_problem)
  message(FATAL_ERROR "${muster_problem}. In this tree a preset does (cmake --list-presets)")
endif()

muster_check_number(MUSTER_NR_CPUS 1 4096 1)
muster_check_number(MUSTER_LAYOUT 0 9999 1)
muster_check_number(MUSTER_STACK_BYTES 8192 1073741824 4096)
muster_check_number(MUSTER_EXCEPTION_STACK_BYTES 4096 1048576 4096)
muster_check_number(MUSTER_IRQ_STACK_BYTES 8192 1048576 4096)

if(NOT MUSTER_LIBC MATCHES "^(picolibc|newlib)$")
  message(FATAL_ERROR "MUSTER_LIBC is \"${MUSTER_LIBC}\": it must be picolibc or newlib")
endif()
if(NOT MUSTER_TESTS MATCHES "^(all|el2|libc|sample-[12])$")
  message(FATAL_ERROR "MUSTER_TESTS is \"${MUSTER_TESTS}\": it must be all, el2, libc, sample-1 or sample-2")
endif()
if(NOT MUSTER_LINK_ADDRESS MATCHES "^0x[0-9a-fA-F]*[02468aAcCeE]00000$")
  message(FATAL_ERROR "MUSTER_LINK_ADDRESS is \"${MUSTER_LINK_ADDRESS}\": it must be a multiple of 0x200000")
endif()
