/* SPDX-License-Identifier: MIT */
#include "aarch64/entry/refuse.h"
#include "arch/cpu.h"
#include "console/panic_uncached.h"

/* Ends a program that is compiled for another CPU. */

void refuse_boot_cpu(void)
{
    panic_uncached("the program is compiled for FEAT_%s, which this CPU does not have: compile it "
                   "with another -march or -mcpu",
                   arch_missing_part());
}
