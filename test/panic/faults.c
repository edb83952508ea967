/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <muster/app.h>
#include <muster/machine.h>
#include <muster/panic.h>

#include "args.h"
#include "check.h"
#include "recurse.h"
#include "rendezvous.h"

/*
 * usage: panic-faults CPU FAULT
 *
 * CPU commits FAULT while the others spin in the application; each fault must end the program.
 */

#define NOT_NOTICED_STATUS 98

typedef void function(void);

/* A volatile copy, so that the compiler knows nothing about the address. */
static void *somewhere(uintptr_t address)
{
    volatile uintptr_t copy = address;
    return (void *)copy;
}

static void call(uintptr_t address)
{
    ((function *)(uintptr_t)somewhere(address))();
}

static void write_to(uintptr_t address)
{
    *(volatile uint32_t *)somewhere(address) = 0;
}

static void read_from(uintptr_t address)
{
    (void)*(volatile uint32_t *)somewhere(address);
}

/* ---- memory and its permissions ---------------------------------------------------------- */

static const uint32_t constant[4] = {1, 2, 3, 4};
static const char *const relocated_constant = "an address, which the program wrote at its start";
static uint32_t data[4] = {1, 2, 3, 4};
static uint32_t zero[4];

/* An address on QEMU virt at which there is nothing, neither in the map nor on the bus. */
#define NOTHING_PA 0x20000000
#define NOTHING_ON_BUS_PA 0x0b000000
#define BEYOND_THE_MAP UINT64_C(0x0001000000000000)

static void write_text(void)
{
    write_to((uintptr_t)app_main_percpu);
}

static void write_constant(void)
{
    write_to((uintptr_t)constant);
}

static void write_relocated_constant(void)
{
    write_to((uintptr_t)&relocated_constant);
}

static void execute_constant(void)
{
    call((uintptr_t)constant);
}

static void execute_data(void)
{
    call((uintptr_t)data);
}

static void execute_zero(void)
{
    call((uintptr_t)zero);
}

static void execute_stack(void)
{
    uint32_t on_stack[4] = {0};

    call((uintptr_t)somewhere((uintptr_t)on_stack));
}

static void execute_heap(void)
{
    call((uintptr_t)malloc(64));
}

static void free_twice(void)
{
    char *memory = malloc(64);
    void *again = somewhere((uintptr_t)memory);

    free(memory);
    free(again);
}

static void free_what_is_no_block(void)
{
    free(somewhere((uintptr_t)data));
}

static void read_null(void)
{
    read_from(0);
}

static void write_null_member(void)
{
    write_to(0xff8);
}

static void call_null(void)
{
    call(0);
}

static void read_unmapped(void)
{
    read_from(NOTHING_PA);
}

static void write_unmapped(void)
{
    write_to(NOTHING_PA + 8);
}

static void call_unmapped(void)
{
    call(NOTHING_PA);
}

static void read_beyond(void)
{
    read_from(BEYOND_THE_MAP);
}

static void read_absent_device(void)
{
    CHECK(muster_map_device(NOTHING_ON_BUS_PA, 4) == 0);
    read_from(NOTHING_ON_BUS_PA);
}

static void call_unaligned(void)
{
    call((uintptr_t)app_main_percpu + 2);
}

/* An ordinary access may be unaligned, an exclusive one may not. */
static void unaligned_atomic(void)
{
    char *bytes = (char *)data + 1;
    uint64_t *unaligned = somewhere((uintptr_t)bytes);

    __atomic_fetch_add(unaligned, 1, __ATOMIC_SEQ_CST);
}

/* ---- instructions ------------------------------------------------------------------------ */

static void trap(void)
{
    __builtin_trap();
}

/* The second word of the Image header is zero, and 0 is no instruction. */
static void undefined_instruction(void)
{
    extern char _start[];
    call((uintptr_t)_start + 8);
}

/* ---- the program's own reasons ------------------------------------------------------------ */

static void panic_call(void)
{
    panic("%s is 0x%x", "the reason", 42);
}

static void abort_call(void)
{
    abort();
}

static void raise_call(void)
{
    raise(SIGTERM);
}

static void assertion(void)
{
    const int wheels = 3;

    assert(wheels == 4);
}

/* ---- the stack ---------------------------------------------------------------------------- */

static void overflow_stack(void)
{
    recurse(0);
}

static volatile char *volatile given_away;

/* Gives away the address of an array, so that the compiler keeps elements that are not used. */
static inline void keep_whole(volatile char *array)
{
    given_away = array;
    given_away = NULL;
}

/* Writes to the far end of a frame of @p bytes bytes, and to nothing between. */
static __attribute__((noinline)) void use_end_of_frame(size_t bytes)
{
    volatile char frame[bytes];

    keep_whole(frame);
    for (size_t i = 0; i < 64; i++)
        frame[i] = (char)i;
    (void)frame[0];
}

/* Ends in the area of another CPU, if nothing but a page lies below the stack. */
static void big_frame(void)
{
    use_end_of_frame(41000);
}

static __attribute__((noinline)) void huge_frame(void)
{
    volatile char frame[1000000];

    keep_whole(frame);
    for (size_t i = 0; i < 64; i++)
        frame[i] = (char)i;
    (void)frame[0];
}

#define PAGE_BYTES 4096u

/* Writes up to the last word of the stack and not beyond it. The damage is found when the CPU
 * ends. */
static void use_up_stack(void)
{
    uintptr_t here = (uintptr_t)__builtin_frame_address(0);
    uintptr_t top = (here + PAGE_BYTES - 1) & ~(uintptr_t)(PAGE_BYTES - 1);

    write_to(top - STACK_BYTES);
}

/* Built with -fstack-protector-all. */
static void smash_stack(void)
{
    char buffer[8];
    volatile char *byte = somewhere((uintptr_t)buffer);
    volatile size_t length = 40; /* for the compiler to guess */

    for (size_t i = 0; i < length; i++)
        byte[i] = (char)i;
}

/* ------------------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    function *commit;
} faults[] = {
    {"write-text", write_text},
    {"write-constant", write_constant},
    {"write-relocated-constant", write_relocated_constant},
    {"execute-constant", execute_constant},
    {"execute-data", execute_data},
    {"execute-zero", execute_zero},
    {"execute-stack", execute_stack},
    {"execute-heap", execute_heap},
    {"free-twice", free_twice},
    {"free-what-is-no-block", free_what_is_no_block},
    {"read-null", read_null},
    {"write-null-member", write_null_member},
    {"call-null", call_null},
    {"read-unmapped", read_unmapped},
    {"write-unmapped", write_unmapped},
    {"call-unmapped", call_unmapped},
    {"read-beyond", read_beyond},
    {"read-absent-device", read_absent_device},
    {"call-unaligned", call_unaligned},
    {"unaligned-atomic", unaligned_atomic},
    {"trap", trap},
    {"undefined-instruction", undefined_instruction},
    {"panic", panic_call},
    {"abort", abort_call},
    {"raise", raise_call},
    {"assert", assertion},
    {"overflow-stack", overflow_stack},
    {"big-frame", big_frame},
    {"huge-frame", huge_frame},
    {"use-up-stack", use_up_stack},
    {"smash-stack", smash_stack},
};

static void commit(const char *name)
{
    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
        if (strcmp(name, faults[i].name) == 0)
            return faults[i].commit();
    CHECK(!"there is such a fault");
}

int app_main_percpu(unsigned int cpu)
{
    static struct rendezvous all_here;

    rendezvous(&all_here);
    if (cpu != arg_number(1))
        spin_for_ever();
    commit(arg_text(2));
    /* The end of the stack is looked at when the CPU has returned. */
    if (!arg_is(2, "use-up-stack"))
        exit(NOT_NOTICED_STATUS);
    return 0;
}
