/* SPDX-License-Identifier: MIT */
#include <cstdint>
#include <cstdlib>
#include <new>

#include <muster/app.h>

#include "check.h"
#include "made.h"

/* A program's own operator new and delete take the place of the runtime's, for arrays and for what
 * a library in C++ makes, too. */

static uint32_t made, destroyed;

void *operator new(size_t bytes)
{
    __atomic_add_fetch(&made, 1, __ATOMIC_RELAXED);
    void *memory = malloc(bytes);
    CHECK(memory);
    return memory;
}

void operator delete(void *memory) noexcept
{
    __atomic_add_fetch(&destroyed, 1, __ATOMIC_RELAXED);
    free(memory);
}

void operator delete(void *memory, size_t) noexcept
{
    operator delete(memory);
}

int app_main_percpu(unsigned int cpu)
{
    static uint32_t done;

    unsigned int *volatile numbers = new unsigned int[10]{cpu}; /* volatile: not optimised away */
    auto *object = make(cpu);
    CHECK(numbers[0] == cpu && object->value() == cpu);
    delete[] numbers;
    delete object;
    if (__atomic_add_fetch(&done, 1, __ATOMIC_ACQ_REL) == num_online_cpus())
        CHECK(made == 2 * done && destroyed == made);
    return 0;
}
