/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_LIBC_LOCK_H
#define MUSTER_RUNTIME_LIBC_LOCK_H

#include <stdint.h>

#include <muster/linkage.h>

/* The libc's lock: _LOCK_T is a pointer to it. All zeroes is a free lock. The lock does not serve
 * CPUs in the order in which they came: under an emulator with fewer cores than CPUs, the CPU that
 * came first may be the last to run. */
struct __lock {
    uint32_t owner;  /* the owning CPU plus one, 0 if free; changed by compare-and-swap */
    uint32_t nested; /* how often the owner has taken it again; written by the owner */
};

/* malloc()'s lock. */
extern struct __lock malloc_lock MUSTER_LINK_NAME(malloc_lock);

/*
 * Masks this CPU's interrupts and takes the lock. Interrupts are as before while this waits for
 * another CPU. Returns the interrupt state for libc_unlock_irqrestore(). The lock lets its owner in
 * again: after a fault in malloc() the CPU ends the program, and that may need memory.
 */
uint64_t libc_lock_irqsave(struct __lock *lock) MUSTER_LINK_NAME(libc_lock_irqsave);
/* Releases the lock and restores the interrupt state. */
void libc_unlock_irqrestore(struct __lock *lock, uint64_t flags)
    MUSTER_LINK_NAME(libc_unlock_irqrestore);

#endif
