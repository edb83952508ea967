/* SPDX-License-Identifier: MIT */
/*
 * A mutex of one word, 0 free and 1 taken, whose CPUs wait by muster_wait_while_equal() and wake each
 * other by muster_wake(), for every order of events. The names are those of runtime/sync/wait.c;
 * `check` beside this file runs it: `check wait.pml`.
 *
 * CPU 0 takes the mutex ROUNDS + 1 times and CPU 1 ROUNDS times, with waits for ever. CPU 2 takes it
 * ROUNDS times with a time-out, and gives up when the wait says that the time is over. A wait for ever
 * is never said to be over; a wait that ends by its time-out has found the word taken after that time;
 * and no CPU sleeps for ever, which spin reports as an invalid end state.
 *
 * Memory is sequentially consistent here; test/model/litmus/sleep.litmus has what depends on its order.
 * A mutation (MUTATION_..., a macro) leaves a step out or swaps two, and must be found out.
 */
#ifndef ROUNDS
#define ROUNDS 1
#endif

#define CPUS 3
#define WITH_TIMEOUT 2 /* the CPU that does not wait for ever */

byte word;
byte sleepers;
bool asleep[CPUS];
bool interrupt[CPUS]; /* pending: only the CPU itself takes it */
bool time_is_over;    /* CPU 2's deadline has come, and its timer's interrupt is pending */

/* What the assertions need to know. */
bool was_equal_late; /* CPU 2 has looked after the deadline, and found the word taken */
byte holders;

/* One look: at the clock, then at the word. */
inline look()
{
#ifdef MUTATION_clock_last /* is_woken(): a change between the look and the clock is missed */
    atomic {
        is_over = word != 1;
        was_equal_late = was_equal_late || (_pid == WITH_TIMEOUT && time_is_over && !is_over)
    }
#endif
    is_late = _pid == WITH_TIMEOUT && time_is_over;
#ifndef MUTATION_clock_last
    atomic {
        is_over = word != 1;
        was_equal_late = was_equal_late || (_pid == WITH_TIMEOUT && time_is_over && !is_over)
    }
#endif
}

/* Interrupts are masked from the look to the WFI: what comes in between stays pending. */
inline wait_while_taken()
{
#ifdef MUTATION_look_before_count /* lie_down(): the barrier is missing */
    look();
#endif
    asleep[_pid] = true;
    sleepers++;
#ifndef MUTATION_look_before_count
    look();
#endif
    do
    :: is_over || is_late -> break
    :: else ->
#ifdef MUTATION_unmasked /* cpu_idle_until(): an interrupt is taken between the look and the sleep */
        if
        :: interrupt[_pid] -> interrupt[_pid] = false
        :: true
        fi;
#endif
        interrupt[_pid];
        interrupt[_pid] = false;
        look()
    od;
    sleepers--;
    asleep[_pid] = false;
#ifdef MUTATION_look_again /* wait_asleep(): the word may have changed back */
    is_over = word != 1;
#endif
    assert(is_over || _pid == WITH_TIMEOUT);
    assert(is_over || was_equal_late)
}

inline wake()
{
    if
    :: sleepers > 0 ->
        for (other : 0 .. CPUS - 1) {
            if
            :: asleep[other] -> interrupt[other] = true
            :: else
            fi
        }
    :: else
    fi
}

inline unlock()
{
    holders--;
#ifdef MUTATION_wake_before_change
    wake();
#endif
    word = 0;
#ifndef MUTATION_wake_before_change
#ifndef MUTATION_no_wake
    wake();
#endif
#endif
}

active [CPUS] proctype cpu()
{
    byte round = 1, other;
    bool is_over, is_late, is_mine;

    do
    :: round > (_pid == 0 -> ROUNDS + 1 : ROUNDS) -> break
    :: else ->
        atomic {
            is_mine = word == 0;
            word = 1;
            holders = holders + is_mine
        }
        if
        :: is_mine ->
            assert(holders == 1);
            unlock();
            round++
        :: else ->
            wait_while_taken();
            if
            :: !is_over -> break
            :: else
            fi
        fi
    od
}

/* CPU 2's timer. */
active proctype timer()
{
    time_is_over = true;
    interrupt[WITH_TIMEOUT] = true
}
