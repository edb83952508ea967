/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_TIMER_H
#define MUSTER_TIMER_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/**
 * @file
 * Timers that call a function on their CPU (docs/time.md). The clock and delays are in
 * <muster/clock.h>.
 *
 * @addtogroup time
 * @{
 */

/**
 * A timer. The caller supplies the memory: static, part of something else, or on the stack of a
 * function that does not return before muster_timer_cancel_sync().
 *
 * A timer that has been started is pending until its function is called, or for good when it is
 * periodic. It belongs to the CPU that has started it, and its function runs there, in interrupt
 * context: interrupts are masked, it must not wait. Of the timers of a CPU the function of the one
 * with the earlier deadline is called first, of those with the same deadline that of the one
 * started first. No function is ever called early, by muster_clock_ns().
 *
 * A function may start and cancel timers, its own among them, which starts a one-shot timer again.
 * Once a one-shot timer's function has been called, the runtime does not touch the timer any more:
 * the function may free it.
 *
 * When a CPU goes down its pending timers move to one that stays.
 */
struct muster_timer {
    /** Called when it is due. */
    void (*function)(struct muster_timer *timer);
    /** For the function; the runtime does not look at it. */
    void *argument;

    /** @cond internal */
    /* Written by the runtime, under the lock of the CPU that `home` names. */
    uint64_t deadline_ns, period_ns, missed, sequence;
    struct muster_timer *child, *next, *previous;
    uint32_t home; /* 0, or twice the CPU's number plus two, plus one while it is pending */
    /** @endcond */
};

/** A timer that has not been started: `struct muster_timer t = MUSTER_TIMER_INIT(f, NULL);` */
#define MUSTER_TIMER_INIT(function_, argument_)                                                    \
    {                                                                                              \
        (function_), (argument_), 0, 0, 0, 0, 0, 0, 0, 0                                           \
    }

/**
 * Makes memory a timer that has not been started, as MUSTER_TIMER_INIT() does.
 *
 * @param timer     the timer, which is not pending
 * @param function  called when the timer is due
 * @param argument  for the function: timer->argument
 *
 * **Context:** any CPU, any time.
 */
void muster_timer_init(struct muster_timer *timer, void (*function)(struct muster_timer *timer),
                       void *argument);

/**
 * Starts a timer: its function is called on this CPU once, as soon as it can be after @p delay_ns.
 *
 * A timer that is pending gets the new deadline. A timer that is pending on another CPU moves here.
 *
 * @param timer     the timer
 * @param delay_ns  nanoseconds from now
 * @retval 0        the timer is pending
 * @retval -EINVAL  no timer, or a timer without a function
 * @retval -ENODEV  the machine has no timer interrupt that works, or the CPU is not online
 * @retval -EBUSY   the timer's function runs on another CPU
 *
 * **Context:** an online CPU, handlers included, interrupts masked or not. Waits for a lock only.
 * **Ordering:** the function sees all that the caller wrote before.
 */
int muster_timer_start(struct muster_timer *timer, uint64_t delay_ns);

/**
 * Starts a timer as muster_timer_start() does, for a moment of the clock.
 *
 * @param timer        the timer
 * @param deadline_ns  the moment, as of muster_clock_ns(); one that has passed means now, and
 *                     UINT64_MAX never
 * @return as muster_timer_start()
 *
 * **Context, ordering:** those of muster_timer_start().
 */
int muster_timer_start_at(struct muster_timer *timer, uint64_t deadline_ns);

/**
 * Starts a timer that calls its function again and again, until the timer is cancelled or started
 * in another way.
 *
 * Deadlines are whole periods from the start, however late a call is: there is no drift. Deadlines
 * that have passed by the time of a call are counted (muster_timer_missed()) and not made up for.
 *
 * @param timer      the timer
 * @param period_ns  nanoseconds from one call to the next, and to the first
 * @return as muster_timer_start(); -EINVAL also for a period of 0
 *
 * **Context, ordering:** those of muster_timer_start().
 */
int muster_timer_start_periodic(struct muster_timer *timer, uint64_t period_ns);

/**
 * Returns how many periods a periodic timer has missed since it was started.
 *
 * @param timer  the timer
 * @return the number of periods
 *
 * **Context:** the timer's own function, or any CPU while the timer is not pending.
 */
uint64_t muster_timer_missed(const struct muster_timer *timer);

/**
 * Cancels a timer, and does not wait for its function, which may be running on another CPU or be
 * the caller.
 *
 * @param timer  the timer
 * @return true if the timer was pending; false also for NULL
 *
 * **Context:** any CPU, any time that a lock may be waited for.
 */
bool muster_timer_cancel(struct muster_timer *timer);

/**
 * Cancels a timer, and waits until its function does not run on any CPU, also if the function
 * starts the timer again. After 1 and 0 the timer's memory is the caller's.
 *
 * @param timer  the timer
 * @retval 1           the timer was pending
 * @retval 0           the timer was not pending
 * @retval -EINVAL     no timer
 * @retval -EDEADLK    the caller is the timer's own function
 * @retval -ETIMEDOUT  the function has not returned within call.timeout_ms (kernel command line),
 *                     if that is set
 *
 * **Context:** any CPU; waits. In handlers two functions must not wait for each other.
 * **Ordering:** the caller sees afterwards what the function wrote.
 */
int muster_timer_cancel_sync(struct muster_timer *timer);

/**
 * Returns true if a timer is pending at this moment.
 *
 * @param timer  the timer
 * @return true if its function is to be called
 *
 * **Context:** any CPU, any time; does not wait.
 */
bool muster_timer_is_pending(const struct muster_timer *timer);

/** @} */

MUSTER_END_DECLS

#endif
