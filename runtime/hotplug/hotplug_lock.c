/* SPDX-License-Identifier: MIT */
#include "hotplug/hotplug_lock.h"

#include <stdint.h>

/* The hotplug lock is one word, taken by exchange. */

/* 0 or 1; changed by the lock's owner and by the CPU that takes the lock. */
static uint32_t owned;

bool hotplug_trylock(void)
{
    return !__atomic_exchange_n(&owned, 1, __ATOMIC_ACQUIRE);
}

void hotplug_unlock(void)
{
    __atomic_store_n(&owned, 0, __ATOMIC_RELEASE);
}
