/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_BOOT_RECORD_H
#define MUSTER_RUNTIME_BOOT_RECORD_H

#include <stdint.h>

#include <muster/cpumask.h>
#include <muster/linkage.h>

/*
 * The boot record: what a CPU that is started needs to find its own stack, variables and number.
 * The record's physical address goes through the firmware to the new CPU as PSCI's context id.
 *
 * A control CPU claims the record, fills it in and publishes it to memory. The new CPU reads hwid
 * and exception_stack_top before its MMU is on, and everything else afterwards. From CPU_ON on,
 * each field is written only by the CPU named beside it.
 *
 * `handshake` is a word that the control CPU and the new CPU change by compare-and-swap:
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
 *   IDLE       the CPU is off, and no control CPU has claimed the record
 *   CLAIMED    one control CPU has claimed the record, and only that CPU writes it
 *   KICKED     the control CPU has called CPU_ON or woken the parked CPU, or is about to
 *   ALIVE      the new CPU has arrived and goes through its hotplug states
 *   DONE       the new CPU has reached its last state, or has stopped half-way (`error`)
 *   DEAD       the CPU has undone its own states and turns itself off; `error` says why it failed,
 *              and is 0 on a way down
 *   CANCELLED  the control CPU gave up before the new CPU arrived: the new CPU has used nothing
 *              except its stacks
 *   HUNG       the control CPU gave up after the new CPU arrived: the new CPU undoes its states
 *              when it reaches the end of them
 *   PARKED     the CPU waits for KICKED inside the runtime
 *
 * A CPU that arrives and finds IDLE, CANCELLED, HUNG or DEAD parks: it came too late, or no control
 * CPU asked for it. test/model holds this protocol as a model, which is checked for every order of
 * events.
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
    uint64_t hwid;                /* the CPU's MPIDR; another CPU sleeps for good */
    uint64_t exception_stack_top; /* SP_ELx */
    uint64_t stack_top;           /* SP_EL0; in a power-down state, the CPU's saved context */
    uint64_t percpu_offset;       /* TPIDR_EL1 */
    uint64_t thread_pointer;      /* TPIDR_EL0 */
    uint32_t cpu;                 /* TPIDRRO_EL0 */
    uint32_t entry_el;            /* by the new CPU: the exception level it entered at */
    uint32_t handshake;           /* by both: enum boot_handshake */
    int32_t error;                /* by the new CPU, before DONE and DEAD: negative errno */
    uint32_t origin;              /* by the control CPU: `handshake` before CLAIMED */
    uint32_t control_cpu;         /* by the control CPU: its own number, when it claims */
} __attribute__((aligned(64)));

_Static_assert(sizeof(struct boot_record) == 64, "a boot record is one cache line");

/* The record of each logical CPU. The array is in the image, so that the entry code can tell a
 * record's address from any other value that a firmware may hand over. */
extern struct boot_record
    boot_records[NR_CPUS] MUSTER_LINK_NAME(boot_records) MUSTER_IN_THIS_PROGRAM;

#endif
