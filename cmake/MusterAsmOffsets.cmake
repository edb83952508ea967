# SPDX-License-Identifier: MIT

# muster_asm_offsets(TARGET SOURCE HEADER)
# Makes HEADER from SOURCE: what the C file says with DEFINE() becomes #defines for assembly. SOURCE
# is compiled to assembly only, with TARGET's options.
function(muster_asm_offsets target source header)
  add_library(${target}_asm_offsets OBJECT ${source})
  target_link_libraries(${target}_asm_offsets PRIVATE muster_own muster_${MUSTER_LIBC})
  target_compile_options(${target}_asm_offsets PRIVATE -S)
  add_custom_command(
    OUTPUT ${header}
    COMMAND ${CMAKE_COMMAND} -DASSEMBLY=$<TARGET_OBJECTS:${target}_asm_offsets> -DHEADER=${header}
            -P ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/asm-offsets-header.cmake
    DEPENDS $<TARGET_OBJECTS:${target}_asm_offsets> ${target}_asm_offsets
            ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/asm-offsets-header.cmake
    COMMAND_EXPAND_LISTS VERBATIM)
endfunction()
