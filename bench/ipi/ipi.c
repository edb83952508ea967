/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <muster/app.h>
#include <muster/clock.h>
#include <muster/order.h>
#include <muster/percpu.h>
#include <muster/smp.h>
#include <muster/smp_call.h>
#include <muster/spinlock.h>
#include <muster/timer.h>

/*
 * What do cores pay to talk to each other? CPU 0 measures; the others wait, asleep in the runtime
 * or, with the argument "busy", spinning in the application. Instructions of all CPUs together
 * where the counter counts them (-icount shift=0, argument "icount"), else nanoseconds.
 */

/* A tick of the counter is 16 instructions; the average of so many is finer. */
#define ROUNDS 256u

static const char *unit = "ns";
static const char *waiting = "asleep";
static bool others_spin;
static uint32_t is_over;

static void print_value(const char *figure, uint64_t hundredths)
{
    printf("RESULT bench=ipi figure=%s cpus=%u value=%" PRIu64 ".%02" PRIu64
           " unit=%s waiting=%s\n",
           figure, num_online_cpus(), hundredths / 100, hundredths % 100, unit, waiting);
}

static void print_result(const char *figure, uint64_t ticks, uint64_t operations)
{
    const uint64_t ns_per_s = 1000000000, divisor = (uint64_t)muster_counter_hz() * operations;
    print_value(figure, ticks * ns_per_s * 100 / divisor);
}

/* ---- calls ---------------------------------------------------------------------------------- */

static uint32_t answers;

static void answer(void *unused)
{
    (void)unused;
    __atomic_store_n(&answers, answers + 1, __ATOMIC_RELEASE);
}

static call_single_data_t back_call = {.func = answer};

static void send_back(void *unused)
{
    (void)unused;
    smp_call_function_single_async(0, &back_call);
}

static void round_trip(void)
{
    static call_single_data_t call = {.func = send_back};
    uint32_t before = answers;

    smp_call_function_single_async(1, &call);
    while (smp_load_acquire(&answers) == before)
        cpu_relax();
}

static void nothing(void *unused)
{
    (void)unused;
}

static void call_single(void)
{
    smp_call_function_single(1, nothing, NULL, true);
}

static void call_all(void)
{
    on_each_cpu(nothing, NULL, true);
}

static void measure(const char *figure, void (*operation)(void))
{
    for (unsigned int i = 0; i < ROUNDS / 16; i++)
        operation();
    uint64_t begin = muster_counter();
    for (unsigned int i = 0; i < ROUNDS; i++)
        operation();
    print_result(figure, muster_counter() - begin, ROUNDS);
}

/* ---- the timer ------------------------------------------------------------------------------ */

static uint64_t latency_ticks, deadline_ticks;
static bool has_fired;

static void note(uint64_t now_ticks)
{
    latency_ticks += now_ticks - deadline_ticks;
    __atomic_store_n(&has_fired, true, __ATOMIC_RELAXED);
}

/*
 * A tick of the counter is 16 instructions. The counter is read after 0 to 15 more instructions, in
 * turn, so that the average is exact.
 */
#define FIRE(n)                                                                                    \
    static void fire_##n(struct muster_timer *timer)                                               \
    {                                                                                              \
        const volatile bool *load = &has_fired;                                                    \
        _Pragma("GCC unroll 16") for (unsigned int i = 0; i < (n); i++)(void) * load;              \
        (void)timer;                                                                               \
        note(muster_counter());                                                                    \
    }
#define FOR_EACH_PHASE(code)                                                                       \
    code(0) code(1) code(2) code(3) code(4) code(5) code(6) code(7) code(8) code(9) code(10)       \
        code(11) code(12) code(13) code(14) code(15)
FOR_EACH_PHASE(FIRE)
#define FIRE_NAME(n) fire_##n,
static void (*const fire[])(struct muster_timer *) = {FOR_EACH_PHASE(FIRE_NAME)};

/* Measures from the moment when a timer is due to the call of its function, on a CPU that is
 * busy. */
static void measure_timer(void)
{
    static struct muster_timer timer;
    const uint64_t ns_per_s = 1000000000, delay_ns = 20000;
    uint64_t tick_ns = ns_per_s / muster_counter_hz();

    for (unsigned int i = 0; i < ROUNDS; i++) {
        uint64_t deadline_ns = (muster_clock_ns() + delay_ns) / tick_ns * tick_ns;
        __atomic_store_n(&has_fired, false, __ATOMIC_RELAXED);
        deadline_ticks = deadline_ns / tick_ns;
        muster_timer_init(&timer, fire[i % (sizeof(fire) / sizeof(*fire))], NULL);
        if (muster_timer_start_at(&timer, deadline_ns) != 0)
            return;
        while (!__atomic_load_n(&has_fired, __ATOMIC_RELAXED))
            ;
    }
    print_result("timer_irq", latency_ticks, ROUNDS);
}

/* ---- what is inline ------------------------------------------------------------------------- */

#define REPEAT_16(code)                                                                            \
    code code code code code code code code code code code code code code code code

/* Measures sixteen in a row. The cost of the loop is measured without any, and taken off. */
#define MEASURE_INLINE(figure, code)                                                               \
    do {                                                                                           \
        uint64_t begin = muster_counter();                                                         \
        for (unsigned int i = 0; i < ROUNDS; i++)                                                  \
            muster_compiler_barrier();                                                             \
        uint64_t empty = muster_counter() - begin;                                                 \
        begin = muster_counter();                                                                  \
        for (unsigned int i = 0; i < ROUNDS; i++) {                                                \
            muster_compiler_barrier();                                                             \
            REPEAT_16(code)                                                                        \
        }                                                                                          \
        print_result((figure), muster_counter() - begin - empty, 16 * ROUNDS);                     \
    } while (0)

static DEFINE_SPINLOCK(bench_lock);
static DEFINE_PER_CPU(unsigned long, hits);

static void measure_inline(void)
{
    MEASURE_INLINE("spin_lock_unlock", spin_lock(&bench_lock); spin_unlock(&bench_lock););
    MEASURE_INLINE("processor_id", (void)smp_processor_id(););
    MEASURE_INLINE("percpu_inc", this_cpu_inc(hits); muster_compiler_barrier(););
}

static void wait_for_others(void)
{
    unsigned int cpu;

    for_each_online_cpu (cpu)
        while (cpu != 0 && !others_spin && !muster_cpu_is_idle(cpu))
            cpu_relax();
}

int app_main_percpu(unsigned int cpu)
{
    const struct muster_args *args = muster_app_args();

    for (int i = 1; i < args->argc; i++) {
        if (strcmp(args->argv[i], "icount") == 0)
            unit = "insn";
        else if (strcmp(args->argv[i], "busy") == 0)
            others_spin = true;
    }
    if (cpu != 0) {
        while (others_spin && !smp_load_acquire(&is_over))
            cpu_relax();
        return 0;
    }
    if (others_spin)
        waiting = "busy";
    wait_for_others();
    measure_inline();
    measure_timer();
    if (num_online_cpus() > 1) {
        measure("ipi_round_trip", round_trip);
        measure("call_single", call_single);
        measure("call_all", call_all);
    }
    smp_store_release(&is_over, 1);
    return 0;
}
