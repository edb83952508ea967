/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stddef.h>

#include <muster/console.h>
#include <muster/panic.h>
#include <muster/psci.h>

#include "aarch64/cpu/last_conduit.h"
#include "arch/cpu.h"
#include "arch/el3.h"
#include "arch/firmware.h"

/* Calls the PSCI firmware (Arm DEN0022F). Every call goes through invoke(), and only the device
 * tree decides which conduit invoke() uses. */

/* Function ids (DEN0022 5.1). Bit 30 means SMC64, for functions that take addresses. */
#define PSCI_FN_VERSION 0x84000000u
#define PSCI_FN_CPU_SUSPEND 0xc4000001u
#define PSCI_FN_CPU_OFF 0x84000002u
#define PSCI_FN_CPU_ON 0xc4000003u
#define PSCI_FN_AFFINITY_INFO 0xc4000004u
#define PSCI_FN_MIGRATE 0xc4000005u
#define PSCI_FN_MIGRATE_INFO_TYPE 0x84000006u
#define PSCI_FN_MIGRATE_INFO_UP_CPU 0xc4000007u
#define PSCI_FN_SYSTEM_RESET 0x84000009u
#define PSCI_FN_FEATURES 0x8400000au
#define PSCI_FN_SYSTEM_RESET2 0xc4000012u
#define SMCCC_FN_VERSION 0x80000000u

#define SMCCC_VERSION_1_0 PSCI_VERSION(1, 0)
/* StateType and the valid bits in a power_state (DEN0022 5.4.2). Their places depend on which
 * format PSCI_FEATURES reports. */
#define PSCI_POWER_STATE_TYPE (UINT32_C(1) << 16)
#define PSCI_EXTENDED_POWER_STATE_TYPE (UINT32_C(1) << 30)
#define PSCI_POWER_STATE_MASK UINT32_C(0x0301ffff)
#define PSCI_EXTENDED_POWER_STATE_MASK UINT32_C(0x4fffffff)
#define PSCI_FEATURES_EXTENDED_POWER_STATE (1 << 1)
/* The highest major version that exists. A larger one means that what answers is not PSCI
 * firmware. */
#define PSCI_MAJOR_KNOWN 1

typedef void smccc_conduit(uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t,
                           uint64_t, struct arm_smccc_res *);

struct psci_operations psci_ops;
static smccc_conduit *conduit;
static struct {
    uint32_t cpu_suspend, cpu_off, cpu_on, migrate;
} function_ids;
static uint32_t power_state_type = PSCI_POWER_STATE_TYPE;
static uint32_t smccc_version = SMCCC_VERSION_1_0;

static uint64_t invoke(uint32_t function, uint64_t a1, uint64_t a2, uint64_t a3)
{
    struct arm_smccc_res res;
    if (!conduit)
        panic("PSCI call 0x%08x before the device tree has named a conduit", function);
    conduit(function, a1, a2, a3, 0, 0, 0, 0, &res);
    return res.a0;
}

/* Makes a call and returns its result as errno. Return values are signed 32-bit numbers, for SMC64
 * functions too (DEN0022 5.2.2). */
static int invoke_int(uint32_t function, uint64_t a1, uint64_t a2, uint64_t a3)
{
    return psci_to_errno((int32_t)invoke(function, a1, a2, a3));
}

static const struct {
    int16_t psci_ret, error;
    char text[20];
} errors[] = {
    {PSCI_RET_NOT_SUPPORTED, -EOPNOTSUPP, "NOT_SUPPORTED"},
    {PSCI_RET_INVALID_PARAMS, -EINVAL, "INVALID_PARAMETERS"},
    {PSCI_RET_DENIED, -EPERM, "DENIED"},
    {PSCI_RET_ALREADY_ON, -EALREADY, "ALREADY_ON"},
    {PSCI_RET_ON_PENDING, -EINPROGRESS, "ON_PENDING"},
    {PSCI_RET_INTERNAL_FAILURE, -EIO, "INTERNAL_FAILURE"},
    {PSCI_RET_NOT_PRESENT, -ENODEV, "NOT_PRESENT"},
    {PSCI_RET_DISABLED, -EACCES, "DISABLED"},
    {PSCI_RET_INVALID_ADDRESS, -EFAULT, "INVALID_ADDRESS"},
};
#define ERROR_COUNT (sizeof(errors) / sizeof(errors[0]))

int psci_to_errno(int64_t psci_ret)
{
    if (psci_ret >= 0)
        return (int)psci_ret;
    for (size_t i = 0; i < ERROR_COUNT; i++)
        if (errors[i].psci_ret == psci_ret)
            return errors[i].error;
    return -EPROTO;
}

const char *psci_errno_text(int negative_errno)
{
    for (size_t i = 0; i < ERROR_COUNT; i++)
        if (errors[i].error == negative_errno)
            return errors[i].text;
    return "a code that PSCI does not define";
}

static uint32_t psci_get_version(void)
{
    return (uint32_t)invoke(PSCI_FN_VERSION, 0, 0, 0);
}

/* PSCI 0.1 has no function that returns the version. */
static uint32_t psci_get_version_0_1(void)
{
    return PSCI_VERSION(0, 1);
}

static int psci_cpu_suspend(uint32_t power_state, uint64_t entry_pa, uint64_t context_id)
{
    return invoke_int(function_ids.cpu_suspend, power_state, entry_pa, context_id);
}

static int psci_cpu_off(uint32_t power_state)
{
    return invoke_int(function_ids.cpu_off, power_state, 0, 0);
}

static int psci_cpu_on_call(uint64_t mpidr, uint64_t entry_pa, uint64_t context_id)
{
    return invoke_int(function_ids.cpu_on, mpidr, entry_pa, context_id);
}

static int psci_migrate(uint64_t mpidr)
{
    return invoke_int(function_ids.migrate, mpidr, 0, 0);
}

static int psci_affinity_info(uint64_t mpidr, uint32_t lowest_level)
{
    return invoke_int(PSCI_FN_AFFINITY_INFO, mpidr, lowest_level, 0);
}

static int psci_migrate_info_type(void)
{
    return invoke_int(PSCI_FN_MIGRATE_INFO_TYPE, 0, 0, 0);
}

static uint64_t psci_migrate_info_up_cpu(void)
{
    return invoke(PSCI_FN_MIGRATE_INFO_UP_CPU, 0, 0, 0);
}

static int psci_system_off(void)
{
    return invoke_int(PSCI_FN_SYSTEM_OFF, 0, 0, 0);
}

static int psci_system_reset(void)
{
    return invoke_int(PSCI_FN_SYSTEM_RESET, 0, 0, 0);
}

static int psci_system_reset2(uint32_t reset_type, uint64_t cookie)
{
    return invoke_int(PSCI_FN_SYSTEM_RESET2, reset_type, cookie, 0);
}

static int psci_features(uint32_t function_id)
{
    return invoke_int(PSCI_FN_FEATURES, function_id, 0, 0);
}

int psci_cpu_on(uint64_t mpidr, uint64_t entry_pa, uint64_t context_id)
{
    return psci_ops.cpu_on ? psci_ops.cpu_on(mpidr, entry_pa, context_id) : -EOPNOTSUPP;
}

bool psci_power_state_loses_context(uint32_t power_state)
{
    return power_state & power_state_type;
}

bool psci_power_state_is_valid(uint32_t power_state)
{
    uint32_t mask = power_state_type == PSCI_POWER_STATE_TYPE ? PSCI_POWER_STATE_MASK
                                                              : PSCI_EXTENDED_POWER_STATE_MASK;
    return !(power_state & ~mask);
}

uint32_t arm_smccc_get_version(void)
{
    return smccc_version;
}

/* Sets up PSCI 0.1: the four functions for which the device tree may give ids (Linux bindings,
 * arm/psci.yaml). */
static void init_0_1(const struct fdt_psci *psci)
{
    function_ids.cpu_suspend = psci->cpu_suspend;
    function_ids.cpu_off = psci->cpu_off;
    function_ids.cpu_on = psci->cpu_on;
    function_ids.migrate = psci->migrate;
    psci_ops.get_version = psci_get_version_0_1;
    psci_ops.cpu_suspend = psci->cpu_suspend ? psci_cpu_suspend : NULL;
    psci_ops.cpu_off = psci->cpu_off ? psci_cpu_off : NULL;
    psci_ops.cpu_on = psci->cpu_on ? psci_cpu_on_call : NULL;
    psci_ops.migrate = psci->migrate ? psci_migrate : NULL;
}

/* Asks PSCI 1.0 or later which functions it has. A function that it denies becomes NULL in
 * psci_ops, which means that the capability is absent. */
static void init_1_0(void)
{
    int suspend = psci_features(PSCI_FN_CPU_SUSPEND);

    psci_ops.features = psci_features;
    if (suspend < 0)
        psci_ops.cpu_suspend = NULL;
    else if (suspend & PSCI_FEATURES_EXTENDED_POWER_STATE)
        power_state_type = PSCI_EXTENDED_POWER_STATE_TYPE;
    if (psci_features(PSCI_FN_CPU_OFF) < 0)
        psci_ops.cpu_off = NULL;
    if (psci_features(PSCI_FN_AFFINITY_INFO) < 0)
        psci_ops.affinity_info = NULL;
    if (psci_features(PSCI_FN_MIGRATE) < 0)
        psci_ops.migrate = NULL;
    if (psci_features(PSCI_FN_MIGRATE_INFO_TYPE) < 0)
        psci_ops.migrate_info_type = NULL;
    if (psci_features(PSCI_FN_MIGRATE_INFO_UP_CPU) < 0)
        psci_ops.migrate_info_up_cpu = NULL;
    if (psci_features(PSCI_FN_SYSTEM_OFF) < 0)
        psci_ops.system_off = NULL;
    if (psci_features(PSCI_FN_SYSTEM_RESET) < 0)
        psci_ops.system_reset = NULL;
    if (psci_features(PSCI_FN_SYSTEM_RESET2) >= 0)
        psci_ops.system_reset2 = psci_system_reset2;
    if (psci_features(SMCCC_FN_VERSION) >= 0) {
        int32_t version = (int32_t)invoke(SMCCC_FN_VERSION, 0, 0, 0);
        if (version > 0)
            smccc_version = (uint32_t)version;
    }
}

/* Sets up the functions of PSCI 0.2, which all later versions have too. */
static void init_0_2(void)
{
    function_ids.cpu_suspend = PSCI_FN_CPU_SUSPEND;
    function_ids.cpu_off = PSCI_FN_CPU_OFF;
    function_ids.cpu_on = PSCI_FN_CPU_ON;
    function_ids.migrate = PSCI_FN_MIGRATE;
    psci_ops = (struct psci_operations){
        .get_version = psci_get_version,
        .cpu_suspend = psci_cpu_suspend,
        .cpu_off = psci_cpu_off,
        .cpu_on = psci_cpu_on_call,
        .migrate = psci_migrate,
        .affinity_info = psci_affinity_info,
        .migrate_info_type = psci_migrate_info_type,
        .migrate_info_up_cpu = psci_migrate_info_up_cpu,
        .system_off = psci_system_off,
        .system_reset = psci_system_reset,
    };
}

void arch_firmware_init(const struct fdt_psci *psci)
{
    if (!psci->present || arch_el3_is_ours())
        return;
    if (psci->method == FDT_PSCI_METHOD_NONE) {
        console_printf("muster: psci: the device tree names neither hvc nor smc as its method: "
                       "no firmware call is made\n");
        return;
    }
    conduit = psci->method == FDT_PSCI_METHOD_HVC ? arm_smccc_hvc : arm_smccc_smc;
    if (!psci->has_standard_ids) {
        init_0_1(psci);
        return;
    }

    int32_t version = (int32_t)invoke(PSCI_FN_VERSION, 0, 0, 0);
    if (version < 0 || PSCI_VERSION_MAJOR(version) > PSCI_MAJOR_KNOWN ||
        (uint32_t)version < PSCI_VERSION(0, 2)) {
        console_printf("muster: psci: PSCI_VERSION by %s answers 0x%08x, which is no version: "
                       "is the method in the device tree right? No firmware call is made\n",
                       psci->method == FDT_PSCI_METHOD_HVC ? "hvc" : "smc", (unsigned int)version);
        conduit = NULL;
        return;
    }
    init_0_2();
    if ((uint32_t)version >= PSCI_VERSION(1, 0))
        init_1_0();
    if (psci_ops.system_off) {
        last_conduit = conduit == arm_smccc_hvc ? LAST_CONDUIT_HVC : LAST_CONDUIT_SMC;
        arch_publish(&last_conduit, sizeof(last_conduit));
    }
}
