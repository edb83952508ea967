/* SPDX-License-Identifier: MIT */
#include <stdint.h>

#include <muster/app.h>
#include <muster/smp_call.h>

#include "args.h"
#include "check.h"
#include "rendezvous.h"

/*
 * usage: el2-trap-... CPU program|handler
 *
 * CPU reads a register that this program's entry code has made a trap to EL2, in the program or in
 * the handler of a cross call. EL1 must report it.
 */

/* Reads REVIDR_EL1. Defined in trap_registers.S. */
uint64_t read_revidr(void);

static void read_in_handler(void *unused)
{
    (void)unused;
    (void)read_revidr();
    CHECK(!"the read is reported");
}

int app_main_percpu(unsigned int cpu)
{
    static struct rendezvous all_here;
    unsigned int victim = arg_number(1);

    rendezvous(&all_here);
    if (arg_is(2, "program")) {
        if (cpu == victim) {
            (void)read_revidr();
            CHECK(!"the read is reported");
        }
    } else if (cpu == 0) {
        (void)smp_call_function_single(victim, read_in_handler, NULL, true);
    }
    spin_for_ever();
}
