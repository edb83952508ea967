# SPDX-License-Identifier: MIT

# muster_check_number(NAME LEAST MOST MULTIPLE): fails unless the variable NAME is a multiple of
# MULTIPLE from LEAST to MOST.
function(muster_check_number name least most multiple)
  if(NOT "${${name}}" MATCHES "^[0-9]+$" OR ${name} LESS least OR ${name} GREATER most)
    message(FATAL_ERROR "${name} is \"${${name}}\": it must be a number from ${least} to ${most}")
  endif()
  math(EXPR remainder "${${name}} % ${multiple}")
  if(remainder)
    message(FATAL_ERROR "${name} is ${${name}}: it must be a multiple of ${multiple}")
  endif()
endfunction()
