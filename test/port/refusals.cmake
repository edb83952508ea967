# SPDX-License-Identifier: MIT
# cmake -DMUSTER_SOURCE_DIR=... -DCOREMARK_DIR=... or -DSTREAM_DIR=... -P: only the look at the files.
include(${MUSTER_SOURCE_DIR}/cmake/MusterPort.cmake)
function(muster_add_app)
  message(FATAL_ERROR "not refused")
endfunction()
if(COREMARK_DIR)
  muster_add_coremark(port-coremark ${COREMARK_DIR} 4)
else()
  muster_add_stream(port-stream ${STREAM_DIR} 1000)
endif()
