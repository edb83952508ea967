/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_BOOT_RECORD_H
#define MUSTER_RUNTIME_BOOT_RECORD_H

#include <stdint.h>

#include <muster/cpumask.h>
#include <muster/linkage.h>

/*
 * What a CPU is started with: its physical address goes through the firmware as the context id.
 *
 * A control CPU writes it once it has claimed it, and publishes it to memory. The CPU reads hwid
 * and exception_stack_top before its MMU is on, everything else afterwards. From CPU_ON on, each
 * field has the writer named beside it.
 *
 * The handshake, a word that both sides change by compare-and-swap:
 *
 *   IDLE ---control---> CLAIMED ---control---> KICKED ---CPU---> ALIVE ---CPU---> DONE
 *    ^                     ^                     |               |    |             |
 *    | control: it is off  | control             | control,      |    | CPU: cannot | CPU, going
 *    |                     |                     | time-out      |    | come up     | down
 *    |                     |                     v               |    v             |
 *    |                     +---------------- CANCELLED           |  DEAD <----------+
 *    |                     |                     | CPU, late     |   |  |
 *    |                     |                     v               |   |  | CPU: the firmware does
 *    |                     +----------------- PARKED <-----------|---|--+ not turn it off
 *    |                     |                     ^ CPU           |   |
 *    |                     |                     +---- HUNG <----+   |
 *    |                     +-----------------------------------------+ control: it is off
 *    +---------------------------------------------------------------+
 *
 * IDLE       the CPU is off, and nobody has it in hand
 * CLAIMED    one control CPU has it in hand: it alone writes the record
 * KICKED     CPU_ON has been called, or a parked CPU woken, or is about to be
 * ALIVE      the CPU has arrived and goes through its states
 * DONE       it has come to the end of them, or has stopped half-way (`error`)
 * DEAD       it has undone its own states and turns itself off; `error` says why, 0 on a way down
 * CANCELLED  given up before it arrived: it has touched nothing but its stacks
 * HUNG       given up after it arrived: it undoes its states when it gets to the end of them
 * PARKED     it waits for KICKED in the runtime
 *
 * A CPU that arrives and finds IDLE, CANCELLED or DEAD was started late or for no reason: it parks.
 * test/model has all this as a model, which is checked for every order of events.
 */
enum boot_handshake {
    BOOT_IDLE,
    BOOT_CLAIMED,
    BOOT_KICKED,
    BOOT_ALIVE,
    BOOT_DONE,
    BOOT_DEAD,
    BOOT_CANCELLED,
    BOOT_HUNG,
    BOOT_PARKED,
};

struct boot_record {
    uint64_t hwid;                /* whose it is: a CPU that gets another's sleeps for good */
    uint64_t exception_stack_top; /* SP_ELx */
    uint64_t stack_top;           /* SP_EL0; the CPU, in a power-down state: what it has saved */
    uint64_t percpu_offset;       /* TPIDR_EL1 */
    uint64_t thread_pointer;      /* TPIDR_EL0 */
    uint32_t cpu;                 /* TPIDRRO_EL0 */
    uint32_t entry_el;            /* the CPU: the EL it came in at */
    uint32_t handshake;           /* both: enum boot_handshake */
    int32_t error;                /* the CPU, before DONE and DEAD: negative errno */
    uint32_t origin;              /* control: the handshake that it was claimed from */
    uint32_t control_cpu;         /* control: who has claimed it last */
} __attribute__((aligned(64)));

_Static_assert(sizeof(struct boot_record) == 64, "a boot record is one cache line");

/* By logical CPU. An array in the image, so that entry code can tell a record from anything else
 * that a firmware may hand over. */
extern struct boot_record
    boot_records[NR_CPUS] MUSTER_LINK_NAME(boot_records) MUSTER_IN_THIS_PROGRAM;

#endif
