/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <muster/app.h>
#include <muster/barrier.h>
#include <muster/fork.h>
#include <muster/irq.h>
#include <muster/mcs_lock.h>
#include <muster/once.h>
#include <muster/rwlock.h>
#include <muster/seqlock.h>
#include <muster/smp.h>
#include <muster/smp_call.h>
#include <muster/spinlock.h>
#include <muster/timer.h>

#include "args.h"
#include "libc_lock.h"
#include "wait.h"

/*
 * usage: sync-patience [CPU]
 *
 * CPU 0 holds locks and makes things that are made once, for 61 s; others run functions in
 * interrupts, or with interrupts masked, for as long. Each of the remaining CPUs waits for one of
 * these. Two waits take 601 s: in a barrier, and for a function that sleeps. No wait ends before
 * its time, and each ends well. With CPU, only that CPU waits.
 *
 * To be run with a clock that runs fast.
 */

/* What C++ compilers call to make a static variable of a function. */
int __cxa_guard_acquire(uint64_t *guard);
void __cxa_guard_release(uint64_t *guard);

#define LONG_S 61
#define LONGER_S 601
#define SPI 160
#define NEVER_MS 3600000

static DEFINE_SPINLOCK(spinlock);
static struct muster_mcs_lock mcs_lock;
static struct muster_rwlock read_lock, write_lock;
static DEFINE_MUSTER_SEQLOCK(seqlock);
static struct muster_once once;
static uint64_t guard; /* of a static variable, as C++ has them */
static DEFINE_MUSTER_BARRIER(meeting);

/* The CPUs that have begun to hold something, and that are about to wait. */
static uint32_t holders, waiters;
static uint32_t is_over;  /* set by CPU 0 after LONG_S */
static uint32_t is_later; /* set by CPU 0 after LONGER_S */

/* ---- what CPUs hold -------------------------------------------------------------------------- */

static void stay(void)
{
    __atomic_fetch_add(&holders, 1, __ATOMIC_RELEASE);
    WAIT_LOOP(smp_load_acquire(&is_over), NEVER_MS, "CPU 0 has held for long");
}

static void stay_masked(void)
{
    uint64_t flags;

    local_irq_save(flags);
    stay();
    local_irq_restore(flags);
}

static void stay_in_timer(struct muster_timer *unused)
{
    (void)unused;
    stay();
}
static struct muster_timer timer = MUSTER_TIMER_INIT(stay_in_timer, NULL);

static void start_timer(void)
{
    CHECK(muster_timer_start(&timer, 0) == 0);
}

static bool stay_in_handler(unsigned int irq, void *unused)
{
    (void)irq;
    (void)unused;
    stay();
    return true;
}

static void raise_interrupt(void)
{
    struct cpumask own = {{0}};

    cpumask_set_cpu(smp_processor_id(), &own);
    CHECK(muster_irq_request(SPI, stay_in_handler, NULL, "stays") == 0);
    CHECK(muster_irq_set_affinity(SPI, &own) == 0);
    CHECK(muster_irq_raise(SPI) == 0);
}

static void sleep_longer(void)
{
    __atomic_fetch_add(&holders, 1, __ATOMIC_RELEASE);
    sleep(LONGER_S);
    CHECK(is_over);
}

/* ---- how CPUs wait --------------------------------------------------------------------------- */

static void wait_for_spinlock(void)
{
    spin_lock(&spinlock);
    spin_unlock(&spinlock);
}

static void wait_for_mcs_lock(void)
{
    struct muster_mcs_node node;

    muster_mcs_lock(&mcs_lock, &node);
    muster_mcs_unlock(&mcs_lock, &node);
}

static void wait_for_writer(void)
{
    muster_rwlock_read_lock(&write_lock);
    muster_rwlock_read_unlock(&write_lock);
}

static void wait_for_reader(void)
{
    muster_rwlock_write_lock(&read_lock);
    muster_rwlock_write_unlock(&read_lock);
}

static void wait_for_seqlock(void)
{
    muster_seqlock_read_begin(&seqlock);
}

static void wait_for_libc(void)
{
    lock_malloc();
    unlock_malloc();
}

static void make_nothing(void *unused)
{
    (void)unused;
    CHECK(false); /* CPU 0 makes it */
}

static void wait_for_once(void)
{
    CHECK(muster_once(&once, make_nothing, NULL) == 0);
}

static void wait_for_static(void)
{
    CHECK(__cxa_guard_acquire(&guard) == 0);
}

static void do_nothing(void *unused)
{
    (void)unused;
}

static int do_nothing_meanwhile(void *unused)
{
    (void)unused;
    return 0;
}

enum {
    AT_TIMER = 9,
    AT_HANDLER,
    AT_CALL,
    AT_STOP,
    SLEEPER,
};

static void wait_for_call(void)
{
    CHECK(smp_call_function_single(AT_CALL, do_nothing, NULL, true) == 0);
}

static void wait_for_stop(void)
{
    struct cpumask only = {{0}};

    cpumask_set_cpu(AT_STOP, &only);
    CHECK(muster_stop_machine(do_nothing_meanwhile, NULL, &only) == 0);
}

static void wait_for_timer(void)
{
    CHECK(muster_timer_cancel_sync(&timer) >= 0);
}

static void wait_for_handler(void)
{
    CHECK(muster_irq_free(SPI) == 0);
}

static void wait_for_sleeper(void)
{
    CHECK(muster_join(SLEEPER) == 0);
}

static void wait_for_meeting(void)
{
    CHECK(muster_barrier_wait(&meeting) == 0);
    CHECK(is_later);
}

/* ---- who does what --------------------------------------------------------------------------- */

static void (*const parts[])(void) = {
    [1] = wait_for_spinlock,  [2] = wait_for_mcs_lock,
    [3] = wait_for_writer,    [4] = wait_for_reader,
    [5] = wait_for_seqlock,   [6] = wait_for_libc,
    [7] = wait_for_once,      [8] = wait_for_static,
    [AT_TIMER] = start_timer, [AT_HANDLER] = raise_interrupt,
    [AT_CALL] = stay_masked,  [AT_STOP] = stay_masked,
    [SLEEPER] = sleep_longer, [14] = wait_for_timer,
    [15] = wait_for_handler,  [16] = wait_for_call,
    [17] = wait_for_stop,     [18] = wait_for_sleeper,
    [19] = wait_for_meeting,
};
#define CPUS (sizeof(parts) / sizeof(parts[0]))

static bool holds(unsigned int cpu)
{
    return cpu >= AT_TIMER && cpu <= SLEEPER;
}

static void wait_in(void *part)
{
    __atomic_fetch_add(&waiters, 1, __ATOMIC_RELEASE);
    (*(void (*const *)(void))part)();
    CHECK(smp_load_acquire(&is_over));
}

static void hold_in(void *part)
{
    (*(void (*const *)(void))part)();
}

/* Starts the CPUs of one kind, and returns how many. */
static uint32_t start(bool are_holders)
{
    bool are_all = muster_app_args()->argc < 2;
    uint32_t count = 0;

    for (unsigned int cpu = 1; cpu < CPUS; cpu++) {
        if (holds(cpu) != are_holders || !(are_all || are_holders || arg_number(1) == cpu))
            continue;
        CHECK(muster_fork(cpu, are_holders ? hold_in : wait_in, (void *)&parts[cpu]) == 0);
        count++;
    }
    return count;
}

static void let_all_wait(void *unused)
{
    uint32_t count = start(true);

    (void)unused;
    wait_for(&holders, count);
    count = start(false);
    wait_for(&waiters, count);
    sleep(LONG_S);
}

static void hold_and_let_wait(void)
{
    struct muster_mcs_node node;

    spin_lock(&spinlock);
    muster_mcs_lock(&mcs_lock, &node);
    muster_rwlock_write_lock(&write_lock);
    muster_rwlock_read_lock(&read_lock);
    muster_seqlock_write_begin(&seqlock);
    lock_malloc();
    CHECK(__cxa_guard_acquire(&guard) == 1);
    CHECK(muster_once(&once, let_all_wait, NULL) == 0);
    smp_store_release(&is_over, 1);
    __cxa_guard_release(&guard);
    unlock_malloc();
    muster_seqlock_write_end(&seqlock);
    muster_rwlock_read_unlock(&read_lock);
    muster_rwlock_write_unlock(&write_lock);
    muster_mcs_unlock(&mcs_lock, &node);
    spin_unlock(&spinlock);
}

int app_main_percpu(unsigned int cpu)
{
    struct cpumask two = {{0}};

    if (cpu != 0)
        return 0;
    CHECK(nr_cpu_ids == CPUS);
    cpumask_set_cpu(0, &two);
    cpumask_set_cpu(CPUS - 1, &two);
    CHECK(muster_barrier_init(&meeting, &two) == 0);
    wait_until_others_idle();
    hold_and_let_wait();
    sleep(LONGER_S - LONG_S);
    smp_store_release(&is_later, 1);
    if (muster_app_args()->argc < 2 || arg_number(1) == CPUS - 1)
        CHECK(muster_barrier_wait(&meeting) == 0);
    for (cpu = 1; cpu < CPUS; cpu++)
        CHECK(muster_join(cpu) == 0);
    return 0;
}
