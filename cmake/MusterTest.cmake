# SPDX-License-Identifier: MIT

# muster_add_test(NAME name APP program [CPUS n...] [TIMEOUT s] [EXPECT_STATUS n]
#                 [EXPECT_OUTPUT regex] [RUN option...] [ARGS word...] [LONG])
# Boots the program once for each number of CPUs (default 4) and judges it by its exit status
# (default 0). EXPECT_OUTPUT: what the console must show as well, for messages to people. RUN:
# options for tools/run. ARGS: the application's arguments. LONG: only in tools/test --all. The
# tests are called name, or name.cpusN for several numbers.
function(muster_add_test)
  cmake_parse_arguments(PARSE_ARGV 0 arg "LONG" "NAME;APP;TIMEOUT;EXPECT_STATUS;EXPECT_OUTPUT"
                        "CPUS;RUN;ARGS")
  if(arg_UNPARSED_ARGUMENTS OR NOT arg_NAME OR NOT arg_APP)
    message(FATAL_ERROR "muster_add_test(NAME name APP program ...): ${arg_UNPARSED_ARGUMENTS}")
  endif()
  foreach(default "CPUS=4" "TIMEOUT=60" "EXPECT_STATUS=0")
    string(REPLACE "=" ";" default ${default})
    list(GET default 0 option)
    list(GET default 1 value)
    if(NOT DEFINED arg_${option})
      set(arg_${option} ${value})
    endif()
  endforeach()
  list(LENGTH arg_CPUS count)
  math(EXPR ctest_timeout "${arg_TIMEOUT} + 30")

  foreach(cpus IN LISTS arg_CPUS)
    set(test ${arg_NAME})
    if(count GREATER 1)
      string(APPEND test ".cpus${cpus}")
    endif()
    set(command ${MUSTER_SOURCE_DIR}/tools/run ${arg_APP} --preset ${MUSTER_PRESET} --no-build
        --cpus ${cpus} --timeout ${arg_TIMEOUT} ${arg_RUN})
    if(arg_ARGS)
      list(APPEND command -- ${arg_ARGS})
    endif()
    add_test(NAME ${test} COMMAND ${MUSTER_SOURCE_DIR}/test/lib/expect ${arg_EXPECT_STATUS}
                                  "${arg_EXPECT_OUTPUT}" ${command})
    set_tests_properties(${test} PROPERTIES TIMEOUT ${ctest_timeout})
    if(arg_LONG)
      set_tests_properties(${test} PROPERTIES LABELS long)
    endif()
    if(cpus GREATER 64)
      set_tests_properties(${test} PROPERTIES PROCESSORS 2)
    endif()
  endforeach()
endfunction()
