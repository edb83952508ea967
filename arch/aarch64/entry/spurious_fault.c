/* SPDX-License-Identifier: MIT */
#include "aarch64/entry/spurious_fault.h"

#include <muster/percpu.h>

#include "aarch64/cpu/translation.h"
#include "aarch64/entry/exception_report.h"

/*
 * Recognises a translation fault that is none any more. A CPU without FEAT_ETS2 may still take one
 * on an entry that another CPU has written before, with all its barriers, because the walk may
 * precede what orders the access after that (Arm ARM D8.2.6). Linux retries such accesses, too.
 */

#define FAULT_STATUS_LEVEL UINT64_C(0x3)
#define FAULT_STATUS_TRANSLATION 0x04

/* How often in a row one access to one address is made again. Once the entry has been read it can
 * be held by the TLB, so two would do. Without a bound, a CPU that contradicts itself would
 * hang. */
#define MAX_RETRIES 16

struct retries {
    uint64_t elr, far;
    unsigned int count;
};
static DEFINE_PER_CPU(struct retries, last_retries);

static bool is_translation_fault(const struct exception_frame *frame)
{
    return (frame->vector & 0xff) == VECTOR_SYNC && ESR_EC(frame->esr) == EC_DATA_ABORT &&
           !(frame->esr & ESR_FNV) &&
           (ESR_FAULT_STATUS(frame->esr) & ~FAULT_STATUS_LEVEL) == FAULT_STATUS_TRANSLATION;
}

/* Counts one more retry of the access. Returns false if it has had all. */
static bool may_retry(const struct exception_frame *frame)
{
    struct retries *last = this_cpu_ptr(&last_retries);

    if (last->elr != frame->elr || last->far != frame->far)
        *last = (struct retries){.elr = frame->elr, .far = frame->far};
    return last->count++ < MAX_RETRIES;
}

bool is_spurious_fault(const struct exception_frame *frame)
{
    if (!is_translation_fault(frame))
        return false;
    uint64_t par = read_par(); /* kept, since the fault may have interrupted a reader of it */
    bool is_valid = is_mapped(frame->far);
    write_par(par);
    return is_valid && may_retry(frame);
}
