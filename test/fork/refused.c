/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <muster/app.h>
#include <muster/cpuhp.h>
#include <muster/fork.h>
#include <muster/order.h>
#include <muster/smp.h>

#include "args.h"
#include "check.h"
#include "wait.h"

/*
 * usage: fork-refused freed|valid|used, on three CPUs, with a cpuhp.timeout_ms to wait for
 *
 * CPU 1 opens its slot, and is given up before it says that it is up. Between the two CPU 2 claims
 * the slot, and is slow. CPU 1 does not wait for CPU 2: it parks, and comes up when it is wanted
 * again.
 * freed: CPU 2 goes on before that, and finds the slot closed.
 * valid: CPU 2 goes on after that, and gives its claim back.
 * used: CPU 2 goes on after that, sees that CPU 1 is up, and hands over its function.
 *
 * The linker's option --wrap puts a function before the look at the handshake, and the occupant's
 * opening is replaced (occupant.h).
 */

#define VICTIM 1
#define CLAIMER 2

/* As runtime/hotplug/occupant.h has it. */
struct occupant {
    void (*open)(unsigned int cpu, bool is_half_way);
    void (*others[4])(unsigned int cpu);
};
extern const struct occupant *occupant __asm__("muster_cpu_occupant");

bool real_is_done(unsigned int cpu) __asm__("__real_muster_handshake_is_done");
bool slow_is_done(unsigned int cpu) __asm__("__wrap_muster_handshake_is_done");

static struct occupant own;
static void (*real_open)(unsigned int cpu, bool is_half_way);

/* What happens, in this order. One CPU sets each step, with release, and another waits for it. */
enum step { NOTHING, ARMED, OPENED, CLAIMED, GIVEN_UP, TO_GO_ON, RESULT };
static uint32_t step;
static int claimers_result; /* of its muster_run_on(); before RESULT */

static void go_to(enum step next)
{
    smp_store_release(&step, next);
}

static void open_slowly(unsigned int cpu, bool is_half_way)
{
    real_open(cpu, is_half_way);
    if (cpu != VICTIM || smp_load_acquire(&step) != ARMED)
        return;
    go_to(OPENED);
    wait_for(&step, GIVEN_UP);
}

/* Called by CPU 2 within muster_run_on(), when it has claimed the slot. */
bool slow_is_done(unsigned int cpu)
{
    bool is_done = real_is_done(cpu);

    if (cpu != VICTIM || smp_processor_id() != CLAIMER || smp_load_acquire(&step) != OPENED)
        return is_done;
    CHECK(!is_done);
    go_to(CLAIMED);
    wait_for(&step, TO_GO_ON);
    return arg_is(1, "used") ? real_is_done(cpu) : is_done;
}

static int succeed(void *unused)
{
    (void)unused;
    return 0;
}

static int claim(void *unused)
{
    (void)unused;
    wait_for(&step, OPENED);
    claimers_result = muster_run_on(VICTIM, succeed, NULL);
    go_to(RESULT);
    return 0;
}

static void give_up(void)
{
    real_open = occupant->open;
    own = *occupant;
    own.open = open_slowly;
    occupant = &own;
    CHECK(cpu_down(VICTIM) == 0);
    go_to(ARMED);
    CHECK(muster_run_on(CLAIMER, claim, NULL) == 0);
    CHECK(cpu_up(VICTIM) == -ETIMEDOUT);
    CHECK(smp_load_acquire(&step) == CLAIMED);
    go_to(GIVEN_UP);
}

static void let_claimer_go_on(void)
{
    go_to(TO_GO_ON);
    wait_for(&step, RESULT);
    CHECK(claimers_result == (arg_is(1, "used") ? 0 : -ENODEV));
}

int app_main_percpu(unsigned int cpu)
{
    if (cpu != 0)
        return 0;
    wait_until_others_idle();
    give_up();
    if (arg_is(1, "freed"))
        let_claimer_go_on();
    wait_until(cpu_up(VICTIM) == 0); /* once it has parked */
    if (!arg_is(1, "freed")) {
        CHECK(muster_run_on(VICTIM, succeed, NULL) == -EBUSY); /* the claim is valid again */
        let_claimer_go_on();
    }
    CHECK(muster_join(VICTIM) == 0);
    CHECK(muster_run_on(VICTIM, succeed, NULL) == 0 && muster_join(VICTIM) == 0);
    return 0;
}
