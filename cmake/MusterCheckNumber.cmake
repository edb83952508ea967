# SPDX-License-Identifier: MIT

# muster_check_number(NAME LEAST MOST MULTIPLE): the variable NAME is such a number, or it is an error.
function(muster_check_number name least most multiple)
  if(NOT "${${name}}" MATCHES "^[0-9]+$" OR ${name} LESS least OR ${name} GREATER most)
    message(FATAL_ERROR "${name} is \"${${name}}\": it is a number from ${least} to ${most}")
  endif()
  math(EXPR remainder "${${name}} % ${multiple}")
  if(remainder)
    message(FATAL_ERROR "${name} is ${${name}}: it is a multiple of ${multiple}")
  endif()
endfunction()
