/* SPDX-License-Identifier: MIT */
/*
 * The hotplug handshake, for every order of events: two control CPUs that call cpu_up() and
 * cpu_down() of one CPU at the same time, that CPU, and the firmware below it. The words and names
 * are those of runtime/hotplug and runtime/base/boot_record.h; `check` beside this file runs it.
 *
 * CALLS calls are made in all. Meanwhile FAULTS things go wrong and TIMEOUTS waits end too early,
 * of any kind and at any place. Then nothing goes wrong any more, and one more cpu_up() and one
 * more cpu_down() must succeed.
 *
 * Memory is sequentially consistent here. Where the code needs an order of two steps they are
 * two statements in that order; a mutation (MUTATION_..., a macro) leaves a step out or swaps two,
 * and must be found out. FIRMWARE_QEMU: a firmware that says OFF until a CPU has been started.
 *
 * Left out: PREPARE teardowns that fail, callbacks that never come back, a rollback that fails,
 * and cpu_up() of a CPU that stands half-way.
 */
#ifndef CALLS
#define CALLS 4
#endif
#ifndef FAULTS
#define FAULTS 2
#endif
#ifndef TIMEOUTS
#define TIMEOUTS 2
#endif
#ifdef MUTATION_late_cpu_on
#define FIRMWARE_QEMU /* does no harm with another one */
#endif

mtype = { BOOT_IDLE, BOOT_CLAIMED, BOOT_KICKED, BOOT_ALIVE, BOOT_DONE, BOOT_DEAD, BOOT_CANCELLED,
          BOOT_HUNG, BOOT_PARKED };
mtype = { MAILBOX_EMPTY, MAILBOX_POSTED, MAILBOX_TAKEN, MAILBOX_DONE, MAILBOX_ABANDONED };
mtype = { FIRMWARE_OFF, FIRMWARE_ON_PENDING, FIRMWARE_ON };
mtype = { SUCCESS, EALREADY, EBUSY, ETIMEDOUT, EFAILED };

/* Of the states of a CPU those that somebody waits for, or that differ in who may write them. */
#define CPUHP_OFFLINE 0
#define CPUHP_BRINGUP_CPU 1 /* the PREPARE states have been passed; the CPU's CPUHP_AP_IDLE_DEAD */
#define CPUHP_AP_ONLINE 2   /* the STARTING states, too */
#define CPUHP_ONLINE 3

/* The boot record. */
mtype handshake = BOOT_IDLE;
mtype origin = BOOT_IDLE;
bool record_failed;       /* `error` */
bool record_is_written;   /* the same each time, so one publication lasts */
bool record_is_published; /* it is in memory, where the CPU reads it with its caches off */

mtype mailbox = MAILBOX_EMPTY;
bool mailbox_failed; /* `result` */

mtype firmware = FIRMWARE_OFF;
bool sgi_is_pending, sgi_is_enabled;
bool owned; /* the hotplug lock */
byte state = CPUHP_OFFLINE;
bool online; /* cpu_online_mask */

byte calls_left = CALLS, faults_left = FAULTS, timeouts_left = TIMEOUTS;
byte callers_left = 2;

/* What the assertions need to know. */
bool owns_record;  /* the CPU uses what PREPARE has set up */
bool is_taken_out; /* the control CPU has given it up, and is through with its masks */
bool is_abandoned; /* nobody waits any more for the request that the CPU is at */

/* ---- both sides --------------------------------------------------------------------------- */

inline change(word, from, to, changed)
{
    d_step {
        changed = (word == from);
        if
        :: changed -> word = to
        :: else
        fi
    }
}

/* Whether something goes wrong here. */
inline may_fail(failed)
{
    atomic {
        failed = false;
        if
        :: true
        :: faults_left > 0 -> faults_left--; failed = true
        fi
    }
}

/* One that comes while the CPU does not take any is lost: harder than most controllers make it. */
inline send_sgi()
{
    d_step {
        if
        :: sgi_is_enabled -> sgi_is_pending = true
        :: else
        fi
    }
}

/* ---- the CPU ------------------------------------------------------------------------------- */

/* Every state that the CPU passes: only on its own, and only on what PREPARE has set up. */
inline run_states(to)
{
    d_step {
        assert(owns_record && state >= CPUHP_BRINGUP_CPU);
        assert(!(is_taken_out && online));
        state = to
    }
}

/* In, then the look; the control CPU: HUNG, then out. */
inline enter_mask()
{
    if
    :: handshake == BOOT_HUNG
    :: else ->
        online = true;
#ifndef MUTATION_mask_without_recheck /* enter_mask(): no second look at the handshake */
        if
        :: handshake == BOOT_HUNG -> online = false
        :: else
        fi
#endif
    fi
}

/* Down to CPUHP_AP_IDLE_DEAD. */
inline leave_states()
{
    online = false;
    sgi_is_enabled = false;
    run_states(CPUHP_BRINGUP_CPU)
}

inline come_up()
{
    sgi_is_enabled = true;
    enter_mask();
    run_states(CPUHP_AP_ONLINE);
    if
    :: handshake == BOOT_HUNG -> failed = true
    :: else -> may_fail(failed)
    fi;
    if
    :: failed -> leave_states()
    :: else -> run_states(CPUHP_ONLINE)
    fi
}

/* Waits until the CPU is wanted, or parks until it is. */
inline arrive()
{
    takes_interrupts = false;
    changed = false;
    do
    :: changed -> break
    :: else ->
        found = handshake;
        if
        :: found == BOOT_KICKED ->
            atomic {
                change(handshake, BOOT_KICKED, BOOT_ALIVE, changed);
                owns_record = changed;
                is_taken_out = false
            }
#ifdef MUTATION_no_check_on_arrival /* arrive(): one that was given up goes on all the same */
        :: found == BOOT_CANCELLED ->
            atomic { handshake = BOOT_ALIVE; owns_record = true; changed = true }
#endif
        :: found == BOOT_IDLE || found == BOOT_CANCELLED || found == BOOT_HUNG ||
           found == BOOT_DEAD ->
#ifdef MUTATION_park_without_cas /* arrive(): a plain store of PARKED */
            handshake = BOOT_PARKED
#else
            change(handshake, found, BOOT_PARKED, changed);
            changed = false
#endif
        :: found == BOOT_CLAIMED -> handshake != BOOT_CLAIMED /* it looks until that changes */
        :: found == BOOT_PARKED ->
            if
            :: !takes_interrupts ->
                sgi_is_enabled = true;
                takes_interrupts = true;
#ifdef MUTATION_sleep_without_look /* arrive(): takes interrupts and sleeps without a look */
                atomic { sgi_is_pending -> sgi_is_pending = false }
#endif
            :: else ->
end_parked:     atomic { sgi_is_pending -> sgi_is_pending = false }
            fi
        :: found == BOOT_ALIVE || found == BOOT_DONE ->
            assert(false) /* the panic in arrive(): started again while it was up */
        fi
    od
}

inline mailbox_complete(with_failure, changed)
{
#ifndef MUTATION_result_after_done
    mailbox_failed = with_failure;
#endif
    change(mailbox, MAILBOX_TAKEN, MAILBOX_DONE, changed);
#ifdef MUTATION_result_after_done /* mailbox_complete(): DONE before `result` is written */
    mailbox_failed = with_failure;
#endif
    if
    :: changed
    :: else -> change(mailbox, MAILBOX_ABANDONED, MAILBOX_EMPTY, failed)
    fi
}

/* Ends with `leaves` when the CPU has committed itself. */
inline go_down()
{
    may_fail(failed);
    if
    :: failed -> mailbox_complete(true, changed)
    :: else ->
        run_states(CPUHP_AP_ONLINE);
        mailbox_complete(false, leaves);
#ifdef MUTATION_leave_when_abandoned /* go_down(): goes whatever mailbox_complete() says */
        leaves = true;
#endif
        if
        :: leaves
        :: else ->
            run_states(CPUHP_ONLINE);
            mailbox_complete(true, changed) /* once more, by mailbox_serve(): does nothing */
        fi
    fi
}

inline mailbox_serve()
{
    atomic { change(mailbox, MAILBOX_POSTED, MAILBOX_TAKEN, changed); is_abandoned = false }
    if
    :: changed -> go_down()
    :: else
    fi
}

/* app_run(), as far as it matters: looks for requests between two sleeps. */
inline idle()
{
    leaves = false;
    do
    :: leaves -> break
    :: else ->
        if
        :: mailbox == MAILBOX_POSTED -> mailbox_serve()
        :: else ->
end_idle:   atomic { sgi_is_pending -> sgi_is_pending = false }
        fi
    od
}

inline secondary_leave()
{
    assert(!is_abandoned);
    leave_states();
    record_failed = false;
    change(handshake, BOOT_DONE, BOOT_DEAD, changed);
    assert(changed)
}

/* Off, in two steps: the firmware says so only some time after the CPU's last instruction. */
inline die()
{
    owns_record = false;
    if
    :: handshake != BOOT_DEAD -> stays_on = true
    :: else -> may_fail(stays_on) /* CPU_OFF is DENIED */
    fi
}

/* From the firmware's hand to the states, and back. */
active proctype secondary_start()
{
    mtype found;
    bool changed, failed, leaves, takes_interrupts, stays_on;

off:
end_off:
    firmware == FIRMWARE_ON_PENDING; /* from here it takes any time */
    atomic {
        may_fail(failed);
        if
        :: failed -> firmware = FIRMWARE_OFF; goto off /* it never starts */
        :: else -> firmware = FIRMWARE_ON; sgi_is_pending = false; sgi_is_enabled = false
        fi
    }
    assert(record_is_published);

again:
    arrive();
    come_up();
    record_failed = failed;
    if
    :: failed -> change(handshake, BOOT_ALIVE, BOOT_DEAD, changed)
    :: else ->
        change(handshake, BOOT_ALIVE, BOOT_DONE, changed);
        if
        :: changed -> idle(); secondary_leave()
        :: else -> leave_states()
        fi
    fi;
    die();
    if
    :: stays_on -> goto again
    :: else -> atomic { firmware = FIRMWARE_OFF; goto off }
    fi
}

/* ---- the control CPUs --------------------------------------------------------------------- */

inline hotplug_trylock(locked)
{
#ifdef MUTATION_no_lock /* hotplug_trylock(): lets everybody in */
    locked = true
#else
    d_step { locked = !owned; owned = true }
#endif
}

#ifdef FIRMWARE_QEMU
#define affinity_is_off (firmware != FIRMWARE_ON)
#else
#define affinity_is_off (firmware == FIRMWARE_OFF)
#endif

/* What the control CPU does to the states, it does while the CPU is not in them. */
inline prepare_states(to)
{
    d_step {
        assert(!owns_record && state <= CPUHP_BRINGUP_CPU);
        state = to
    }
}

inline wait_until_off()
{
    if
#ifdef MUTATION_no_kill_wait /* claim(): takes a DEAD CPU to be off */
    :: true -> result = SUCCESS
#else
    :: affinity_is_off || handshake == BOOT_PARKED -> result = SUCCESS
    :: timeouts_left > 0 -> timeouts_left--; result = ETIMEDOUT
#endif
    fi
}

/* SUCCESS: the record is the caller's. One look decides: a CPU that is DEAD only at a second look
 * has not been waited for. After the wait it is DEAD and off, or PARKED. */
inline claim()
{
    do
    :: true ->
        result = SUCCESS;
        found = handshake;
        if
        :: found == BOOT_DEAD ->
            wait_until_off();
            found = handshake
#ifdef MUTATION_two_looks_to_claim /* claim(): asks for DEAD first, and looks again in any case */
        :: found != BOOT_DEAD -> found = handshake
#endif
        :: else
        fi;
        if
        :: result != SUCCESS -> break
        :: else
        fi;
        if
        :: found == BOOT_IDLE || found == BOOT_DEAD || found == BOOT_CANCELLED ||
#ifdef MUTATION_claim_hung /* claim(): takes one that was given up in its states */
           found == BOOT_HUNG ||
#endif
           found == BOOT_PARKED ->
            change(handshake, found, BOOT_CLAIMED, changed);
            if
            :: changed -> origin = found; break
            :: else /* it has parked meanwhile */
            fi
        :: else -> result = EBUSY; break
        fi
    od;
    found = 0
}

inline release()
{
    change(handshake, BOOT_CLAIMED, (origin == BOOT_DEAD -> BOOT_IDLE : origin), changed)
}

/* CPU_ON with the record. One that was given up may be on its way, with the same record. */
inline cpu_psci_boot(failed)
{
#ifndef MUTATION_publish_after_cpu_on
    record_is_published = record_is_written;
#endif
    if
    :: origin == BOOT_CANCELLED && !affinity_is_off -> failed = false
    :: else ->
        atomic {
            assert(origin == BOOT_CANCELLED || firmware == FIRMWARE_OFF);
            may_fail(failed); /* INTERNAL_FAILURE, DENIED */
            if
            :: !failed && firmware == FIRMWARE_OFF -> firmware = FIRMWARE_ON_PENDING
            :: else /* ALREADY_ON, ON_PENDING: as good */
            fi
        }
    fi;
#ifdef MUTATION_publish_after_cpu_on /* cpu_psci_boot(): CPU_ON before arch_publish_boot_record() */
    record_is_published = record_is_written;
#endif
}

/* Refused wherever the CPU is, as by a fault that a test has asked for; or done. */
inline boot(failed)
{
    may_fail(failed);
    if
    :: failed
    :: else -> cpu_psci_boot(failed)
    fi
}

/*
 * `failed`: it is not started. One that was given up may be on its way: CPU_ON comes while the
 * record is CLAIMED, so that a CPU that arrives now waits for the end of that, and cannot be up and
 * off again between AFFINITY_INFO and CPU_ON. When it is refused the record is CLAIMED, again or
 * still, and release() makes it what it was.
 */
inline handshake_kick(failed)
{
    failed = false;
#ifndef MUTATION_late_cpu_on /* handshake_kick(): KICKED before CPU_ON for all */
    if
    :: origin == BOOT_CANCELLED -> boot(failed)
    :: else
    fi;
#endif
    if
    :: failed
    :: else ->
        change(handshake, BOOT_CLAIMED, BOOT_KICKED, changed);
        assert(changed);
        if
#ifndef MUTATION_late_cpu_on
        :: origin == BOOT_CANCELLED -> send_sgi()
#endif
#ifndef MUTATION_sgi_before_claim
        :: origin == BOOT_PARKED -> send_sgi()
#else
        :: origin == BOOT_PARKED
#endif
        :: else ->
            boot(failed);
            if
            :: failed -> change(handshake, BOOT_KICKED, BOOT_CLAIMED, failed)
            :: else
            fi
        fi
    fi
}

/* The PREPARE states, unless they have been left as they were; then the start. */
inline handshake_start()
{
#ifdef MUTATION_sgi_before_claim /* handshake_start(): wakes the parked CPU, then claims it */
    if
    :: handshake == BOOT_PARKED -> send_sgi()
    :: else
    fi;
#endif
    claim();
    if
    :: result != SUCCESS
    :: else ->
        failed = false;
        if
        :: state == CPUHP_OFFLINE ->
            assert(handshake == BOOT_CLAIMED && !owns_record);
            record_is_written = true;
            may_fail(failed);
            if
            :: failed
            :: else -> prepare_states(CPUHP_BRINGUP_CPU)
            fi
        :: else
        fi;
        if
        :: failed
        :: else -> handshake_kick(failed)
        fi;
        if
        :: failed ->
            prepare_states(CPUHP_OFFLINE);
            release();
            result = EFAILED
        :: else
        fi
    fi
}

/* `given_up`: it has not just answered. */
inline give_up(given_up)
{
#ifdef MUTATION_give_up_without_cas /* give_up(): a look for KICKED, and a plain store */
    given_up = (handshake == BOOT_KICKED);
    if
    :: given_up -> handshake = BOOT_CANCELLED
    :: else
    fi;
#else
    change(handshake, BOOT_KICKED, BOOT_CANCELLED, given_up);
#endif
    if
    :: given_up -> prepare_states(CPUHP_OFFLINE)
    :: else ->
#ifdef MUTATION_out_before_hung /* give_up(): out of the masks, then HUNG */
        if
        :: handshake == BOOT_ALIVE -> online = false
        :: else
        fi;
#endif
        change(handshake, BOOT_ALIVE, BOOT_HUNG, given_up);
        if
#ifdef MUTATION_out_before_hung
        :: given_up -> is_taken_out = true
#else
        :: given_up -> atomic { online = false; is_taken_out = true }
#endif
        :: else
        fi
    fi
}

inline clean_up_failed()
{
    claim();
    if
    :: result == SUCCESS -> prepare_states(CPUHP_OFFLINE); release()
    :: else
    fi;
    result = EFAILED
}

/* A start that got lost is the one case in which nothing but time ends the wait. */
inline handshake_finish()
{
    given_up = false;
    do
    :: handshake == BOOT_DONE ->
        result = (record_failed -> EFAILED : SUCCESS);
        break
    :: handshake == BOOT_DEAD || handshake == BOOT_PARKED -> clean_up_failed(); break
    :: timeouts_left > 0 || (handshake == BOOT_KICKED && firmware == FIRMWARE_OFF) ->
        atomic {
            if
            :: handshake == BOOT_KICKED && firmware == FIRMWARE_OFF
            :: else -> timeouts_left--
            fi
        }
        give_up(given_up);
        if
        :: given_up -> result = ETIMEDOUT; break
        :: else
        fi
    od;
    given_up = false
}

inline cpu_up()
{
    result = EALREADY;
    if
    :: state == CPUHP_ONLINE
    :: else ->
        hotplug_trylock(locked);
        if
        :: !locked -> result = EBUSY
        :: else ->
            handshake_start();
            if
            :: result == SUCCESS ->
                handshake_finish();
                assert(result != SUCCESS || (handshake == BOOT_DONE && online))
            :: else
            fi;
            owned = false
        fi
    fi
}

/* A CPU that has left its idle loop for good never looks: only time ends that wait. */
inline wait_for_result()
{
    do
    :: mailbox == MAILBOX_DONE ->
        result = (mailbox_failed -> EFAILED : SUCCESS);
        change(mailbox, MAILBOX_DONE, MAILBOX_EMPTY, changed);
        assert(changed);
        break
    :: timeouts_left > 0 || handshake != BOOT_DONE ->
        atomic {
            if
            :: handshake != BOOT_DONE
            :: else -> timeouts_left--
            fi
        }
        change(mailbox, MAILBOX_POSTED, MAILBOX_EMPTY, changed);
        if
        :: changed
        :: else ->
            atomic {
                change(mailbox, MAILBOX_TAKEN, MAILBOX_ABANDONED, changed);
                is_abandoned = changed
            }
        fi;
        if
        :: changed -> result = ETIMEDOUT; break
        :: else
        fi
    od
}

inline mailbox_request()
{
    if
    :: mailbox != MAILBOX_EMPTY -> result = EBUSY
    :: else ->
#ifdef MUTATION_sgi_before_posted /* mailbox_request(): the SGI before POSTED */
        send_sgi();
#endif
        change(mailbox, MAILBOX_EMPTY, MAILBOX_POSTED, changed);
        assert(changed);
#ifndef MUTATION_sgi_before_posted
        send_sgi();
#endif
        wait_for_result()
    fi
}

inline handshake_bury()
{
    if
    :: handshake != BOOT_DONE ->
        claim();
        if
        :: result == SUCCESS -> prepare_states(CPUHP_OFFLINE); release()
        :: else
        fi
    :: timeouts_left > 0 -> timeouts_left--; result = ETIMEDOUT
    fi
}

inline take_down()
{
    if
    :: handshake == BOOT_DONE ->
        mailbox_request();
        if
        :: result == SUCCESS -> handshake_bury()
        :: else
        fi
    :: else ->
        if
        :: state == CPUHP_OFFLINE -> result = EALREADY
        :: else ->
            if
            :: handshake == BOOT_IDLE || handshake == BOOT_PARKED ->
                prepare_states(CPUHP_OFFLINE);
                result = SUCCESS
            :: else -> result = EBUSY
            fi
        fi
    fi
}

inline cpu_down()
{
    result = EALREADY;
    if
    :: state == CPUHP_OFFLINE
    :: else ->
        hotplug_trylock(locked);
        if
        :: !locked -> result = EBUSY
        :: else ->
            take_down();
            assert(result != SUCCESS || (!online && state == CPUHP_OFFLINE));
            owned = false
        fi
    fi
}

active [2] proctype control()
{
    mtype result, found;
    bool locked, changed, failed, given_up;

    do
    :: atomic { calls_left > 0 -> calls_left-- };
        if
        :: cpu_up()
        :: cpu_down()
        fi;
        d_step { result = 0; locked = false; changed = false; failed = false }
    :: atomic { calls_left == 0 -> callers_left--; break }
    od
}

/* ---- the end ------------------------------------------------------------------------------- */

/* The CPU has nothing under way but to arrive late, to park, or to turn itself off. */
#define is_settled (handshake != BOOT_ALIVE && handshake != BOOT_HUNG && \
                    mailbox == MAILBOX_EMPTY && (handshake != BOOT_DONE || state == CPUHP_ONLINE))

/* No CPU is lost: up or not, it can be brought up, and then taken down. */
active proctype last_caller()
{
    mtype result, found;
    bool locked, changed, failed, given_up;

    atomic {
        callers_left == 0 && is_settled ->
        faults_left = 0;
        timeouts_left = 0;
        assert(!owned);
        assert(online == (handshake == BOOT_DONE));
        assert(handshake != BOOT_DONE || firmware == FIRMWARE_ON);
        assert(handshake != BOOT_IDLE || firmware == FIRMWARE_OFF);
        assert(handshake != BOOT_PARKED || firmware == FIRMWARE_ON);
        assert(handshake != BOOT_CLAIMED && handshake != BOOT_KICKED)
    }
    cpu_up();
    assert(result == SUCCESS || result == EALREADY);
    assert(handshake == BOOT_DONE && state == CPUHP_ONLINE && online && firmware == FIRMWARE_ON);
    cpu_down();
    assert(result == SUCCESS && !online);
    assert(handshake == BOOT_PARKED || (handshake == BOOT_IDLE && firmware == FIRMWARE_OFF))
}
