/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_BOOT_RECORD_H
#define MUSTER_RUNTIME_BOOT_RECORD_H

#include <stdint.h>

#include <muster/linkage.h>

/*
 * What a CPU is started with: its physical address goes through the firmware as the context id.
 *
 * The control CPU writes it while the CPU is off, and publishes it to memory. The CPU reads
 * exception_stack_top before its MMU is on, everything else afterwards. From CPU_ON on, each field
 * has the writer named beside it.
 *
 * The handshake, a word that both sides change by compare-and-swap:
 *
 *   IDLE --control--> KICKED --the CPU, on arrival--> ALIVE --the CPU--> DONE
 *                        \                              |\------the CPU--> FAILED
 *                         \--control, time-out-----------+---------------> CANCELLED
 *
 * DONE: the CPU has reached its target state. FAILED: it could not, has undone its own states and
 * turns itself off; `error` says why. CANCELLED: given up by the control CPU. Before its arrival
 * it has touched nothing but its exception stack, and parks when it comes; after it, it undoes its
 * own states when it gets to the end, and parks.
 */
enum boot_handshake {
    BOOT_IDLE,
    BOOT_KICKED,
    BOOT_ALIVE,
    BOOT_DONE,
    BOOT_FAILED,
    BOOT_CANCELLED,
};

struct boot_record {
    uint64_t stack_top;           /* SP_EL0 */
    uint64_t exception_stack_top; /* SP_ELx */
    uint64_t percpu_offset;       /* TPIDR_EL1 */
    uint64_t thread_pointer;      /* TPIDR_EL0 */
    uint32_t cpu;                 /* TPIDRRO_EL0 */
    uint32_t entry_el;            /* the CPU: the EL it came in at */
    uint32_t handshake;           /* both: enum boot_handshake */
    int32_t error;                /* the CPU, before FAILED: negative errno */
} __attribute__((aligned(64)));

_Static_assert(sizeof(struct boot_record) == 64, "a boot record is one cache line");

/* The boot record of possible CPU @p cpu. */
struct boot_record *boot_record_of(unsigned int cpu) MUSTER_LINK_NAME(boot_record_of);

#endif
