# Makes HEADER from ASSEMBLY, the compiler's output: each line with ->NAME VALUE becomes a #define.
#   cmake -DASSEMBLY=... -DHEADER=... -P asm-offsets-header.cmake
file(STRINGS ${ASSEMBLY} lines REGEX "->[A-Z0-9_]+ ")
set(text "/* Made by cmake/asm-offsets-header.cmake: do not edit. */\n")
foreach(line IN LISTS lines)
  string(REGEX MATCH "->([A-Z0-9_]+) [#$]?([0-9-]+)" found "${line}")
  string(APPEND text "#define ${CMAKE_MATCH_1} ${CMAKE_MATCH_2}\n")
endforeach()
if(NOT lines)
  message(FATAL_ERROR "no definitions in ${ASSEMBLY}")
endif()
file(WRITE ${HEADER} "${text}")
