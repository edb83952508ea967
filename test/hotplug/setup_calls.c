/* SPDX-License-Identifier: MIT */
#include "setup_calls.h"

#include <muster/smp.h>

#include "check.h"

#define MAX_CALLS 64

struct call {
    unsigned int cpu, on; /* for whom, and where */
    int thing;            /* 0 for a state, or the number of the instance */
    bool startup;
};
static struct call calls[MAX_CALLS]; /* one CPU calls at a time, which the runtime orders */
static unsigned int call_count, checked;

/* The call that is to fail, once, or always. */
static struct {
    unsigned int cpu;
    int thing;
    bool startup, is_set;
    int error;
} failure;

int note(unsigned int cpu, int thing, bool startup)
{
    CHECK(call_count < MAX_CALLS);
    calls[call_count++] = (struct call){cpu, smp_processor_id(), thing, startup};
    if (!failure.is_set || failure.cpu != cpu || failure.thing != thing ||
        failure.startup != startup)
        return 0;
    failure.is_set = false;
    return failure.error;
}

void fail_once(unsigned int cpu, int thing, bool startup, int error)
{
    failure.cpu = cpu;
    failure.thing = thing;
    failure.startup = startup;
    failure.error = error;
    failure.is_set = true;
}

void forget(void)
{
    CHECK(checked == call_count); /* nothing but what was expected */
    checked = call_count = 0;
}

void expect(unsigned int cpu, unsigned int on, int thing, bool startup)
{
    CHECK(checked < call_count);
    const struct call *call = &calls[checked++];
    CHECK(call->cpu == cpu && call->on == on);
    CHECK(call->thing == thing && call->startup == startup);
}

void expect_all(int first, int last, bool here, int thing, bool startup)
{
    for (int cpu = first, step = first <= last ? 1 : -1;; cpu += step) {
        expect((unsigned int)cpu, here ? smp_processor_id() : (unsigned int)cpu, thing, startup);
        if (cpu == last)
            break;
    }
}

bool is_here(enum cpuhp_state state)
{
    return state <= CPUHP_BRINGUP_CPU;
}
