# SPDX-License-Identifier: MIT
# Declares tests that boot a program in the emulator.

# muster_add_test(NAME name APP program [CPUS n...] [TIMEOUT s] [RUN option...] [ARGS word...]
#                 [EXPECT_STATUS n] [EXPECT_OUTPUT regex...] [EXPECT_ONCE regex...]
#                 [EXPECT_NO_OUTPUT regex...] [NO_RESULT_LINE] [REPEAT n] [JUDGE command...] [LONG])
# Boots the program once for each number of CPUs (default 4) and judges it by its exit status
# (default 0). The tests are called name, or name.cpusN when there are several numbers.
# EXPECT_...: what the console must show, or must not show, in addition. These, NO_RESULT_LINE and
# REPEAT are explained by test/lib/expect --help.
# JUDGE: a command to run instead of test/lib/expect; the command of the run is appended to it.
# RUN: options for tools/run. ARGS: the application's arguments.
# LONG: the test runs only with tools/test --all.
# "@CPUS@" in any of these stands for the number of CPUs. With MUSTER_TESTS=libc, tests in folders
# that muster_libc_test_folders does not name run only with --all too.
set(muster_libc_test_folders boot cxx debug libc link panic percpu)
function(muster_add_test)
  cmake_parse_arguments(PARSE_ARGV 0 arg "LONG;NO_RESULT_LINE"
                        "NAME;APP;TIMEOUT;EXPECT_STATUS;REPEAT"
                        "CPUS;RUN;ARGS;JUDGE;EXPECT_OUTPUT;EXPECT_ONCE;EXPECT_NO_OUTPUT")
  if(arg_UNPARSED_ARGUMENTS OR NOT arg_NAME OR NOT arg_APP)
    message(FATAL_ERROR "muster_add_test(NAME name APP program ...): ${arg_UNPARSED_ARGUMENTS}")
  endif()
  foreach(default "CPUS=4" "TIMEOUT=60" "EXPECT_STATUS=0" "REPEAT=1")
    string(REPLACE "=" ";" default ${default})
    list(GET default 0 option)
    list(GET default 1 value)
    if(NOT DEFINED arg_${option})
      set(arg_${option} ${value})
    endif()
  endforeach()
  set(labels "")
  if(arg_LONG)
    list(APPEND labels long)
  endif()
  cmake_path(GET CMAKE_CURRENT_SOURCE_DIR FILENAME folder)
  if(MUSTER_TESTS STREQUAL "libc" AND NOT folder IN_LIST muster_libc_test_folders)
    list(APPEND labels elsewhere)
  endif()
  list(LENGTH arg_CPUS count)
  math(EXPR ctest_timeout "(${arg_TIMEOUT} + 30) * ${arg_REPEAT}")

  set(judge ${MUSTER_SOURCE_DIR}/test/lib/expect --status ${arg_EXPECT_STATUS}
            --repeat ${arg_REPEAT})
  foreach(kind "OUTPUT=--line" "ONCE=--once" "NO_OUTPUT=--no-line")
    string(REGEX MATCH "(.*)=(.*)" kind ${kind})
    foreach(regex IN LISTS arg_EXPECT_${CMAKE_MATCH_1})
      list(APPEND judge ${CMAKE_MATCH_2} "${regex}")
    endforeach()
  endforeach()
  if(arg_NO_RESULT_LINE)
    list(APPEND judge --no-result)
  endif()
  list(APPEND judge --)
  if(arg_JUDGE)
    set(judge ${arg_JUDGE})
  endif()

  foreach(cpus IN LISTS arg_CPUS)
    set(test ${arg_NAME})
    if(count GREATER 1)
      string(APPEND test ".cpus${cpus}")
    endif()
    set(command ${judge} ${MUSTER_SOURCE_DIR}/tools/run ${arg_APP} --preset ${MUSTER_PRESET}
        --no-build --cpus ${cpus} --timeout ${arg_TIMEOUT} ${arg_RUN})
    if(DEFINED arg_ARGS)
      list(APPEND command -- ${arg_ARGS})
    endif()
    string(REPLACE "@CPUS@" ${cpus} command "${command}")
    add_test(NAME ${test} COMMAND ${command})
    set_tests_properties(${test} PROPERTIES TIMEOUT ${ctest_timeout} LABELS "${labels}")
    if(cpus GREATER 64)
      set_tests_properties(${test} PROPERTIES PROCESSORS 2)
    endif()
  endforeach()
endfunction()

# muster_add_tests(NAME APP "variant=options for tools/run;..." [word of muster_add_test()...])
# Declares one test on several machines: calls muster_add_test() for each variant. The name of the
# test is NAME followed by the variant's name.
function(muster_add_tests name app variants)
  foreach(variant IN LISTS variants)
    string(REGEX MATCH "([^=]*)=(.*)" variant "${variant}")
    separate_arguments(run UNIX_COMMAND "${CMAKE_MATCH_2}")
    muster_add_test(NAME ${name}${CMAKE_MATCH_1} APP ${app} RUN ${run} ${ARGN})
  endforeach()
endfunction()

# muster_test_dtb(NAME SOURCE [BOOTARGS text] [CHANGES text])
# Makes bin/dtb/NAME.dtb from SOURCE, a file below test/dts, for tests with RUN --dtb. BOOTARGS is
# the command line in the tree. CHANGES is text in the language of .dts files that changes the tree.
function(muster_test_dtb name source)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "BOOTARGS;CHANGES" "")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "muster_test_dtb(${name} ${source}): ${arg_UNPARSED_ARGUMENTS}")
  endif()
  set(folder ${MUSTER_SOURCE_DIR}/test/dts)
  set(own ${CMAKE_CURRENT_BINARY_DIR}/${name}.dts)
  set(dtb ${MUSTER_BIN_DIR}/dtb/${name}.dtb)
  set(text "/dts-v1/;\n/include/ \"${source}\"\n${arg_CHANGES}\n")
  if(DEFINED arg_BOOTARGS)
    string(REPLACE "\"" "\\\"" bootargs "${arg_BOOTARGS}")
    string(APPEND text "/ { chosen { bootargs = \"${bootargs}\"; }; };\n")
  endif()
  file(CONFIGURE OUTPUT ${own} CONTENT "${text}" @ONLY)
  file(MAKE_DIRECTORY ${MUSTER_BIN_DIR}/dtb)
  file(GLOB sources CONFIGURE_DEPENDS ${folder}/*)
  # -q, since these trees are odd on purpose.
  add_custom_command(OUTPUT ${dtb}
    COMMAND dtc -q -f -I dts -O dtb -i ${folder} -o ${dtb} ${own}
    DEPENDS ${own} ${sources} VERBATIM)
  add_custom_target(dtb-${name} ALL DEPENDS ${dtb})
endfunction()
