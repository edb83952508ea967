/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <string.h>

#include <muster/console.h>
#include <muster/smp.h>

#include "aarch64/cpu/exception_frame.h"
#include "aarch64/cpu/fp_state.h"
#include "aarch64/cpu/image_layout.h"
#include "aarch64/cpu/sysreg.h"
#include "arch/cpu.h"
#include "arch/mmu.h"
#include "console/console.h"
#include "console/panic.h"
#include "cpu/percpu_areas.h"
#include "irq/irq.h"

/*
 * Handles an exception after vectors.S has saved the registers. An NMI goes to the runtime. A
 * handler's first FP instruction has the program's FP registers saved. A faulting instruction that
 * is in the fix-up table continues where the table says. Any other exception is reported and ends
 * the program.
 */

/* The classes of exceptions in AArch64 state, ESR_ELx.EC (Arm ARM D17.2.37): each name follows its
 * number. */
/* clang-format would join the lines. */
/* clang-format off */
static const char exception_classes[] =
    "\x00" "Unknown or undefined instruction\0"
    "\x01" "Trapped WFI or WFE\0"
    "\x07" "Trapped FP or SIMD\0"
    "\x09" "Trapped pointer authentication\0"
    "\x0a" "Trapped LD64B or ST64B\0"
    "\x0d" "Branch target exception\0"
    "\x0e" "Illegal execution state\0"
    "\x15" "SVC\0"
    "\x16" "HVC\0"
    "\x17" "SMC\0"
    "\x18" "Trapped MSR, MRS or system instruction\0"
    "\x19" "Trapped SVE\0"
    "\x1a" "Trapped ERET\0"
    "\x1c" "Pointer authentication failure\0"
    "\x1d" "Trapped SME\0"
    "\x20" "Instruction abort from a lower EL\0"
    "\x21" "Instruction abort\0"
    "\x22" "PC alignment fault\0"
    "\x24" "Data abort from a lower EL\0"
    "\x25" "Data abort\0"
    "\x26" "SP alignment fault\0"
    "\x27" "Memory copy or set exception\0"
    "\x2c" "Trapped FP exception\0"
    "\x2f" "SError interrupt\0"
    "\x30" "Breakpoint from a lower EL\0"
    "\x31" "Breakpoint\0"
    "\x32" "Software step from a lower EL\0"
    "\x33" "Software step\0"
    "\x34" "Watchpoint from a lower EL\0"
    "\x35" "Watchpoint\0"
    "\x3c" "BRK instruction";
/* clang-format on */

#define EC_TRAPPED_FP 0x07
#define EC_INSTRUCTION_ABORT 0x21
#define EC_DATA_ABORT 0x25
#define ESR_EC(esr) (((esr) >> ESR_EC_SHIFT) & 0x3f)
#define ESR_FAULT_STATUS(esr) ((esr)&0x3f)
#define ESR_FNV (1 << 10)
#define ESR_WNR (1 << 6)

/* The fault status by its upper bits. The lower two bits are the level of the table walk. */
static const char walk_faults[][20] = {
    "address size fault",
    "translation fault",
    "access flag fault",
    "permission fault",
};
#define FAULT_STATUS_EXTERNAL 0x10
#define FAULT_STATUS_ALIGNMENT 0x21
#define FAULT_STATUS_TLB_CONFLICT 0x30

static const char kinds[][24] = {
    [VECTOR_SYNC] = "Synchronous exception",
    [VECTOR_IRQ] = "IRQ",
    [VECTOR_FIQ] = "FIQ",
    [VECTOR_SERROR] = "SError",
};

static const char *class_name(unsigned int class)
{
    const char *end = exception_classes + sizeof(exception_classes);
    for (const char *entry = exception_classes; entry < end; entry += strlen(entry + 1) + 2)
        if ((unsigned char)entry[0] == class)
            return entry + 1;
    return "Reserved";
}

static void print_fault_status(const struct exception_frame *frame)
{
    unsigned int status = ESR_FAULT_STATUS(frame->esr);
    bool is_data = ESR_EC(frame->esr) == EC_DATA_ABORT;

    console_printf("  %s", !is_data ? "fetch: " : (frame->esr & ESR_WNR) ? "write: " : "read: ");
    if (status < 16)
        console_printf("%s, level %u", walk_faults[status >> 2], status & 3);
    else if (status == FAULT_STATUS_EXTERNAL)
        console_printf("external abort: nothing answers at this address");
    else if (status == FAULT_STATUS_ALIGNMENT)
        console_printf("alignment fault");
    else if (status == FAULT_STATUS_TLB_CONFLICT)
        console_printf("TLB conflict");
    else
        console_printf("fault status 0x%x", status);
    if (!(frame->esr & ESR_FNV))
        console_printf(" at 0x%016lx", (unsigned long)frame->far);
    console_printf("\n");
}

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
    unsigned int class = ESR_EC(frame->esr);
    unsigned int kind = frame->vector & 0xff;

    if (kind == VECTOR_SYNC) {
        console_printf("  ESR 0x%08lx: %s (EC 0x%02x)\n", (unsigned long)frame->esr,
                       class_name(class), class);
        if (class == EC_DATA_ABORT || class == EC_INSTRUCTION_ABORT)
            print_fault_status(frame);
        print_overflow(frame);
    } else {
        console_printf("  ESR 0x%08lx\n", (unsigned long)frame->esr);
    }
    console_printf("  ELR 0x%016lx  FAR 0x%016lx  SP 0x%016lx  SPSR 0x%08lx\n",
                   (unsigned long)frame->elr, (unsigned long)frame->far, (unsigned long)frame->sp,
                   (unsigned long)frame->spsr);
    for (unsigned int i = 0; i < 31; i++)
        console_printf("%s%s%u 0x%016lx%s", i % 4 ? "  " : "  ", i < 10 ? " x" : "x", i,
                       (unsigned long)frame->x[i], i % 4 == 3 || i == 30 ? "\n" : "");
}

static bool fix_up(struct exception_frame *frame)
{
    for (const struct fixup *entry = fixups_start; entry < fixups_end; entry++) {
        if ((uintptr_t)&entry->instruction + (uintptr_t)(intptr_t)entry->instruction ==
            frame->elr) {
            frame->elr = (uintptr_t)&entry->resume + (uintptr_t)(intptr_t)entry->resume;
            return true;
        }
    }
    return false;
}

static const char *reason_of(const struct exception_frame *frame)
{
    unsigned int kind = frame->vector & 0xff;
    unsigned int source = (unsigned int)frame->vector >> 8, owner;

    if (source == VECTOR_FROM_HANDLER)
        return "exception while another one was being handled";
    if (source == VECTOR_FROM_LOWER_EL || source == VECTOR_FROM_LOWER_AARCH32)
        return "exception from a lower exception level";
    if (overflowed_stack_bytes(frame, &owner))
        return "stack overflow";
    return kinds[kind];
}

/* Writes the CPU's number back to TPIDRRO_EL0, which vector_from_handler in vectors.S has used as a
 * scratch register. */
static void restore_processor_id(void)
{
    int cpu = arch_caches_on() ? get_logical_index(arch_hwid()) : 0;
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
    if ((frame->vector & 0xff) == VECTOR_SYNC && fix_up(frame))
        return;
    if (is_data_abort(frame))
        console_give_up_port(frame->far); /* the report does without it */
    if (arch_caches_on())
        fp_save_for_handler(); /* the report may use FP registers */
    panic_with_report(reason_of(frame), print_frame, frame);
}
