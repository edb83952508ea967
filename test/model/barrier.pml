/* SPDX-License-Identifier: MIT */
/*
 * A barrier of three CPUs, in two levels, for every order of events, and how they sleep in it and
 * wake each other. The words and names are those of runtime/sync/barrier.c and wait.c; `check`
 * beside this file runs it: `check barrier.pml`.
 *
 * CPU 0 reports to CPU 1, and CPU 1 to CPU 2, the root. Each comes ROUNDS times, and sleeps wherever
 * it may. TIMEOUTS waits end too early, of any CPU and at any place: then it breaks
 * the barrier. A CPU that passes has seen all others come; all find the same end of each round; and
 * nobody sleeps for ever, which spin reports as an invalid end state.
 *
 * Memory is sequentially consistent here. Where the code has a barrier between two steps they are
 * two statements in that order; a mutation (MUTATION_..., a macro) leaves a step out or swaps two,
 * and must be found out.
 */
#ifndef ROUNDS
#define ROUNDS 2
#endif
#ifndef TIMEOUTS
#define TIMEOUTS 1
#endif

#define CPUS 3
#define ROOT 2
#define BROKEN 2 /* and the phase that was passed last */

/* What a CPU waits for: a report, at one level or the other, or the generation. */
mtype = { AWAKE, LEVEL_0, LEVEL_1, GENERATION };

byte generation;
byte reported[CPUS]; /* the byte of each CPU in its parent's word */
byte sleepers;
mtype sleeps_on[CPUS] = AWAKE;
bool interrupt[CPUS]; /* pending: only the CPU itself takes it */
byte timeouts_left = TIMEOUTS;

/* What the assertions need to know. */
byte came[CPUS];
mtype = { NOTHING, PASSED, FAILED };
mtype ends[ROUNDS + 1] = NOTHING;

#define parent(cpu) (cpu + 1)
#define level_of_report(cpu) (cpu == 1 -> LEVEL_1 : LEVEL_0)

#ifdef MUTATION_bytes_without_phase /* a byte says only that its CPU has come, at some time */
#define has_reported(cpu, now) (reported[cpu] != 2)
#else
#define has_reported(cpu, now) (reported[cpu] == now)
#endif

/* Whether what a CPU waits for is there; a broken barrier ends every wait. */
#define is_over(what) \
    (what == GENERATION -> generation != 1 - phase \
                        : generation != 1 - phase || has_reported(_pid - 1, phase))

inline wake(cpu, what)
{
    if
    :: sleeps_on[cpu] == what -> interrupt[cpu] = true
    :: else
    fi
}

/* Interrupts are masked from the look to the sleep: what comes in between stays pending. */
inline sleep(what)
{
#ifdef MUTATION_look_before_count /* lie_down(): the barrier is missing */
    found = is_over(what);
#endif
    sleeps_on[_pid] = what;
    sleepers++;
#ifndef MUTATION_look_before_count
    found = is_over(what);
#endif
    do
    :: found -> break
    :: else ->
#ifdef MUTATION_unmasked /* cpu_idle_until(): an interrupt is taken between the look and the sleep */
        if
        :: interrupt[_pid] -> interrupt[_pid] = false
        :: true
        fi;
#endif
        interrupt[_pid];
        interrupt[_pid] = false;
        found = is_over(what)
    od;
    sleepers--;
    sleeps_on[_pid] = AWAKE
}

inline break_it()
{
    atomic {
        timeouts_left--;
        if
        :: generation == 1 - phase ->
#ifdef MUTATION_broken_without_phase /* who has not seen yet that all have passed does not find out */
            generation = BROKEN + 1 - generation;
#else
            generation = BROKEN + generation;
#endif
            changed = true
        :: else -> changed = false
        fi
    }
#ifndef MUTATION_break_without_wake /* break_barrier(): the others sleep on */
    if
    :: changed && sleepers > 0 ->
        for (other : 0 .. CPUS - 1) {
            if
            :: sleeps_on[other] != AWAKE -> interrupt[other] = true
            :: else
            fi
        }
    :: else
    fi
#endif
}

inline wait_for(what)
{
    if
    :: is_over(what)
    :: sleep(what)
    :: timeouts_left > 0 -> break_it()
    fi
    /* It has broken the barrier, or somebody else has changed the generation. */
    is_over(what)
}

inline report()
{
#ifdef MUTATION_look_before_report /* the report is no sequentially consistent store */
    changed = sleepers > 0;
    reported[_pid] = phase;
#else
    reported[_pid] = phase;
    changed = sleepers > 0;
#endif
    if
    :: changed -> wake(parent(_pid), level_of_report(_pid))
    :: else
    fi
}

inline let_go()
{
    atomic {
#ifdef MUTATION_release_by_store /* no compare-and-swap: a broken barrier comes back to life */
        generation = phase;
        changed = true
#else
        if
        :: generation == 1 - phase -> generation = phase; changed = true
        :: else -> changed = false
        fi
#endif
    }
#ifndef MUTATION_release_without_wake /* let_go(): nobody looks who sleeps */
    if
    :: changed && sleepers > 0 ->
        for (other : 0 .. CPUS - 1) {
            wake(other, GENERATION)
        }
    :: else
    fi
#endif
}

inline note_end()
{
    d_step {
        if
        :: generation % BROKEN == phase ->
            for (other : 0 .. CPUS - 1) {
                assert(came[other] >= round)
            }
            assert(ends[round] != FAILED);
            ends[round] = PASSED;
            failed = false
        :: else ->
            assert(generation >= BROKEN && ends[round] != PASSED);
            ends[round] = FAILED;
            failed = true
        fi
    }
}

active [CPUS] proctype cpu()
{
    byte phase, round = 1, other;
    bool found, changed, failed;

    do
    :: round > ROUNDS -> break
    :: else ->
        d_step { phase = 1 - phase; came[_pid] = round }
#ifndef MUTATION_parent_does_not_wait /* gather(): reports, whether its own have come or not */
        if
        :: _pid == 1 && generation < BROKEN -> wait_for(LEVEL_0)
        :: else
        fi;
#endif
        if
        :: _pid == ROOT && generation < BROKEN -> wait_for(LEVEL_1)
        :: else
        fi;
        if
        :: generation >= BROKEN
        :: else ->
            if
            :: _pid == ROOT -> let_go()
            :: else -> report(); wait_for(GENERATION)
            fi
        fi;
        note_end();
        if
        :: failed -> break
        :: else -> round++
        fi
    od
}
