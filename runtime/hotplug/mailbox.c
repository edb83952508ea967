/* SPDX-License-Identifier: MIT */
#include "hotplug/mailbox.h"

#include <errno.h>

#include <muster/percpu.h>
#include <muster/smp.h>

#include "base/backoff.h"
#include "base/state_word.h"
#include "base/ticks.h"
#include "hotplug/occupant.h"
#include "hotplug/timeout.h"
#include "hotplug/walk.h"
#include "ipi/irqchip.h"

/* Both sides of the mailbox: the control CPU that posts a request, and the CPU that serves it. */

enum mailbox_word {
    MAILBOX_EMPTY,
    MAILBOX_POSTED_ANY_TIME,
    MAILBOX_POSTED_LEAVE,
    MAILBOX_TAKEN,
    MAILBOX_DONE,
    MAILBOX_ABANDONED,
};

struct mailbox {
    uint32_t word;              /* enum mailbox_word; written by both CPUs */
    mailbox_function *function; /* with `value`: by the control CPU, before POSTED */
    uintptr_t value;
    int result; /* by the CPU that serves, before DONE */
};
static DEFINE_PER_CPU(struct mailbox, mailboxes);

static bool change(struct mailbox *mailbox, enum mailbox_word from, enum mailbox_word to)
{
    return state_word_change(&mailbox->word, from, to);
}

static enum mailbox_word word_of(const struct mailbox *mailbox)
{
    return (enum mailbox_word)state_word_read(&mailbox->word);
}

/* Returns the word of a posted request. The kind is part of the word, so that a CPU that has seen
 * one request cannot take a later one of another kind for it. */
static enum mailbox_word posted(enum mailbox_when when)
{
    return when == MAILBOX_LEAVE ? MAILBOX_POSTED_LEAVE : MAILBOX_POSTED_ANY_TIME;
}

/* Waits for the result of a request. When the time is up, takes the request back if the CPU has not
 * taken it, and abandons it otherwise. */
static int wait_for_result(unsigned int cpu, struct mailbox *mailbox, enum mailbox_when when)
{
    uint64_t deadline_ticks = hotplug_deadline_ticks();
    struct backoff backoff = {0};

    while (word_of(mailbox) != MAILBOX_DONE) {
        if (counter_now() >= deadline_ticks) {
            if (change(mailbox, posted(when), MAILBOX_EMPTY))
                return -ETIMEDOUT;
            if (change(mailbox, MAILBOX_TAKEN, MAILBOX_ABANDONED)) {
                cpuhp_mark_stuck(cpu, "a callback", cpuhp_cpu_state(cpu), -ETIMEDOUT);
                return -ETIMEDOUT;
            }
        }
        backoff_pause(&backoff);
    }
    int result = mailbox->result;
    change(mailbox, MAILBOX_DONE, MAILBOX_EMPTY);
    return result;
}

int mailbox_request(unsigned int cpu, enum mailbox_when when, mailbox_function *function,
                    uintptr_t value)
{
    struct mailbox *mailbox = per_cpu_ptr(&mailboxes, cpu);

    if (cpu == smp_processor_id())
        return function(cpu, value);
    if (word_of(mailbox) != MAILBOX_EMPTY)
        return -EBUSY;
    mailbox->function = function;
    mailbox->value = value;
    change(mailbox, MAILBOX_EMPTY, posted(when));
    if (when == MAILBOX_LEAVE)
        cpu_occupant->leave(cpu);
    irqchip_send(cpu, IPI_WAKE_UP);
    return wait_for_result(cpu, mailbox, when);
}

bool mailbox_is_posted(void)
{
    enum mailbox_word word = word_of(this_cpu_ptr(&mailboxes));
    return word == MAILBOX_POSTED_ANY_TIME || word == MAILBOX_POSTED_LEAVE;
}

bool mailbox_is_free(unsigned int cpu)
{
    return word_of(per_cpu_ptr(&mailboxes, cpu)) == MAILBOX_EMPTY;
}

bool mailbox_has(unsigned int cpu, enum mailbox_when when)
{
    return word_of(per_cpu_ptr(&mailboxes, cpu)) == posted(when);
}

void mailbox_serve(unsigned int cpu, enum mailbox_when when)
{
    struct mailbox *mailbox = per_cpu_ptr(&mailboxes, cpu);

    if (!change(mailbox, posted(when), MAILBOX_TAKEN))
        return;
    if (!mailbox_complete(cpu, mailbox->function(cpu, mailbox->value)))
        change(mailbox, MAILBOX_ABANDONED, MAILBOX_EMPTY);
}

bool mailbox_complete(unsigned int cpu, int result)
{
    struct mailbox *mailbox = per_cpu_ptr(&mailboxes, cpu);

    if (word_of(mailbox) == MAILBOX_TAKEN)
        mailbox->result = result;
    return change(mailbox, MAILBOX_TAKEN, MAILBOX_DONE);
}
