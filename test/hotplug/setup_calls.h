/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_TEST_SETUP_CALLS_H
#define MUSTER_TEST_SETUP_CALLS_H

#include <stdbool.h>

#include <muster/cpuhp.h>

/* The calls that the callbacks of hotplug-setup have got, in their order. */

#define CPUS 4
#define FAILURE (-EPROTO)

/*
 * Notes a call of a callback for @p cpu. @p thing is 0 for a state, or the number of an instance.
 * Returns what the callback returns: the error of fail_once() if the call is the one meant.
 */
int note(unsigned int cpu, int thing, bool startup);

/* Has the next call of this kind fail with @p error. */
void fail_once(unsigned int cpu, int thing, bool startup, int error);

/* Checks that the next call not yet checked was for @p cpu, and ran on the CPU @p on. */
void expect(unsigned int cpu, unsigned int on, int thing, bool startup);

/* The same for the CPUs from @p first to @p last, in this order: each on itself, or with @p here
 * on the caller. */
void expect_all(int first, int last, bool here, int thing, bool startup);

/* Checks that all calls have been checked, and begins anew. */
void forget(void);

/* Returns true if the callbacks of @p state run on the control CPU. */
bool is_here(enum cpuhp_state state);

/* The cases with instances of a state in this section. */
void check_instances(enum cpuhp_state section);

#endif
