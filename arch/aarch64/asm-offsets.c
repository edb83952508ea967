/* SPDX-License-Identifier: MIT */
/*
 * Passes layouts and constants from their C declarations to assembly. The file is compiled to
 * assembly and never linked; the build turns each "->NAME value" into a #define in asm-offsets.h.
 */
#include <stddef.h>

#include <muster/panic.h>

#include "aarch64/cpu/exception_frame.h"
#include "aarch64/cpu/fp_state.h"
#include "aarch64/cpu/last_conduit.h"
#include "aarch64/entry/suspend.h"
#include "arch/cpu.h"
#include "base/boot_record.h"
#include "boot/start.h"

#define DEFINE(name, value) __asm__ volatile("\n.ascii \"->" #name " %0\"" : : "i"(value))

void asm_offsets(void);
void asm_offsets(void)
{
    DEFINE(BOOT_ARGS_X0, offsetof(struct boot_args, x0));
    DEFINE(BOOT_ARGS_X2, offsetof(struct boot_args, x2));
    DEFINE(BOOT_ARGS_ENTRY_EL, offsetof(struct boot_args, entry_el));

    DEFINE(HWID_MASK, ARCH_HWID_MASK);
    DEFINE(BOOT_RECORDS_BYTES, sizeof(boot_records));
    DEFINE(BOOT_RECORD_BYTES, sizeof(struct boot_record));
    DEFINE(BOOT_RECORD_HWID, offsetof(struct boot_record, hwid));
    DEFINE(BOOT_RECORD_STACK_TOP, offsetof(struct boot_record, stack_top));
    DEFINE(BOOT_RECORD_EXCEPTION_STACK_TOP, offsetof(struct boot_record, exception_stack_top));
    DEFINE(BOOT_RECORD_PERCPU_OFFSET, offsetof(struct boot_record, percpu_offset));
    DEFINE(BOOT_RECORD_CPU, offsetof(struct boot_record, cpu));
    DEFINE(BOOT_RECORD_ENTRY_EL, offsetof(struct boot_record, entry_el));
    _Static_assert(offsetof(struct boot_record, exception_stack_top) ==
                       offsetof(struct boot_record, hwid) + 8,
                   "secondary_entry loads the two as a pair, from the first 16 bytes of a line");
    _Static_assert(offsetof(struct boot_record, thread_pointer) ==
                       offsetof(struct boot_record, percpu_offset) + 8,
                   "head.S loads both at once");

    DEFINE(SUSPEND_BYTES, sizeof(struct suspend_frame));
    DEFINE(SUSPEND_X19, offsetof(struct suspend_frame, x19_to_x30));
    DEFINE(SUSPEND_D8, offsetof(struct suspend_frame, d8_to_d15));
    DEFINE(SUSPEND_FPCR, offsetof(struct suspend_frame, fpcr));
    DEFINE(SUSPEND_RESUMED, SUSPEND_RESUMED);
    _Static_assert(offsetof(struct suspend_frame, fpsr) == offsetof(struct suspend_frame, fpcr) + 8,
                   "suspend.S stores the two as a pair");

    DEFINE(FRAME_BYTES, sizeof(struct exception_frame));
    DEFINE(FRAME_X0, offsetof(struct exception_frame, x));
    DEFINE(FRAME_ELR, offsetof(struct exception_frame, elr));
    DEFINE(FRAME_ESR, offsetof(struct exception_frame, esr));
    DEFINE(FRAME_RECORD, offsetof(struct exception_frame, frame_record));
    DEFINE(FRAME_VECTOR, offsetof(struct exception_frame, vector));
    DEFINE(FRAME_HANDLER_SP, offsetof(struct exception_frame, handler_sp));
    DEFINE(LAST_CONDUIT_NONE, LAST_CONDUIT_NONE);
    DEFINE(LAST_CONDUIT_HVC, LAST_CONDUIT_HVC);
    DEFINE(PSCI_FN_SYSTEM_OFF, PSCI_FN_SYSTEM_OFF);

    DEFINE(FP_STATE_FPCR, offsetof(struct fp_state, fpcr));
    DEFINE(FP_STATE_V, offsetof(struct fp_state, v));

    DEFINE(VECTOR_FROM_HANDLER, VECTOR_FROM_HANDLER);
    DEFINE(VECTOR_FROM_PROGRAM, VECTOR_FROM_PROGRAM);
    DEFINE(VECTOR_FROM_LOWER_EL, VECTOR_FROM_LOWER_EL);
    DEFINE(VECTOR_FROM_LOWER_AARCH32, VECTOR_FROM_LOWER_AARCH32);
    DEFINE(VECTOR_SYNC, VECTOR_SYNC);
    DEFINE(VECTOR_IRQ, VECTOR_IRQ);
    DEFINE(VECTOR_FIQ, VECTOR_FIQ);
    DEFINE(VECTOR_SERROR, VECTOR_SERROR);

    DEFINE(MUSTER_PANIC_EXIT_STATUS_ASM, MUSTER_PANIC_EXIT_STATUS);
}
