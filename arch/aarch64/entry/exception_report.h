/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_AARCH64_EXCEPTION_REPORT_H
#define MUSTER_AARCH64_EXCEPTION_REPORT_H

#include <muster/linkage.h>

#include "aarch64/cpu/exception_frame.h"
#include "aarch64/cpu/sysreg.h"
#include "console/text.h"

/* What is said of an exception, by exceptions.c and, with the MMU off, by early_exception.c. All of
 * it works with the MMU off. */

#define EC_TRAPPED_FP 0x07
#define EC_INSTRUCTION_ABORT 0x21
#define EC_DATA_ABORT 0x25
#define ESR_EC(esr) (((esr) >> ESR_EC_SHIFT) & 0x3f)
#define ESR_FAULT_STATUS(esr) ((esr)&0x3f)
#define ESR_FNV (1 << 10)
#define ESR_WNR (1 << 6)

/* Returns what came through the vector, of those that no lower exception level has caused. */
const char *exception_kind(const struct exception_frame *frame) MUSTER_LINK_NAME(exception_kind);
/* Prints ESR and its meaning. */
void print_syndrome(const struct text_sink *sink, const struct exception_frame *frame)
    MUSTER_LINK_NAME(print_syndrome);
/* Prints the registers of what was interrupted. */
void print_registers(const struct text_sink *sink, const struct exception_frame *frame)
    MUSTER_LINK_NAME(print_registers);

#endif
