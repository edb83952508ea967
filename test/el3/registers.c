/* SPDX-License-Identifier: MIT */
#include "registers.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <muster/app.h>
#include <muster/psci.h>
#include <muster/smp.h>

#include "args.h"

/*
 * usage: el3-registers EL, below the firmware of this folder, entered at that level
 *
 * Each CPU finds the registers of registers.h as the entry has to leave them, whatever the firmware
 * had put there.
 */

#define NAME_OF(name, encoding, field, level, mask, value) {#name, level, mask, value},
static const struct {
    const char *name;
    unsigned int level;
    uint64_t mask;
    int64_t value;
} rows[] = {READ_REGISTERS(NAME_OF)};

#define ROW_OF(name, encoding, field, level, mask, value) ROW_##name,
enum row { READ_REGISTERS(ROW_OF) ROWS };

/* Of the program: the entry leaves their addresses, or their value, in registers. */
extern const char vectors[] __asm__("muster_vectors");
extern const char early_vectors[] __asm__("muster_early_vectors");
extern const char root_table[] __asm__("muster_root_table");
extern const uint64_t event_stream __asm__("muster_event_stream");

#define PMCR_N_SHIFT 11
#define PMCR_N_MASK 0x1f

static uint64_t ask(enum row row, unsigned int what)
{
    struct arm_smccc_res result;

    arm_smccc_smc(READ_REGISTER_FUNCTION, row, what, 0, 0, 0, 0, 0, &result);
    return result.a0;
}

static bool has(enum row row)
{
    return ask(row, 0) != 0;
}

static uint64_t value_of(enum row row)
{
    return ask(row, 1);
}

static uint64_t wanted(enum row row, unsigned int cpu)
{
    switch (rows[row].value) {
    case VALUE_OF_VECTORS:
        return (uintptr_t)vectors;
    case VALUE_OF_EARLY_VECTORS:
        return (uintptr_t)early_vectors;
    case VALUE_OF_ROOT_TABLE:
        return (uintptr_t)root_table;
    case VALUE_OF_EVENT_STREAM:
        return event_stream;
    case VALUE_OF_CPU:
        return cpu;
    case VALUE_OF_MIDR:
        return value_of(ROW_MIDR_EL1);
    case VALUE_OF_MPIDR:
        return value_of(ROW_MPIDR_EL1);
    case VALUE_OF_COUNTERS:
        return value_of(ROW_PMCR_EL0) >> PMCR_N_SHIFT & PMCR_N_MASK;
    default:
        return (uint64_t)rows[row].value;
    }
}

/* Returns true if the register is as it has to be. */
static bool is_right(enum row row, unsigned int cpu)
{
    uint64_t found = value_of(row), want = wanted(row, cpu);

    if (((found ^ want) & rows[row].mask) == 0)
        return true;
    printf("registers: CPU %u: %s is 0x%" PRIx64 ", and not 0x%" PRIx64 " in the bits 0x%" PRIx64
           "\n",
           cpu, rows[row].name, found, want, rows[row].mask);
    return false;
}

int app_main_percpu(unsigned int cpu)
{
    unsigned int wrong = 0, level = (unsigned int)arg_number(1);

    for (enum row row = 0; row < ROWS; row++)
        if (rows[row].level <= level && has(row))
            wrong += !is_right(row, cpu);
    return wrong != 0;
}
