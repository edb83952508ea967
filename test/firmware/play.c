/* SPDX-License-Identifier: MIT */
#include "play.h"

#include <errno.h>

#include <muster/order.h>
#include <muster/psci.h>

#include "../../runtime/base/boot_record.h"
#include "check.h"
#include "ledger.h"
#include "wait.h"

struct play play;
struct play_calls play_calls[PLAY_MAX_CPUS];

static struct psci_operations real;

#define POWER_STATE_OFF (UINT32_C(1) << 16)

static unsigned int cpu_of(uint64_t mpidr)
{
    int cpu = get_logical_index(mpidr);

    CHECK(cpu >= 0 && cpu < PLAY_MAX_CPUS);
    return (unsigned int)cpu;
}

uint32_t play_ons(unsigned int cpu)
{
    return __atomic_load_n(&play_calls[cpu].ons, __ATOMIC_ACQUIRE);
}

uint32_t play_offs(unsigned int cpu)
{
    return __atomic_load_n(&play_calls[cpu].offs, __ATOMIC_ACQUIRE);
}

int play_real_cpu_on(unsigned int cpu, uint64_t entry_pa, uint64_t context_id)
{
    return real.cpu_on(cpu_logical_map(cpu), entry_pa, context_id);
}

int play_real_cpu_off(unsigned int cpu)
{
    CHECK(cpu == smp_processor_id());
    return real.cpu_off(POWER_STATE_OFF);
}

int play_real_affinity_info(unsigned int cpu)
{
    return real.affinity_info(cpu_logical_map(cpu), 0);
}

int play_start_once(unsigned int cpu, uint64_t entry_pa, uint64_t context_id)
{
    static uint32_t taken;
    int error = -EALREADY;

    wait_until(!__atomic_exchange_n(&taken, 1, __ATOMIC_ACQUIRE));
    if (play_real_affinity_info(cpu) == PSCI_AFFINITY_LEVEL_OFF) {
        error = play_real_cpu_on(cpu, entry_pa, context_id);
        wait_until(error || play_real_affinity_info(cpu) == PSCI_AFFINITY_LEVEL_ON);
    }
    __atomic_store_n(&taken, 0, __ATOMIC_RELEASE);
    return error;
}

void play_wait_until_parked(unsigned int cpu)
{
    const struct boot_record *record =
        (const struct boot_record *)(uintptr_t)play_calls[cpu].context_id;
    unsigned int ms = 0;

    for (; __atomic_load_n(&record->handshake, __ATOMIC_ACQUIRE) != BOOT_PARKED; ms++) {
        CHECK(ms < LEDGER_BOUND_MS);
        wait_ms(1);
    }
}

static int cpu_on(uint64_t mpidr, uint64_t entry_pa, uint64_t context_id)
{
    unsigned int cpu = cpu_of(mpidr);
    struct play_calls *calls = &play_calls[cpu];

    calls->entry_pa = entry_pa;
    calls->context_id = context_id;
    __atomic_fetch_add(&calls->ons, 1, __ATOMIC_RELEASE);
    return play.cpu_on ? play.cpu_on(cpu, entry_pa, context_id)
                       : play_real_cpu_on(cpu, entry_pa, context_id);
}

static int cpu_off(uint32_t power_state)
{
    unsigned int cpu = smp_processor_id();

    CHECK(power_state == POWER_STATE_OFF);
    __atomic_fetch_add(&play_calls[cpu].offs, 1, __ATOMIC_RELEASE);
    return play.cpu_off ? play.cpu_off(cpu) : play_real_cpu_off(cpu);
}

static int affinity_info(uint64_t mpidr, uint32_t lowest_level)
{
    unsigned int cpu = cpu_of(mpidr);

    CHECK(lowest_level == 0);
    return play.affinity_info ? play.affinity_info(cpu) : play_real_affinity_info(cpu);
}

__attribute__((constructor)) static void begin_to_play(void)
{
    real = psci_ops;
    psci_ops.cpu_on = cpu_on;
    psci_ops.cpu_off = cpu_off;
    psci_ops.affinity_info = affinity_info;
}
