# SPDX-License-Identifier: MIT
# usage: cmake -DSOURCE=runtime/boot/main.c -DOUTPUT=FOLDER -P test/panic/boot_steps.cmake
#
# Makes, from the source of the boot list, what boot_list.c needs to panic after each of its lines:
# boot_steps.S, functions around those that the boot calls, and the names of the places;
# boot_steps.options, the linker's options that put them there.

# Functions that only read a value, and those that do not return.
set(no_steps counter_in_order clock_hz cpu_stack_top cpu_exception_stack_top arch_switch_stacks app_run)

file(STRINGS ${SOURCE} lines REGEX "^    [A-Za-z_.]+( = |\\()")
string(REGEX MATCHALL "[a-z_]+\\(" calls "${lines}")
list(TRANSFORM calls REPLACE "\\($" "")
list(REMOVE_ITEM calls ${no_steps})
list(LENGTH calls count)
if(count LESS 30)
  message(FATAL_ERROR "${SOURCE}: ${count} calls are not the boot list")
endif()

# What the entry code calls with the MMU off, and what a secondary CPU passes.
set(boot_cpu map_image ${calls})
set(secondary irqchip_starting_cpu set_cpu_online smp_call_open cpuhp_walk_up
    set_cpu_active)

set(number 0)
set(names "")
set(code "#include \"aarch64/asm.h\"\n    .text\n")
set(options "--wrap=muster_semihosting_exit\n--wrap=muster_arch_leave_machine\n")
macro(add_name name)
  string(APPEND names "    .quad 9f\n    .pushsection .rodata\n9:  .asciz \"${name}\"\n    .popsection\n")
  math(EXPR number "${number} + 1")
endmacro()
macro(wrap function name)
  string(APPEND options "--wrap=muster_${function}\n")
  string(APPEND code "
FUNCTION(__wrap_muster_${function})
    stp     x29, x30, [sp, #-16]!
    mov     x29, sp
    bl      __real_muster_${function}
    stp     x0, x1, [sp, #-16]!
    mov     w0, #${number}
    bl      boot_step_passed
    ldp     x0, x1, [sp], #16
    ldp     x29, x30, [sp], #16
    ret
END_FUNCTION(__wrap_muster_${function})
")
  add_name("${name}")
endmacro()

foreach(function IN LISTS boot_cpu)
  wrap(${function} "${function}, CPU 0")
endforeach()
set(first ${number})
foreach(function IN LISTS secondary)
  wrap(${function} "${function}, CPU 1")
endforeach()
string(APPEND options "--wrap=muster_secondary_start\n")
string(APPEND code "
FUNCTION(__wrap_muster_secondary_start)
    stp     x0, x30, [sp, #-16]!
    mov     w0, #${number}
    bl      boot_step_passed
    ldp     x0, x30, [sp], #16
    b       __real_muster_secondary_start
END_FUNCTION(__wrap_muster_secondary_start)
")
foreach(name secondary_start test:online app_main_percpu)
  add_name("${name}, CPU 1")
endforeach()
string(APPEND code "
    .section .data.rel.ro, \"aw\"
    .balign 8
    .global boot_step_names, boot_steps
boot_step_names:
${names}
boot_steps:
    .word   ${number}, ${first}
")

file(WRITE ${OUTPUT}/boot_steps.S.new "${code}")
file(WRITE ${OUTPUT}/boot_steps.options.new "${options}")
foreach(file boot_steps.S boot_steps.options)
  file(COPY_FILE ${OUTPUT}/${file}.new ${OUTPUT}/${file} ONLY_IF_DIFFERENT)
endforeach()
