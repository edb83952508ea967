/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_AARCH64_LAST_CONDUIT_H
#define MUSTER_AARCH64_LAST_CONDUIT_H

#include <stdint.h>

#include <muster/linkage.h>

/* How leave_machine.S turns the machine off when no C code can run any more. */

#define PSCI_FN_SYSTEM_OFF 0x84000008u

/* The conduit of a firmware that has SYSTEM_OFF. The boot CPU sets and publishes it while it is
 * alone. */
enum last_conduit { LAST_CONDUIT_NONE, LAST_CONDUIT_HVC, LAST_CONDUIT_SMC };
extern uint32_t last_conduit MUSTER_LINK_NAME(last_conduit) MUSTER_IN_THIS_PROGRAM;

#endif
