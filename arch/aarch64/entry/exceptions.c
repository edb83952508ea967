/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include <muster/console.h>
#include <muster/smp.h>

#include "aarch64/cpu/exception_frame.h"
#include "aarch64/cpu/fp_state.h"
#include "aarch64/cpu/image_layout.h"
#include "aarch64/cpu/sysreg.h"
#include "aarch64/entry/exception_report.h"
#include "aarch64/entry/spurious_fault.h"
#include "arch/cpu.h"
#include "console/panic.h"
#include "console/port.h"
#include "cpu/percpu_areas.h"
#include "irq/irq.h"

/*
 * Handles an exception of a CPU with its MMU on, after vectors.S has saved the registers. An NMI
 * goes to the runtime. A translation fault at an address that is mapped by now is retried. A
 * handler's first FP instruction has the program's FP registers saved. A
 * faulting instruction that is in the fix-up table continues where the table says. Any other
 * exception is reported and ends the program.
 */

#define INSTRUCTION_BYTES 4

/* Returns true if FAR has the address of a load or store that failed. */
static bool is_data_abort(const struct exception_frame *frame)
{
    return (frame->vector & 0xff) == VECTOR_SYNC && ESR_EC(frame->esr) == EC_DATA_ABORT &&
           !(frame->esr & ESR_FNV);
}

/* Returns the size of the stack that the program has left at its end, or 0. Sets @p owner to its
 * CPU. */
static size_t overflowed_stack_bytes(const struct exception_frame *frame, unsigned int *owner)
{
    return is_data_abort(frame) ? stack_guard_owner(frame->far, owner) : 0;
}

static void print_overflow(const struct exception_frame *frame)
{
    unsigned int owner;
    size_t bytes = overflowed_stack_bytes(frame, &owner);

    if (bytes)
        console_printf("  below a stack of CPU %u, which has %lu bytes: stack=SIZE on the command "
                       "line makes the stacks larger\n",
                       owner, (unsigned long)bytes);
}

static void print_frame(const void *context)
{
    const struct exception_frame *frame = context;

    print_syndrome(&console_text, frame);
    print_overflow(frame);
    print_registers(&console_text, frame);
}

/* An HVC at EL2, which goes to EL2 itself, is the one instruction in the table that ELR does not
 * point at: ELR is behind it (Arm ARM D1.3.3). */
static bool fix_up(struct exception_frame *frame)
{
    uintptr_t instruction =
        frame->elr - (ESR_EC(frame->esr) == ESR_EC_HVC64 ? INSTRUCTION_BYTES : 0);

    for (const struct fixup *entry = fixups_start; entry < fixups_end; entry++) {
        if ((uintptr_t)&entry->instruction + (uintptr_t)(intptr_t)entry->instruction ==
            instruction) {
            frame->elr = (uintptr_t)&entry->resume + (uintptr_t)(intptr_t)entry->resume;
            return true;
        }
    }
    return false;
}

static const char *reason_of(const struct exception_frame *frame)
{
    unsigned int source = (unsigned int)frame->vector >> 8, owner;

    if (source == VECTOR_FROM_HANDLER)
        return "exception while another one was being handled";
    if (source == VECTOR_FROM_LOWER_EL || source == VECTOR_FROM_LOWER_AARCH32)
        return "exception from a lower exception level";
    if (overflowed_stack_bytes(frame, &owner))
        return "stack overflow";
    return exception_kind(frame);
}

/* Writes the CPU's number back to TPIDRRO_EL0, which vector_from_handler in vectors.S has used as a
 * scratch register. */
static void restore_processor_id(void)
{
    int cpu = get_logical_index(arch_hwid());
    __asm__ volatile("msr tpidrro_el0, %0" : : "r"((uint64_t)(cpu < 0 ? 0 : cpu)) : "memory");
}

void exception(struct exception_frame *frame)
{
    if (frame->vector >> 8 == VECTOR_FROM_HANDLER)
        restore_processor_id();
    if (frame->vector == (VECTOR_FROM_PROGRAM << 8 | VECTOR_FIQ) && nmi_dispatch(frame))
        return;
    if (frame->vector == (VECTOR_FROM_PROGRAM << 8 | VECTOR_SYNC) &&
        ESR_EC(frame->esr) == EC_TRAPPED_FP && fp_save_for_handler())
        return;
    if (is_spurious_fault(frame))
        return;
    if ((frame->vector & 0xff) == VECTOR_SYNC && fix_up(frame))
        return;
    if (is_data_abort(frame))
        console_give_up_port(frame->far); /* the report does without it */
    fp_save_for_handler();                /* the report may use FP registers */
    panic_with_report(reason_of(frame), print_frame, frame);
}
