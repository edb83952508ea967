/* SPDX-License-Identifier: MIT */
/*
 * The console's port and the CPUs that wait for it, for every order of events. The names are those of
 * runtime/console/console.c; `check` beside this file runs it: `check console.pml`.
 *
 * CPUs 0 and 1 each print a line and wait until it has been sent, by themselves or by another CPU. CPU 2
 * prints long lines: it keeps the port between two parts of a line, and for good in its last line, if not
 * before. A CPU that is awake takes the port from it when the time is up. No CPU sleeps for ever, which spin reports as an
 * invalid end state.
 *
 * Memory is sequentially consistent here; test/model/litmus/console.litmus has what depends on its order.
 * A mutation (MUTATION_..., a macro) leaves a step out or swaps two, and must be found out.
 */
#define CPUS 3
#define TALKER 2
#define LONG_LINES 2
#define SELF (_pid + 1)
#define OPEN_LINE 8
#ifdef MUTATION_watcher_sleeps /* sleep_until_release(): the CPU trusts in itself */
#define IS_WATCHER false
#else
#define IS_WATCHER (watcher == SELF)
#endif

byte port_owner; /* 0, a CPU plus one, or that and OPEN_LINE */
byte watcher;
byte sleepers;
bool pending[CPUS];
bool interrupt[CPUS]; /* pending: only the CPU itself takes it */

inline wake_sleepers()
{
    if
    :: sleepers > 0 ->
        d_step {
            interrupt[0] = interrupt[0] || _pid != 0;
            interrupt[1] = interrupt[1] || _pid != 1;
            interrupt[2] = interrupt[2] || _pid != 2
        }
    :: else
    fi
}

inline try_take_port(from)
{
    atomic {
        is_mine = port_owner == from;
        if
        :: is_mine -> port_owner = SELF
        :: else
        fi
    }
}

inline release_port(owner)
{
#ifdef MUTATION_wake_before_release
    wake_sleepers();
#endif
    port_owner = owner;
#ifndef MUTATION_wake_before_release
#ifndef MUTATION_no_wake
    wake_sleepers();
#endif
#endif
}

inline send_pending()
{
    pending[0] = false;
    pending[1] = false
}

/* Interrupts are masked from the begin to the end: one that comes in between stays pending. */
inline sleep_until_release()
{
#ifdef MUTATION_look_before_count
    seen = port_owner;
#endif
    atomic {
        interrupt[_pid] = false; /* taken before */
        sleepers++
    }
#ifndef MUTATION_look_before_count
    seen = port_owner;
#endif
    if
    :: seen == 0
    :: seen != 0 ->
        if
        :: seen >= OPEN_LINE && (watcher == 0 || IS_WATCHER)
        :: else -> interrupt[_pid]
        fi
    fi;
    sleepers--
}

inline end_watch()
{
    if
    :: watcher == SELF ->
        watcher = 0;
#ifndef MUTATION_leave_without_wake_up
        if
        :: !is_mine -> wake_sleepers()
        :: else
        fi
#endif
    :: else
    fi
}

/* The watcher is awake: it sees a change, or takes the port when the time is up. */
inline watch()
{
    if
    :: port_owner != seen || (for_own_line && !pending[_pid])
    :: port_owner == seen -> try_take_port(seen)
    fi
}

inline wait_for_port()
{
    do
    :: true ->
        try_take_port(0);
        if
        :: is_mine || (for_own_line && !pending[_pid]) -> break
        :: else
        fi;
        seen = port_owner;
        atomic {
            if
            :: seen >= OPEN_LINE && watcher == 0 -> watcher = SELF
            :: else
            fi
        };
        if
        :: seen >= OPEN_LINE && watcher == SELF ->
            watch();
            if
            :: is_mine -> break
            :: else
            fi
        :: seen < OPEN_LINE || watcher != SELF -> sleep_until_release()
        fi
    od;
    end_watch()
}

inline pump()
{
    do
    :: pending[0] || pending[1] ->
        try_take_port(0);
        if
        :: is_mine ->
            send_pending();
            release_port(0)
        :: else -> break
        fi
    :: else -> break
    od
}

active [CPUS] proctype cpu()
{
    byte seen, lines;
    bool is_mine, for_own_line = _pid != TALKER;

    if
    :: _pid != TALKER ->
        pending[_pid] = true;
        pump();
        do
        :: pending[_pid] ->
            wait_for_port();
            if
            :: is_mine ->
                send_pending();
                release_port(0)
            :: else
            fi
        :: else -> break
        od
    :: else ->
        do
        :: lines < LONG_LINES ->
            lines++;
            wait_for_port();
            release_port(SELF + OPEN_LINE);
            if
            :: break /* the rest of the line does not come */
            :: lines < LONG_LINES
            fi;
            try_take_port(SELF + OPEN_LINE);
            if
            :: !is_mine -> wait_for_port()
            :: else
            fi;
            release_port(0);
            pump()
        :: else -> break
        od
    fi
}
