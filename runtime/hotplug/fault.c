/* SPDX-License-Identifier: MIT */
#include "hotplug/fault.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include <muster/cmdline.h>
#include <muster/console.h>
#include <muster/cpuhp_fault.h>
#include <muster/percpu.h>
#include <muster/psci.h>
#include <muster/smp.h>

#include "base/printable.h"
#include "cmdline/cmdline.h"
#include "hotplug/table.h"

/* Keeps the failures that a test or the command line wants injected, until they happen. */

bool cpuhp_faults_armed;

/* The failures of a CPU. Any CPU sets them. The CPU on which a failure happens, this one or its
 * control CPU, takes it: it sets the word back to 0. */
struct cpu_faults {
    uint32_t state; /* enum cpuhp_state, 0 for none */
    uint32_t fault; /* enum cpuhp_fault */
    int value;      /* of `fault`; written before `fault` */
};
static DEFINE_PER_CPU(struct cpu_faults, cpu_faults);

#define MAX_LATE_MS 600000

int cpuhp_set_fail(unsigned int cpu, enum cpuhp_state state)
{
    if (!cpu_possible(cpu) || state == CPUHP_OFFLINE || state < CPUHP_INVALID ||
        state >= CPUHP_ONLINE)
        return -EINVAL;
    __atomic_store_n(&per_cpu_ptr(&cpu_faults, cpu)->state,
                     state == CPUHP_INVALID ? 0 : (uint32_t)state, __ATOMIC_RELAXED);
    __atomic_store_n(&cpuhp_faults_armed, true, __ATOMIC_RELEASE);
    return 0;
}

static bool is_value_for(enum cpuhp_fault fault, int value)
{
    if (fault == CPUHP_FAULT_CPU_ON)
        return value < 0;
    if (fault == CPUHP_FAULT_LATE)
        return value > 0 && value <= MAX_LATE_MS;
    return value == 0;
}

int cpuhp_set_fault(unsigned int cpu, enum cpuhp_fault fault, int value)
{
    if (!cpu_possible(cpu) || (unsigned int)fault > CPUHP_FAULT_NO_LSE ||
        !is_value_for(fault, value))
        return -EINVAL;
    struct cpu_faults *faults = per_cpu_ptr(&cpu_faults, cpu);
    faults->value = value;
    __atomic_store_n(&faults->fault, fault, __ATOMIC_RELEASE); /* partner: take() */
    __atomic_store_n(&cpuhp_faults_armed, true, __ATOMIC_RELEASE);
    return 0;
}

uint64_t fault_states(unsigned int cpu)
{
    if (!cpuhp_faults_armed)
        return 0;
    uint32_t state = __atomic_load_n(&per_cpu_ptr(&cpu_faults, cpu)->state, __ATOMIC_RELAXED);
    return state ? cpuhp_bit((enum cpuhp_state)state) : 0;
}

static bool take(uint32_t *word, uint32_t expected)
{
    return __atomic_compare_exchange_n(word, &expected, 0, false, __ATOMIC_ACQUIRE,
                                       __ATOMIC_ACQUIRE);
}

bool fault_takes_state(unsigned int cpu, enum cpuhp_state state)
{
    return take(&per_cpu_ptr(&cpu_faults, cpu)->state, (uint32_t)state);
}

bool fault_takes(unsigned int cpu, enum cpuhp_fault fault, int *value)
{
    struct cpu_faults *faults = per_cpu_ptr(&cpu_faults, cpu);
    if (!take(&faults->fault, fault))
        return false;
    *value = faults->value;
    return true;
}

/* ---- the command line --------------------------------------------------------------------- */

/* The options, kept as text until fault_apply_options(). They are read before the CPU map and the
 * application's states exist. There is room for all that a command line can hold. */
#define MAX_OPTIONS (CMDLINE_MAX_BYTES / sizeof("cpuhp.fail="))
static struct {
    const char *text;
    int (*apply)(const char *text);
} options[MAX_OPTIONS] __attribute__((section(".muster_uncleared")));
static unsigned int option_count;

static int keep(const char *value, int (*apply)(const char *))
{
    if (!value)
        return -EINVAL;
    if (option_count == MAX_OPTIONS)
        return -ERANGE;
    options[option_count].text = value;
    options[option_count++].apply = apply;
    return 0;
}

static enum cpuhp_state find_state(const char *text)
{
    unsigned int number;

    for (int state = CPUHP_OFFLINE + 1; state < CPUHP_ONLINE; state++)
        if (cpuhp_steps[state].name && strcmp(cpuhp_steps[state].name, text) == 0)
            return (enum cpuhp_state)state;
    return muster_parse_u32(text, CPUHP_ONLINE - 1, &number) == 0 && number != CPUHP_OFFLINE
               ? (enum cpuhp_state)number
               : CPUHP_INVALID;
}

/* Splits TEXT:NUMBER at its last colon, into @p head and @p number. */
static bool split_number(const char *text, char *head, size_t head_bytes, unsigned int *number)
{
    const char *colon = strrchr(text, ':');
    size_t length = colon ? (size_t)(colon - text) : 0;

    if (length == 0 || length >= head_bytes || muster_parse_u32(colon + 1, INT32_MAX, number) != 0)
        return false;
    memcpy(head, text, length);
    head[length] = '\0';
    return true;
}

#define MAX_WORD_BYTES 64

/* Applies cpuhp.fail=STATE[:cpu]. STATE is a state's name, which holds a colon itself, or its
 * number. */
static int apply_fail(const char *text)
{
    char head[MAX_WORD_BYTES];
    unsigned int cpu;
    enum cpuhp_state state = find_state(text);

    if (state == CPUHP_INVALID)
        return split_number(text, head, sizeof(head), &cpu) &&
                       (state = find_state(head)) != CPUHP_INVALID
                   ? cpuhp_set_fail(cpu, state)
                   : -EINVAL;
    for_each_possible_cpu (cpu)
        cpuhp_set_fail(cpu, state);
    return 0;
}

static int parse_fail(const char *value)
{
    return keep(value, apply_fail);
}
MUSTER_EARLY_PARAM("cpuhp.fail", parse_fail);

/* Applies cpuhp.fault=WHAT:cpu. WHAT is cpu_off, never, no_lse, late:ms or cpu_on:code, where the
 * code is a PSCI code without its sign. */
static int apply_fault(const char *text)
{
    static const char *const names[] = {
        [CPUHP_FAULT_CPU_ON] = "cpu_on", [CPUHP_FAULT_CPU_OFF] = "cpu_off",
        [CPUHP_FAULT_NEVER] = "never",   [CPUHP_FAULT_LATE] = "late",
        [CPUHP_FAULT_NO_LSE] = "no_lse",
    };
    char head[MAX_WORD_BYTES];
    unsigned int cpu, value = 0;

    if (!split_number(text, head, sizeof(head), &cpu))
        return -EINVAL;
    if (strchr(head, ':'))
        split_number(head, head, sizeof(head), &value);
    for (unsigned int fault = CPUHP_FAULT_CPU_ON; fault <= CPUHP_FAULT_NO_LSE; fault++)
        if (strcmp(head, names[fault]) == 0)
            return cpuhp_set_fault(cpu, (enum cpuhp_fault)fault,
                                   fault == CPUHP_FAULT_CPU_ON ? psci_to_errno(-(int64_t)value)
                                                               : (int)value);
    return -EINVAL;
}

static int parse_fault(const char *value)
{
    return keep(value, apply_fault);
}
MUSTER_EARLY_PARAM("cpuhp.fault", parse_fault);

void fault_apply_options(void)
{
    char shown[PRINTABLE_BYTES];

    for (unsigned int i = 0; i < option_count; i++)
        if (options[i].apply(options[i].text) != 0)
            console_printf("muster: command line: %s=%s: no such state, fault or CPU, ignored\n",
                           options[i].apply == apply_fail ? "cpuhp.fail" : "cpuhp.fault",
                           printable(options[i].text, shown));
}
