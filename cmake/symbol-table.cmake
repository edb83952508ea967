# cmake -DCC=... [-DCC_TARGET=...] -DNM=... -P symbol-table.cmake --
#       LINK_COMMAND... -o PROGRAM ...
#
# Links a program that has a table of its own functions in it (SYMBOLS of muster_add_app()). CMake
# runs this script instead of the link command.
#
# The table is one of the objects that are linked, *-symbols.o. Only a link can tell which functions the program has
# and where they are. So the script links with an empty table, makes the table from the result and
# links again. The table is data, so no function should move; the script checks that none has.

cmake_policy(VERSION 3.25)

# ---- the table ----------------------------------------------------------------------------------

# functions_of(OUTPUT PROGRAM): sets OUTPUT to "address name" of each function, by address. The last
# entry is the end of all functions, without a name.
function(functions_of output program)
  execute_process(COMMAND ${NM} -n ${program} OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX MATCHALL "[0-9a-f]+ ([tTwW] [^\n]+|. __muster_text_end)" symbols "${symbols}")
  set(functions "")
  set(start "")
  set(last "")
  set(end "")
  foreach(symbol IN LISTS symbols)
    string(REGEX REPLACE " .*" "" address "${symbol}")
    string(REGEX REPLACE "^[^ ]+ . " "" name "${symbol}")
    if(name STREQUAL "_start")
      set(start ${address})
    endif()
    if(name STREQUAL "__muster_text_end")
      set(end ${address})
    elseif(start AND NOT end AND NOT name MATCHES "^(__muster_|\\$)" AND NOT address STREQUAL last)
      # The first of several names for one address is enough. Symbols before _start are the linker's
      # own, at address 0.
      set(last ${address})
      list(APPEND functions "${address} ${name}")
    endif()
  endforeach()
  if(NOT functions OR NOT end)
    message(FATAL_ERROR "${program} has no functions, says ${NM}")
  endif()
  set(${output} ${functions} "${end} " PARENT_SCOPE)
endfunction()

# assemble_table([FUNCTION...]): makes TABLE from entries of functions_of(), or an empty table. Its
# form is struct symbol_table of runtime/console/symbols.h. Offsets are relative to _start, where
# the image starts.
function(assemble_table)
  set(offsets "")
  set(names "")
  set(count 0)
  foreach(line IN LISTS ARGN)
    string(REGEX REPLACE " .*" "" address "${line}")
    string(REGEX REPLACE "^[^ ]+ " "" name "${line}")
    string(APPEND offsets "    .long 0x${address} - 0x${start}\n")
    if(NOT name STREQUAL "")
      string(APPEND names "    .asciz \"${name}\"\n")
      math(EXPR count "${count} + 1")
    endif()
  endforeach()
  string(REGEX REPLACE "\\.o$" ".S" source ${TABLE})
  file(WRITE ${source} "/* Made by cmake/symbol-table.cmake. */
    .section .muster_symbols, \"aw\"
    .balign 8
    .quad offsets, names, ${count}, muster_symbols_print_name
    .section .rodata.muster_symbols, \"a\"
    .balign 4
offsets:\n${offsets}names:\n${names}")
  set(target "")
  if(CC_TARGET)
    set(target --target=${CC_TARGET})
  endif()
  execute_process(COMMAND ${CC} ${target} -c ${source} -o ${TABLE} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

# ---- the link -----------------------------------------------------------------------------------

# read_arguments(): sets command, program and TABLE, the object, from what follows "--".
function(read_arguments)
  set(own TRUE)
  math(EXPR last "${CMAKE_ARGC} - 1")
  foreach(i RANGE ${last})
    if(NOT own)
      string(REPLACE ";" "\\;" word "${CMAKE_ARGV${i}}")
      list(APPEND command "${word}")
    elseif(CMAKE_ARGV${i} STREQUAL "--")
      set(own FALSE)
    endif()
  endforeach()
  list(FIND command "-o" place)
  math(EXPR place "${place} + 1")
  list(GET command ${place} program)
  set(TABLE ${command})
  list(FILTER TABLE INCLUDE REGEX "-symbols[.]o$")
  set(command "${command}" PARENT_SCOPE)
  set(program "${program}" PARENT_SCOPE)
  set(TABLE "${TABLE}" PARENT_SCOPE)
endfunction()

function(link)
  execute_process(COMMAND ${command} RESULT_VARIABLE status)
  if(status)
    file(REMOVE ${program})
    message(FATAL_ERROR "${program} does not link (see above)")
  endif()
endfunction()

read_arguments()
assemble_table()
link()
functions_of(functions ${program})
list(GET functions 0 start)
string(REGEX REPLACE " .*" "" start ${start})
assemble_table(${functions})
link()
functions_of(functions_now ${program})
if(NOT functions STREQUAL functions_now)
  file(REMOVE ${program})
  message(FATAL_ERROR "${program}: the table of its functions has moved them, and so names them "
                      "wrongly: build it without SYMBOLS, and report this")
endif()
