/* SPDX-License-Identifier: MIT */
/*
 * The firmware's PSCI 1.1 (DEN0022), by SMC. A CPU that comes back from CPU_OFF, or from a
 * power-down CPU_SUSPEND, has lost all its registers.
 */
#include "el3.h"
#include "registers.h"

#define PSCI_64BIT (1u << 30)
#define PSCI_FIRST 0x84000000u
enum {
    VERSION = 0,
    CPU_SUSPEND = 1,
    CPU_OFF = 2,
    CPU_ON = 3,
    AFFINITY_INFO = 4,
    SYSTEM_OFF = 8,
    SYSTEM_RESET = 9,
    FEATURES = 10
};
#define FUNCTIONS                                                                                  \
    (1u << VERSION | 1u << CPU_SUSPEND | 1u << CPU_OFF | 1u << CPU_ON | 1u << AFFINITY_INFO |      \
     1u << SYSTEM_OFF | 1u << SYSTEM_RESET | 1u << FEATURES)

#define VERSION_1_1 0x10001
#define SUCCESS 0
#define NOT_SUPPORTED -1
#define INVALID_PARAMETERS -2
#define ALREADY_ON -4
#define ON_PENDING -5
#define INVALID_ADDRESS -9
#define STATE_POWER_DOWN (1u << 16)
#define STATE_VALID_BITS 0x0301ffffu

/* The secure PL061: its lines switch the power of the machine. */
#define POWER_PA 0x090b0000u
#define GPIODATA(line) (4u << (line))
#define GPIODIR 0x400
#define LINE_POWEROFF 0
#define LINE_RESET 1

/* As AFFINITY_INFO says it. */
enum state { STATE_ON, STATE_OFF, STATE_ON_PENDING };

static struct {
    uint32_t state;    /* enum state; OFF to ON_PENDING by one CPU_ON, the others by the CPU */
    uint32_t times;    /* how often it has entered the program; makes each time's junk its own */
    uint64_t entry_pa; /* by the CPU_ON that has set ON_PENDING, before gic_wake() */
    uint64_t context_id;
} cpus[MAX_CPUS];
static unsigned int cpu_count;

/* Returns the state of random numbers that no other entry has. It is never 0. */
static uint64_t random_of(unsigned int cpu)
{
    uint64_t random = parameters.seed + (cpus[cpu].times++ * MAX_CPUS + cpu) * 0x9e3779b97f4a7c15;

    random |= 1;
    for (int i = 0; i < 8; i++) /* seeds that are near each other give other numbers */
        next_random(&random);
    return random;
}

/* Enters the program on a CPU that has lost everything. */
static _Noreturn void enter(unsigned int cpu, uint64_t entry_pa, uint64_t context_id)
{
    uint64_t random = random_of(cpu);

    if (!has_option(OPTION_CLEAN) && !has_gicv3)
        gicv2_junk_interface(&random);
    struct way_down way = {
        .entry_pa = entry_pa,
        .context_id = context_id,
        .seed = random,
        .options = parameters.options,
        .cntvoff_ticks = parameters.cntvoff_ticks,
        .has_gicv3 = has_gicv3,
    };
    enter_program(&way);
}

/* The same on a CPU that was off. The controller of its private interrupts may have junk, too. */
static _Noreturn void start(unsigned int cpu, uint64_t entry_pa, uint64_t context_id)
{
    uint64_t random = random_of(cpu);

    if (!has_option(OPTION_CLEAN))
        gic_junk_private(cpu, &random);
    enter(cpu, entry_pa, context_id);
}

_Noreturn void enter_first(unsigned int count)
{
    cpu_count = count;
    for (unsigned int cpu = 1; cpu < count; cpu++)
        cpus[cpu].state = STATE_OFF;
    start(0, IMAGE_PA, TREE_PA);
}

_Noreturn void wait_for_cpu_on(unsigned int cpu)
{
    gic_wait_for_wakeup();
    __atomic_store_n(&cpus[cpu].state, STATE_ON, __ATOMIC_RELEASE);
    start(cpu, cpus[cpu].entry_pa, cpus[cpu].context_id);
}

/* ---- the calls ------------------------------------------------------------------------------ */

/* Returns the number of the CPU with that MPIDR, or MAX_CPUS. There is one cluster. */
static unsigned int cpu_of(uint64_t mpidr)
{
    return mpidr < cpu_count ? (unsigned int)mpidr : MAX_CPUS;
}

static int64_t cpu_on(uint64_t mpidr, uint64_t entry_pa, uint64_t context_id)
{
    unsigned int cpu = cpu_of(mpidr);
    uint32_t expected = STATE_OFF;

    if (cpu == MAX_CPUS)
        return INVALID_PARAMETERS;
    if (entry_pa % 4 || entry_pa < RAM_BASE)
        return INVALID_ADDRESS;
    if (!__atomic_compare_exchange_n(&cpus[cpu].state, &expected, STATE_ON_PENDING, false,
                                     __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
        return expected == STATE_ON ? ALREADY_ON : ON_PENDING;
    cpus[cpu].entry_pa = entry_pa;
    cpus[cpu].context_id = context_id;
    complete_stores();
    gic_wake(cpu);
    return SUCCESS;
}

static _Noreturn void cpu_off(unsigned int cpu)
{
    __atomic_store_n(&cpus[cpu].state, STATE_OFF, __ATOMIC_RELEASE);
    wait_for_cpu_on(cpu);
}

static int64_t affinity_info(uint64_t mpidr, uint64_t level)
{
    unsigned int cpu = cpu_of(mpidr);

    if (cpu == MAX_CPUS || level != 0)
        return INVALID_PARAMETERS;
    return __atomic_load_n(&cpus[cpu].state, __ATOMIC_ACQUIRE);
}

static int64_t cpu_suspend(unsigned int cpu, uint64_t state, uint64_t entry_pa, uint64_t context_id)
{
    if (state & ~(uint64_t)STATE_VALID_BITS)
        return INVALID_PARAMETERS;
    if (state & STATE_POWER_DOWN && (entry_pa % 4 || entry_pa < RAM_BASE))
        return INVALID_ADDRESS;
    while (!is_interrupt_pending())
        wait_for_interrupt();
    if (!(state & STATE_POWER_DOWN))
        return SUCCESS;
    if (has_option(OPTION_GIC_OFF) && !has_gicv3)
        gicv2_lose_banked();
    if (has_option(OPTION_DISTRIBUTOR_OFF))
        gic_lose_distributor();
    enter(cpu, entry_pa, context_id);
}

static _Noreturn void end(unsigned int line)
{
    write32(POWER_PA + GPIODIR, 1u << line);
    write32(POWER_PA + GPIODATA(line), 1u << line);
    for (;;)
        wait_for_interrupt();
}

static int64_t features(uint32_t id)
{
    uint32_t function = (id & ~PSCI_64BIT) - PSCI_FIRST;

    return function < 32 && FUNCTIONS >> function & 1 ? SUCCESS : NOT_SUPPORTED;
}

#define COUNT_ROW(name, encoding, field, level, mask, value) +1
#define ROWS (0 READ_REGISTERS(COUNT_ROW))

/* For test/el3/registers.c. */
static int64_t answer_about_register(uint64_t row, uint64_t what)
{
    if (row >= ROWS)
        return NOT_SUPPORTED;
    struct reading reading = read_register(row);
    return (int64_t)(what ? reading.value : reading.exists);
}

/* Answers an SMC. Returns x0. */
int64_t psci_call(uint32_t id, uint64_t x1, uint64_t x2, uint64_t x3, unsigned int cpu)
{
    if (id == READ_REGISTER_FUNCTION)
        return answer_about_register(x1, x2);
    switch ((id & ~PSCI_64BIT) - PSCI_FIRST) {
    case VERSION:
        return VERSION_1_1;
    case CPU_SUSPEND:
        return cpu_suspend(cpu, x1, x2, x3);
    case CPU_OFF:
        cpu_off(cpu);
    case CPU_ON:
        return cpu_on(x1, x2, x3);
    case AFFINITY_INFO:
        return affinity_info(x1, x2);
    case SYSTEM_OFF:
        end(LINE_POWEROFF);
    case SYSTEM_RESET:
        end(LINE_RESET);
    case FEATURES:
        return features((uint32_t)x1);
    default:
        return NOT_SUPPORTED;
    }
}
