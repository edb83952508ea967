/* SPDX-License-Identifier: MIT */
#include "aarch64/entry/exception_report.h"

#include <stdbool.h>

/* Says what an exception is. Runs with the MMU on or off: reads constants only, and calls nothing
 * of a libc. */

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

const char *exception_kind(const struct exception_frame *frame)
{
    return kinds[frame->vector & 0xff];
}

static const char *class_name(unsigned int class)
{
    const char *end = exception_classes + sizeof(exception_classes), *entry = exception_classes;

    while (entry < end) {
        if ((unsigned char)*entry++ == class)
            return entry;
        while (*entry++)
            ;
    }
    return "Reserved";
}

static void print_fault_status(const struct text_sink *sink, const struct exception_frame *frame)
{
    unsigned int status = ESR_FAULT_STATUS(frame->esr);
    bool is_data = ESR_EC(frame->esr) == EC_DATA_ABORT;

    text_printf(sink, "  %s", !is_data ? "fetch: " : (frame->esr & ESR_WNR) ? "write: " : "read: ");
    if (status < 16)
        text_printf(sink, "%s, level %u", walk_faults[status >> 2], status & 3);
    else if (status == FAULT_STATUS_EXTERNAL)
        text_printf(sink, "external abort: nothing answers at this address");
    else if (status == FAULT_STATUS_ALIGNMENT)
        text_printf(sink, "alignment fault");
    else if (status == FAULT_STATUS_TLB_CONFLICT)
        text_printf(sink, "TLB conflict");
    else
        text_printf(sink, "fault status 0x%x", status);
    if (!(frame->esr & ESR_FNV))
        text_printf(sink, " at 0x%016lx", (unsigned long)frame->far);
    text_printf(sink, "\n");
}

void print_syndrome(const struct text_sink *sink, const struct exception_frame *frame)
{
    unsigned int class = ESR_EC(frame->esr);

    text_printf(sink, "  ESR 0x%08lx", (unsigned long)frame->esr);
    if ((frame->vector & 0xff) != VECTOR_SYNC) {
        text_printf(sink, "\n");
        return;
    }
    text_printf(sink, ": %s (EC 0x%02x)\n", class_name(class), class);
    if (class == EC_DATA_ABORT || class == EC_INSTRUCTION_ABORT)
        print_fault_status(sink, frame);
}

void print_registers(const struct text_sink *sink, const struct exception_frame *frame)
{
    text_printf(sink, "  ELR 0x%016lx  FAR 0x%016lx  SP 0x%016lx  SPSR 0x%08lx\n",
                (unsigned long)frame->elr, (unsigned long)frame->far, (unsigned long)frame->sp,
                (unsigned long)frame->spsr);
    for (unsigned int i = 0; i < 31; i++)
        text_printf(sink, "  %s%u 0x%016lx%s", i < 10 ? " x" : "x", i, (unsigned long)frame->x[i],
                    i % 4 == 3 || i == 30 ? "\n" : "");
}
