/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_ARCH_FP_H
#define MUSTER_RUNTIME_ARCH_FP_H

#include <muster/linkage.h>

/* The arch contract: the FP and SIMD registers of a program that an interrupt handler
 * interrupts. */

/* Lets a handler use FP registers: the program's are saved when the handler first uses one, which
 * traps until then. On the interrupted CPU, before the handler. */
void arch_fp_set_aside(void) MUSTER_LINK_NAME(arch_fp_set_aside);
/* Puts the program's FP registers back, if they were saved. On the same CPU, after the handler. */
void arch_fp_bring_back(void) MUSTER_LINK_NAME(arch_fp_bring_back);

#endif
