# SPDX-License-Identifier: MIT
# The matrix of machines: a row is a machine of QEMU with its options, and runs each program of a list.

# The programs, with what follows the name of the test in muster_add_test(): arguments, and what the console
# and the exit status must be.
set(quiet EXPECT_NO_OUTPUT "^muster:")
set(machine_programs hello arrival cycles calls panic)
set(machine_app_hello hello ${quiet})
set(machine_app_arrival boot-arrival ARGS @CPUS@ ${quiet})
set(machine_app_cycles hotplug-cycles ARGS 20 1 ${quiet})
set(machine_app_calls call-many ARGS 20 ${quiet})
set(machine_app_panic panic-ends ARGS panics-everywhere EXPECT_STATUS 134
    EXPECT_ONCE "^muster: panic on CPU [0-9]+ \\(.*\\): all at once, this is CPU [0-9]+$" "^  back trace")

# machine_row(NAME PROGRAMS CPUS OPTIONS [further words of muster_add_test()...]): the programs on that machine
# with so many CPUs. hello says a line from each CPU.
function(machine_row name programs cpus options)
  foreach(program IN LISTS programs)
    set(words ${machine_app_${program}})
    if(program STREQUAL "hello")
      math(EXPR last "${cpus} - 1")
      set(lines "")
      foreach(cpu RANGE ${last})
        list(APPEND lines "^hello from CPU ${cpu} of ${cpus} \\(MPIDR 0x[0-9a-f]+\\)$")
      endforeach()
      list(APPEND words EXPECT_OUTPUT ${lines})
    endif()
    muster_add_test(NAME machine.${name}.${program} APP ${words} CPUS ${cpus} RUN ${options} ${ARGN})
  endforeach()
endfunction()

# ---- entered at EL3, below no firmware: all CPUs come at once ----------------------------------------------

#           name              programs         CPUs options
machine_row(virt.el3          "hello"          4    "--el;3;--cpu;max"                        MACHINE)
machine_row(virt.el3.gic2     "arrival"        8    "--el;3;--gic;2"                          MACHINE)
machine_row(virt.el3.no-el2   "arrival;cycles" 4    "--el;3;--gic;3;--cpu;max;--no-el2"       MACHINE)
machine_row(virt.el3.gicmax   "panic"          4    "--el;3;--gic;max;--cpu;max"              MACHINE)
# The elected CPU is another one from run to run, and with many CPUs most of them come late.
machine_row(virt.el3.many     "arrival"        64   "--el;3;--cpu;cortex-a72" LONG REPEAT 5)
machine_row(virt.el3.all      "arrival"        512  "--el;3;--mem;1G" LONG TIMEOUT 400)
machine_row(virt.el3.icount   "hello;calls"    4    "--el;3;--icount" LONG)
machine_row(virt.el3.single   "hello"          8    "--el;3;--thread;single" LONG REPEAT 5)

# ---- virt, each level and interrupt controller ------------------------------------------------------------

# VHE is EL2 of a build with MUSTER_STAY_AT_EL2.
foreach(cpu cortex-a53 max)
  foreach(gic 2 3 max)
    foreach(form elf img)
      foreach(el 1 2)
        machine_row(virt.el${el}.${cpu}.gic${gic}.${form} "${machine_programs}" 4
                    "--el;${el};--cpu;${cpu};--gic;${gic};--image;${form}" LONG)
      endforeach()
    endforeach()
    machine_row(virt.el3.${cpu}.gic${gic}.elf "${machine_programs}" 4
                "--el;3;--cpu;${cpu};--gic;${gic}" LONG)
    machine_row(virt.el3.no-el2.${cpu}.gic${gic}.elf "${machine_programs}" 4
                "--el;3;--no-el2;--cpu;${cpu};--gic;${gic}" LONG)
  endforeach()
endforeach()

# ---- other machines ----------------------------------------------------------------------------------------

# machine_elf_row(NAME CPUS STATUS OPTIONS [word...]): hello as an ELF file, which tools/run may have to move first.
function(machine_elf_row name cpus status options)
  math(EXPR last "${cpus} - 1")
  set(expect ${MUSTER_PYTHON} -ESs ${MUSTER_SOURCE_DIR}/test/lib/expect.py --status ${status})
  foreach(cpu RANGE ${last})
    list(APPEND expect --line "^hello from CPU ${cpu} of ${cpus} ")
  endforeach()
  muster_add_test(NAME machine.${name}.hello APP hello JUDGE ${expect} -- TOOLS_RUN
                  RUN --image elf ${options} ${ARGN})
endfunction()

machine_row(raspi3b.img "hello" 4 "--machine;raspi3b" ONCE)
machine_row(raspi3b.img "arrival;cycles;calls;panic" 4 "--machine;raspi3b" LONG)
machine_elf_row(raspi3b.elf 4 0 "--machine;raspi3b" ONCE)
# Of an ELF program there only CPU 0 enters, at EL3. No firmware is there that could turn the others on, which
# the console says.
machine_elf_row(xlnx-versal-virt.elf 1 125 "--machine;xlnx-versal-virt" LONG)
machine_row(xlnx-versal-virt.img "hello;arrival;cycles;calls" 2 "--machine;xlnx-versal-virt" LONG)
# With the tree of the kernel package, once it has been fetched: by tools/run --machine xlnx-zcu102.
if(EXISTS ${MUSTER_SOURCE_DIR}/build/deps/device-trees/VERSION)
  foreach(el 1 2)
    machine_elf_row(xlnx-zcu102.el${el}.elf 4 0 "--machine;xlnx-zcu102;--el;${el}" LONG)
    foreach(program hello arrival cycles calls panic)
      list(REMOVE_ITEM machine_app_${program} EXPECT_NO_OUTPUT "^muster:") # about an idle state of its tree
    endforeach()
    machine_row(xlnx-zcu102.el${el}.img "${machine_programs}" 4 "--machine;xlnx-zcu102;--el;${el}" LONG)
  endforeach()
  machine_row(xlnx-zcu102.secure.img "hello" 4 "--machine;xlnx-zcu102;--el;3;--image;img" LONG)
  machine_elf_row(xlnx-zcu102.el3.elf 1 125 "--machine;xlnx-zcu102;--el;3" LONG)
endif()
