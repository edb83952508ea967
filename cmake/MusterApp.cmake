# SPDX-License-Identifier: MIT
# Builds programs: muster_add_app() links an application with the runtime, the boards and the C
# library.

include(MusterLayout)

# Cached, because the functions below are also called from the folders of other projects.
set(MUSTER_BIN_DIR ${CMAKE_BINARY_DIR}/bin CACHE INTERNAL "Where the programs go")
set(MUSTER_IMAGE_SCRIPT_DIR ${CMAKE_BINARY_DIR} CACHE INTERNAL "Where the linker scripts go")

# Tells CMake how to link a whole archive; it knows that only for some systems, and Generic is none
# of them.
foreach(language C CXX)
  set(CMAKE_${language}_LINK_LIBRARY_USING_WHOLE_ARCHIVE
      LINKER:--whole-archive <LINK_ITEM> LINKER:--no-whole-archive CACHE INTERNAL "")
  set(CMAKE_${language}_LINK_LIBRARY_USING_WHOLE_ARCHIVE_SUPPORTED TRUE CACHE INTERNAL "")
endforeach()

set(MUSTER_CXX_SOURCE "\\.(cc|cpp|cxx|C)(;|$)" CACHE INTERNAL "How a list with C++ sources looks")

# muster_start_app_list(FILE): starts the file from which tools/run reads the names of the programs.
function(muster_start_app_list file)
  file(WRITE ${MUSTER_BIN_DIR}/${file} "")
  set_property(GLOBAL PROPERTY MUSTER_APP_LIST ${MUSTER_BIN_DIR}/${file})
endfunction()

# muster_linker_script(OUTPUT STACK_BYTES): makes the linker script of a program by a custom
# command.
function(muster_linker_script output stack_bytes)
  set(source ${MUSTER_IMAGE_SCRIPT})
  if(NOT MUSTER_LAYOUT)
    set(MUSTER_LAYOUT 0) # in a project that has the package
  endif()
  muster_layout_macros(layout ${MUSTER_LAYOUT})
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_C_COMPILER} -E -P -x c
            -DMUSTER_LINK_ADDRESS=${MUSTER_LINK_ADDRESS}
            -DMUSTER_STACK_BYTES=${stack_bytes}
            -DMUSTER_EXCEPTION_STACK_BYTES=${MUSTER_EXCEPTION_STACK_BYTES}
            -DMUSTER_IRQ_STACK_BYTES=${MUSTER_IRQ_STACK_BYTES}
            ${layout}
            ${source} -o ${output}
    DEPENDS ${source} VERBATIM)
endfunction()

# muster_name_sources(NAME): makes assertions name files relative to the top of the project, so that
# the program is the same wherever it is built.
function(muster_name_sources name)
  set(folders ${PROJECT_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR} ${CMAKE_BINARY_DIR})
  cmake_path(IS_PREFIX PROJECT_SOURCE_DIR ${CMAKE_CURRENT_SOURCE_DIR} is_below)
  if(is_below)
    list(REMOVE_AT folders 1)
  endif()
  foreach(folder IN LISTS folders)
    target_compile_options(${name} PRIVATE -fmacro-prefix-map=${folder}/=)
  endforeach()
endfunction()

# muster_link_with_symbols(NAME): puts a table of the program's functions into the program. A script
# (symbol-table.cmake) runs the link command twice and makes the table in between.
function(muster_link_with_symbols name)
  set(table ${CMAKE_CURRENT_BINARY_DIR}/${name}$<CONFIG>-symbols.o)
  set(maker ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/symbol-table.cmake)
  set(launcher "${CMAKE_COMMAND}" "-DCC=${CMAKE_C_COMPILER}"
               "-DCC_TARGET=${CMAKE_C_COMPILER_TARGET}" "-DNM=${CMAKE_NM}"
               -P "${maker}")
  list(JOIN launcher "\" \"" launcher)
  target_link_options(${name} PRIVATE ${table})
  set_property(TARGET ${name} APPEND PROPERTY LINK_DEPENDS ${maker})
  set_property(TARGET ${name} PROPERTY RULE_LAUNCH_LINK "\"${launcher}\" --")
endfunction()

# muster_use_linker_script(NAME STACK_BYTES): the program is linked with the script for that stack, of
# which there is one for all programs.
function(muster_use_linker_script name stack_bytes)
  set(script ${MUSTER_IMAGE_SCRIPT_DIR}/image-${stack_bytes}.ld)
  if(NOT TARGET image-script-${stack_bytes})
    muster_linker_script(${script} ${stack_bytes})
    add_custom_target(image-script-${stack_bytes} DEPENDS ${script})
  endif()
  add_dependencies(${name} image-script-${stack_bytes})
  set_property(TARGET ${name} APPEND PROPERTY LINK_DEPENDS ${script})
  target_link_options(${name} PRIVATE -Wl,-T,${script})
endfunction()

# muster_add_app(NAME SOURCES file... [STACK_BYTES n] [PRINTF double|integer] [SYMBOLS]
#                [LIBRARIES target...] [OPTIONS option...])
# Adds a program: the target NAME and the files bin/NAME.elf and bin/NAME.img; with a generator of
# several configurations, such as Ninja Multi-Config, bin/CONFIG/NAME.elf and bin/CONFIG/NAME.img.
# STACK_BYTES: the size of each CPU's stack, in whole 4 KiB pages.
# PRINTF: what printf and scanf can convert (default: double). Without %f and the like the program
# is some 6 KiB smaller.
# SYMBOLS: puts the names of the functions into the program, so that it prints them in back traces.
# MUSTER_SYMBOLS does so for all programs.
# OPTIONS: options for compiling its sources.
function(muster_add_app name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "SYMBOLS" "STACK_BYTES;PRINTF" "SOURCES;LIBRARIES;OPTIONS")
  if(arg_UNPARSED_ARGUMENTS OR NOT arg_SOURCES)
    message(FATAL_ERROR "muster_add_app(${name} SOURCES file...): ${arg_UNPARSED_ARGUMENTS}")
  endif()
  if(NOT arg_STACK_BYTES)
    set(arg_STACK_BYTES ${MUSTER_STACK_BYTES})
  endif()
  muster_check_number(arg_STACK_BYTES 8192 1073741824 4096)
  if("${arg_SOURCES}" MATCHES "${MUSTER_CXX_SOURCE}" AND NOT CMAKE_CXX_COMPILER_LOADED)
    message(FATAL_ERROR "muster_add_app(${name}): it has C++ sources, but C++ is not enabled: call "
                        "enable_language(CXX) before")
  endif()
  # CMake would leave them out without a message.
  if("${arg_SOURCES}" MATCHES "\\.(S|s|asm)(;|$)" AND NOT CMAKE_ASM_COMPILER_LOADED)
    message(FATAL_ERROR "muster_add_app(${name}): it has assembly, but that is not enabled: call "
                        "enable_language(ASM) before")
  endif()

  add_executable(${name} ${arg_SOURCES})
  set_target_properties(${name} PROPERTIES SUFFIX .elf RUNTIME_OUTPUT_DIRECTORY ${MUSTER_BIN_DIR})
  target_compile_options(${name} PRIVATE ${arg_OPTIONS})
  muster_name_sources(${name})
  # The runtime is linked as a whole archive, because drivers are found through section tables and
  # not by reference, and because the runtime's libc hooks must come before the libc's own.
  # --gc-sections drops what nothing uses.
  target_link_libraries(${name} PRIVATE ${arg_LIBRARIES})
  if(CMAKE_CXX_COMPILER_LOADED)
    muster_use_cxx(${name})
  endif()
  list(TRANSFORM MUSTER_BOARD_NAMES PREPEND muster::board- OUTPUT_VARIABLE boards)
  target_link_libraries(${name} PRIVATE ${boards} muster_runtime)
  # A property, because the program's libraries may link the runtime too.
  set_property(TARGET ${name} PROPERTY LINK_LIBRARY_OVERRIDE_muster_runtime WHOLE_ARCHIVE)
  muster_use_linker_script(${name} ${arg_STACK_BYTES})
  muster_printf(${name} "${arg_PRINTF}")
  if(arg_SYMBOLS OR MUSTER_SYMBOLS)
    muster_link_with_symbols(${name})
  endif()
  add_custom_command(TARGET ${name} POST_BUILD
    COMMAND ${CMAKE_OBJCOPY} -O binary $<TARGET_FILE:${name}>
            $<TARGET_FILE_DIR:${name}>/${name}.img VERBATIM)
  muster_sbom_target(${name})

  get_property(list GLOBAL PROPERTY MUSTER_APP_LIST)
  if(list)
    file(APPEND ${list} "${name}\n")
  endif()
endfunction()
