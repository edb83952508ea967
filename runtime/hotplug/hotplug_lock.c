/* SPDX-License-Identifier: MIT */
#include "hotplug/hotplug_lock.h"

#include <stdint.h>

static uint32_t owned;

bool hotplug_trylock(void)
{
    return !__atomic_exchange_n(&owned, 1, __ATOMIC_ACQUIRE);
}

void hotplug_unlock(void)
{
    __atomic_store_n(&owned, 0, __ATOMIC_RELEASE);
}
