/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_TIMER_H
#define MUSTER_TIMER_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/*
 * Timers that call a function (docs/time.md). The clock and busy waiting are in <muster/clock.h>.
 */

/**
 * A timer: memory of the caller's, for any number of them; it may be static, part of something
 * else, or on the stack of a function that does not return before muster_timer_cancel_sync().
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

    /* The runtime's, under the lock of the CPU that `home` names. */
    uint64_t deadline_ns, period_ns, missed, sequence;
    struct muster_timer *child, *next, *previous;
    uint32_t home; /* 0, or twice the CPU's number plus two, plus one while it is pending */
};

/** A timer that has not been started: `struct muster_timer t = MUSTER_TIMER_INIT(f, NULL);` */
#define MUSTER_TIMER_INIT(function_, argument_)                                                    \
    {                                                                                              \
        (function_), (argument_), 0, 0, 0, 0, 0, 0, 0, 0                                           \
    }

/**
 * Makes memory a timer that has not been started, as MUSTER_TIMER_INIT() does; not for one that is
 * pending.
 */
void muster_timer_init(struct muster_timer *timer, void (*function)(struct muster_timer *timer),
                       void *argument);

/**
 * Calls the timer's function on this CPU, @p delay_ns nanoseconds from now or as soon as it can
 * after that. A timer that is pending gets the new deadline; one that is pending on another CPU
 * moves here.
 * @return 0; -EINVAL for NULL, or without a function; -ENODEV when the machine has no timer
 *         interrupt that works, or the CPU is not online; -EBUSY while the timer's function runs on
 *         another CPU.
 * **Context:** an online CPU, interrupt context included, interrupts masked or not. Does not wait
 * but for a lock. **Ordering:** the function sees all that the caller wrote before.
 */
int muster_timer_start(struct muster_timer *timer, uint64_t delay_ns);

/**
 * The same at a moment of muster_clock_ns(), @p deadline_ns. One that has passed means now, and
 * UINT64_MAX never. Errors and context: muster_timer_start().
 */
int muster_timer_start_at(struct muster_timer *timer, uint64_t deadline_ns);

/**
 * The same every @p period_ns nanoseconds from now on, until it is cancelled or started otherwise.
 * Deadlines are whole periods from the start, however late a call is: no drift. Those that have
 * passed by the time of a call are counted (muster_timer_missed()) and not made up for.
 * @return as muster_timer_start(); -EINVAL also for a period of 0.
 */
int muster_timer_start_periodic(struct muster_timer *timer, uint64_t period_ns);

/**
 * How many periods a periodic timer has missed since it was started. **Context:** the timer's own
 * function, or any CPU when the timer is not pending.
 */
uint64_t muster_timer_missed(const struct muster_timer *timer);

/**
 * Ends a timer: its function is not called any more, but may be running, on another CPU or as the
 * caller.
 * @return whether it was pending; false also for NULL.
 * **Context:** any CPU, any time that a lock may be waited for.
 */
bool muster_timer_cancel(struct muster_timer *timer);

/**
 * Ends a timer, and waits until its function is not running any more, on whichever CPU; also when
 * the function starts it again. After 0 and 1 the timer's memory is the caller's.
 * @return 1 when it was pending, 0 when not; -EINVAL for NULL; -EDEADLK in the timer's own
 *         function; -ETIMEDOUT when the function has not returned within a second.
 * **Context:** any CPU; in interrupt context it may come to -ETIMEDOUT, where two functions wait
 * for each other. **Ordering:** what the function wrote is seen after the return.
 */
int muster_timer_cancel_sync(struct muster_timer *timer);

/** Whether the timer is to be called, at this moment. **Context:** any CPU, any time. */
bool muster_timer_is_pending(const struct muster_timer *timer);

MUSTER_END_DECLS

#endif
