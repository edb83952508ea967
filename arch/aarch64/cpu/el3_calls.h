/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_AARCH64_EL3_CALLS_H
#define MUSTER_AARCH64_EL3_CALLS_H

/*
 * What the runtime's own EL3 (el3.S) and the levels below it share, for C and assembly.
 *
 * The calls are SMCs with these functions in w0, in SMCCC's range for the calls of an OEM (DEN0028
 * 6.1). They change x0 alone. They are the machine's own program talking to itself: no secure world
 * is there that they could harm.
 */
#define EL3_READ32 0xc3004d00         /* x1 = physical address: returns the device register there */
#define EL3_WRITE32 0xc3004d01        /* x1 = physical address, w2 = what to write there */
#define EL3_SET_COUNTER_HZ 0xc3004d02 /* x1 = what the calling CPU's CNTFRQ_EL0 is to hold */

/* What x0 of a CPU holds that halts at EL3, where it can say nothing: "MUST" and a number. */
#define EL3_HALT_EXCEPTION 0x4d55535400000001
#define EL3_HALT_NO_SLOT 0x4d55535400000002

#endif
