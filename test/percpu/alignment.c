/* SPDX-License-Identifier: MIT */
#include <stdint.h>

#include <muster/app.h>
#include <muster/percpu.h>

#include "check.h"

/* Per-CPU and thread-local variables with an alignment above a page. One thread-local variable has
 * a first value and a small alignment: its offset depends on where the linker lets the segment
 * begin. */

#define PERCPU_ALIGNMENT 16384
#define TLS_ALIGNMENT 8192

static DEFINE_PER_CPU(
    struct { _Alignas(PERCPU_ALIGNMENT) uint32_t words[16]; }, wide) = {{3}};
static DEFINE_PER_CPU(uint32_t, narrow) = 4;
static _Thread_local uint32_t small = 5;
static _Thread_local _Alignas(TLS_ALIGNMENT) uint32_t zero;
static _Thread_local _Alignas(64) uint32_t more = 6;

static uintptr_t address_of(const volatile void *variable)
{
    volatile uintptr_t address = (uintptr_t)variable;

    return address;
}

int app_main_percpu(unsigned int cpu)
{
    CHECK(address_of(this_cpu_ptr(&wide)) % PERCPU_ALIGNMENT == 0);
    CHECK(address_of(&zero) % TLS_ALIGNMENT == 0 && address_of(&more) % 64 == 0);
    CHECK(this_cpu_ptr(&wide)->words[0] == 3 && this_cpu_read(narrow) == 4);
    CHECK(small == 5 && zero == 0 && more == 6);
    small = zero = more = cpu;
    this_cpu_write(narrow, cpu);
    CHECK(this_cpu_ptr(&wide)->words[0] == 3 && this_cpu_ptr(&wide)->words[15] == 0);
    return 0;
}
