# SPDX-License-Identifier: MIT
# cmake -DLIBC=picolibc|newlib -DROOT=folder -DCMAKE_NM=nm -P check-libc.cmake: what configuring says
# to that folder.
include(${CMAKE_CURRENT_LIST_DIR}/../../cmake/MusterCheckLibc.cmake)
if(LIBC STREQUAL "newlib")
  muster_check_newlib(ROOT ${ROOT})
else()
  muster_check_picolibc(ROOT ${ROOT})
endif()
