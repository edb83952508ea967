/* SPDX-License-Identifier: MIT */
#include <muster/panic.h>

#include "aarch64/entry/refuse.h"
#include "arch/cpu.h"

/* Ends a program that is compiled for another CPU. */

void refuse_boot_cpu(void)
{
    panic("the program is compiled for FEAT_%s, which this CPU does not have: compile it with "
          "another -march or -mcpu",
          arch_missing_part());
}
