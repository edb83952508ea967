/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_TEST_IRQ_API_H
#define MUSTER_TEST_IRQ_API_H

#include <stdbool.h>
#include <stdint.h>

#include "mask.h"

/* The cases of irq-api, and what they have in common. */

#define IRQ 160 /* shared, and the next ones too */
#define PPI 20  /* private */

/* The last interrupt that note() has handled. Written by note(), calls last. */
struct seen {
    uint32_t calls;
    unsigned int irq, cpu;
    void *argument;
};
extern struct seen seen;

/* The handler of most cases. */
bool note(unsigned int irq, void *argument);

/* Raises an interrupt and waits until note() has handled it, which has to be on @p cpu. */
void raise_and_wait(unsigned int irq, unsigned int cpu);

/* Checks that note() is not called for some time. */
void check_none_comes(void);

/* ---- the cases ------------------------------------------------------------------------------- */

void errors(void);
void shared(void);
void priorities(void);
void private(void);
void many(void);
void affinity(void);
void freed(void);
void not_freed(void);

#endif
