# SPDX-License-Identifier: MIT
# Declares tests that boot a program in the emulator.

# Debian's own first: the stand-ins of version managers take longer to start than a test may run.
find_program(MUSTER_PYTHON NAMES python3 PATHS /usr/bin NO_DEFAULT_PATH)
find_program(MUSTER_PYTHON NAMES python3 REQUIRED)

# What tools/test builds without --all: all but the programs of the tests that it does not run.
add_custom_target(default-tests)

# muster_build_folder_for_default_tests(FOLDER): all targets in it and below.
function(muster_build_folder_for_default_tests folder)
  get_property(targets DIRECTORY ${folder} PROPERTY BUILDSYSTEM_TARGETS)
  foreach(target IN LISTS targets)
    get_target_property(is_left_out ${target} EXCLUDE_FROM_ALL)
    get_target_property(type ${target} TYPE)
    if(NOT is_left_out AND NOT type STREQUAL "UTILITY")
      add_dependencies(default-tests ${target})
    endif()
  endforeach()
  get_property(folders DIRECTORY ${folder} PROPERTY SUBDIRECTORIES)
  foreach(below IN LISTS folders)
    muster_build_folder_for_default_tests(${below})
  endforeach()
endfunction()

# The folders of test/ to which the C library or the compiler can make a difference.
set(muster_libc_test_folders boot cxx debug libc link panic percpu)

# What belongs to no preset runs with the first of these: it tests commands that do the same with each.
# What takes long, and to which the compiler and the C library make a difference, but not the kind of
# build, runs with both.
set(muster_first_preset gcc-picolibc-release)
set(muster_second_preset clang-newlib-release)

# MUSTER_TESTS=sample-1 runs the first test of a program of other folders, and each one so far on; sample-2
# does so with the programs that sample-1 leaves.
set(muster_sample_distance 8)

# muster_is_elsewhere(OUTPUT [MACHINE] [ONCE] [TWICE] [APP program] [RUN option...]): sets OUTPUT to ON if this
# preset leaves the test to other presets.
# MUSTER_TESTS=libc leaves the tests of other folders than those above, and with MACHINE those that
# differ from others by their machine alone. MUSTER_TESTS=sample-1 and sample-2 leave these too, half of the
# programs of the other folders, and seven of eight tests of the other half. MUSTER_TESTS=el2 leaves the tests in which no CPU enters at EL2: what
# MUSTER_STAY_AT_EL2 compiles otherwise asks for the level first (el2.S, head.S, timer).
# With ONCE every preset but muster_first_preset leaves it, with TWICE every one but muster_second_preset
# too.
function(muster_is_elsewhere output)
  cmake_parse_arguments(PARSE_ARGV 1 arg "MACHINE;ONCE;TWICE" "APP" "RUN")
  cmake_path(GET CMAKE_CURRENT_SOURCE_DIR FILENAME folder)
  set(is_of_other_folder ON)
  if(folder IN_LIST muster_libc_test_folders)
    set(is_of_other_folder OFF)
  endif()
  set(elsewhere OFF)
  if(arg_ONCE AND NOT MUSTER_PRESET STREQUAL muster_first_preset)
    set(elsewhere ON)
  elseif(arg_TWICE AND NOT MUSTER_PRESET MATCHES "^(${muster_first_preset}|${muster_second_preset})$")
    set(elsewhere ON)
  elseif(MUSTER_TESTS MATCHES "^(libc|sample-[12])$" AND arg_MACHINE)
    set(elsewhere ON)
  elseif(MUSTER_TESTS STREQUAL "libc" AND is_of_other_folder)
    set(elsewhere ON)
  elseif(MUSTER_TESTS MATCHES "^sample-" AND is_of_other_folder AND arg_APP)
    muster_is_out_of_sample(elsewhere ${arg_APP})
  elseif(MUSTER_TESTS STREQUAL "el2" AND NOT "${arg_RUN}" MATCHES "--el[;=][23]")
    set(elsewhere ON)
  endif()
  set(${output} ${elsewhere} PARENT_SCOPE)
endfunction()

# muster_is_out_of_sample(OUTPUT APP): counts one more test of the program; sets OUTPUT to ON if it is
# not one of the sample. A hash of the program's name tells which half it belongs to.
function(muster_is_out_of_sample output app)
  string(MD5 hash ${app})
  if(hash MATCHES "^[02468ace]")
    set(half sample-1)
  else()
    set(half sample-2)
  endif()
  get_property(count GLOBAL PROPERTY MUSTER_TESTS_OF_${app})
  if(NOT count)
    set(count 0)
  endif()
  math(EXPR remainder "${count} % ${muster_sample_distance}")
  math(EXPR count "${count} + 1")
  set_property(GLOBAL PROPERTY MUSTER_TESTS_OF_${app} ${count})
  if(remainder OR NOT MUSTER_TESTS STREQUAL half)
    set(${output} ON PARENT_SCOPE)
  endif()
endfunction()

# muster_share_tests([ONCE] [TWICE] TEST...): labels tests that boot nothing, made by add_test(), as
# muster_add_test() does with its own.
function(muster_share_tests)
  cmake_parse_arguments(PARSE_ARGV 0 arg "ONCE;TWICE" "" "")
  set(shared "")
  foreach(word ONCE TWICE)
    if(arg_${word})
      list(APPEND shared ${word})
    endif()
  endforeach()
  muster_is_elsewhere(elsewhere ${shared})
  if(elsewhere)
    set_property(TEST ${arg_UNPARSED_ARGUMENTS} APPEND PROPERTY LABELS elsewhere)
  endif()
endfunction()

# muster_add_test(NAME name APP program [CPUS n...] [TIMEOUT s] [RUN option...] [ARGS word...]
#                 [EXPECT_STATUS n] [EXPECT_OUTPUT regex...] [EXPECT_ONCE regex...]
#                 [EXPECT_NO_OUTPUT regex...] [NO_RESULT_LINE] [REPEAT n] [JUDGE command...]
#                 [TOOLS_RUN] [MACHINE] [ONCE] [TWICE] [LONG])
# Boots the program once for each number of CPUs (default 4) and judges it by its exit status
# (default 0). The tests are called name, or name.cpusN when there are several numbers.
# EXPECT_...: what the console must show, or must not show, in addition. These, NO_RESULT_LINE and
# REPEAT are explained in test/lib/expect.py.
# JUDGE: a command to run instead of test/lib/expect.py; the command of the run is appended to it.
# TOOLS_RUN: that is tools/run with its options, to which the judge adds some of its own.
# MACHINE, ONCE, TWICE: not in every preset; see muster_is_elsewhere().
# RUN: options for tools/run. ARGS: the application's arguments.
# LONG: the test runs only with tools/test --all.
# "@CPUS@" in any of these stands for the number of CPUs.
function(muster_add_test)
  cmake_parse_arguments(PARSE_ARGV 0 arg "LONG;MACHINE;NO_RESULT_LINE;ONCE;TOOLS_RUN;TWICE"
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
  set(shared "")
  foreach(word MACHINE ONCE TWICE)
    if(arg_${word})
      list(APPEND shared ${word})
    endif()
  endforeach()
  list(LENGTH arg_CPUS count)
  math(EXPR ctest_timeout "(${arg_TIMEOUT} + 30) * ${arg_REPEAT}")

  set(expect ${MUSTER_PYTHON} -ESs ${MUSTER_SOURCE_DIR}/test/lib/expect.py
             --status ${arg_EXPECT_STATUS} --repeat ${arg_REPEAT} --timeout ${arg_TIMEOUT})
  foreach(kind "OUTPUT=--line" "ONCE=--once" "NO_OUTPUT=--no-line")
    string(REGEX MATCH "(.*)=(.*)" kind ${kind})
    foreach(regex IN LISTS arg_EXPECT_${CMAKE_MATCH_1})
      list(APPEND expect ${CMAKE_MATCH_2} "${regex}")
    endforeach()
  endforeach()
  if(arg_NO_RESULT_LINE)
    list(APPEND expect --no-result)
  endif()

  foreach(cpus IN LISTS arg_CPUS)
    set(test ${arg_NAME})
    if(count GREATER 1)
      string(APPEND test ".cpus${cpus}")
    endif()
    set(labels "")
    if(arg_LONG)
      list(APPEND labels long)
    else()
      muster_is_elsewhere(elsewhere ${shared} APP ${arg_APP} RUN ${arg_RUN})
      if(elsewhere)
        list(APPEND labels elsewhere)
      else()
        muster_build_for_default_tests(${arg_APP} ${arg_RUN})
      endif()
    endif()
    set(words ${arg_APP} --preset ${MUSTER_PRESET} --no-build --cpus ${cpus}
              --timeout ${arg_TIMEOUT} ${arg_RUN})
    if(DEFINED arg_ARGS)
      list(APPEND words -- ${arg_ARGS})
    endif()
    string(REPLACE "@CPUS@" ${cpus} words "${words}")
    if(arg_TOOLS_RUN)
      set(command ${arg_JUDGE} ${MUSTER_SOURCE_DIR}/tools/run ${words})
    else()
      muster_boot_command(file ${test} ${words})
      if(arg_JUDGE)
        set(command ${arg_JUDGE} ${MUSTER_SOURCE_DIR}/test/lib/boot ${arg_TIMEOUT} ${file})
      else()
        set(command ${expect} -- @${file})
      endif()
    endif()
    string(REPLACE "@CPUS@" ${cpus} command "${command}")
    add_test(NAME ${test} COMMAND ${command})
    # Large pages for the emulator's heap: it starts with 2,000 page faults less, of 5,000.
    set_tests_properties(${test} PROPERTIES TIMEOUT ${ctest_timeout} LABELS "${labels}"
                         ENVIRONMENT GLIBC_TUNABLES=glibc.malloc.hugetlb=1)
    if(cpus GREATER 64)
      set_tests_properties(${test} PROPERTIES PROCESSORS 2)
    endif()
  endforeach()
endfunction()

# muster_build_for_default_tests(APP [OPTION...]): the program, and the device tree in the options.
function(muster_build_for_default_tests app)
  add_dependencies(default-tests ${app})
  if("${ARGN}" MATCHES "${MUSTER_BIN_DIR}/dtb/([^;]*)[.]dtb")
    add_dependencies(default-tests dtb-${CMAKE_MATCH_1})
  endif()
endfunction()

# muster_boot_command(OUTPUT TEST WORD...): the file that will have the emulator's command, for these
# words of tools/run. Call muster_make_boot_commands() when all tests have been declared.
set(muster_boot_command_dir ${MUSTER_BIN_DIR}/tests)
function(muster_boot_command output test)
  list(TRANSFORM ARGN PREPEND " " OUTPUT_VARIABLE lines)
  list(JOIN lines "\n" lines)
  set_property(GLOBAL APPEND_STRING PROPERTY MUSTER_BOOT_COMMANDS "${test}\n${lines}\n\n")
  set(${output} ${muster_boot_command_dir}/${test} PARENT_SCOPE)
endfunction()

function(muster_make_boot_commands)
  get_property(text GLOBAL PROPERTY MUSTER_BOOT_COMMANDS)
  set(list ${CMAKE_CURRENT_BINARY_DIR}/boot-commands.txt)
  set(made ${CMAKE_CURRENT_BINARY_DIR}/boot-commands.stamp)
  file(GENERATE OUTPUT ${list} CONTENT "${text}")
  file(GLOB sources CONFIGURE_DEPENDS ${MUSTER_SOURCE_DIR}/tools/muster/*.py)
  add_custom_command(OUTPUT ${made}
    COMMAND ${MUSTER_PYTHON} ${MUSTER_SOURCE_DIR}/tools/muster boot-commands
            ${list} ${muster_boot_command_dir}
    COMMAND ${CMAKE_COMMAND} -E touch ${made}
    DEPENDS ${list} ${sources} VERBATIM)
  add_custom_target(boot-commands ALL DEPENDS ${made})
  add_dependencies(default-tests boot-commands)
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
