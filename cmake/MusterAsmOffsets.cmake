# SPDX-License-Identifier: MIT
# Passes constants and layouts from C to assembly.

# muster_asm_offsets(TARGET SOURCE HEADER)
# Makes HEADER from SOURCE: each DEFINE() of the C file becomes a #define for assembly. SOURCE is
# only compiled to assembly, with TARGET's options.
function(muster_asm_offsets target source header)
  add_library(${target}_asm_offsets OBJECT ${source})
  muster_compile_as_own(${target}_asm_offsets)
  target_link_libraries(${target}_asm_offsets PRIVATE muster_${MUSTER_LIBC})
  target_compile_options(${target}_asm_offsets PRIVATE -S)
  add_custom_command(
    OUTPUT ${header}
    COMMAND ${CMAKE_COMMAND} -DASSEMBLY=$<TARGET_OBJECTS:${target}_asm_offsets> -DHEADER=${header}
            -P ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/asm-offsets-header.cmake
    DEPENDS $<TARGET_OBJECTS:${target}_asm_offsets> ${target}_asm_offsets
            ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/asm-offsets-header.cmake
    COMMAND_EXPAND_LISTS VERBATIM)
endfunction()
