/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_AARCH64_REFUSE_H
#define MUSTER_AARCH64_REFUSE_H

#include <muster/linkage.h>

/* Ends the program with a message that names a part of the architecture that it is compiled for and
 * the boot CPU lacks. Called by head.S with the MMU off. */
void refuse_boot_cpu(void) MUSTER_LINK_NAME(refuse_boot_cpu) __attribute__((noreturn));

#endif
