/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_PSCI_H
#define MUSTER_PSCI_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/**
 * @file
 * The client side of PSCI (Arm DEN0022) and of the SMC Calling Convention (Arm DEN0028).
 *
 * The conduit, hvc or smc, comes from the device tree's psci node and from nowhere else.
 *
 * @addtogroup machine
 * @{
 */

/* What PSCI functions return (DEN0022 5.2.2). */

/** The call has succeeded. */
#define PSCI_RET_SUCCESS 0
/** The firmware does not have the function. */
#define PSCI_RET_NOT_SUPPORTED (-1)
/** A parameter is wrong. */
#define PSCI_RET_INVALID_PARAMS (-2)
/** The firmware does not allow it. */
#define PSCI_RET_DENIED (-3)
/** The core is on. */
#define PSCI_RET_ALREADY_ON (-4)
/** The core is being started. */
#define PSCI_RET_ON_PENDING (-5)
/** The firmware has failed. */
#define PSCI_RET_INTERNAL_FAILURE (-6)
/** There is no trusted OS of that kind. */
#define PSCI_RET_NOT_PRESENT (-7)
/** The core cannot be started. */
#define PSCI_RET_DISABLED (-8)
/** The entry address is wrong. */
#define PSCI_RET_INVALID_ADDRESS (-9)

/* What AFFINITY_INFO returns for a core (DEN0022 5.7). */

/** The core is on. */
#define PSCI_AFFINITY_LEVEL_ON 0
/** The core is off. */
#define PSCI_AFFINITY_LEVEL_OFF 1
/** The core is being started. */
#define PSCI_AFFINITY_LEVEL_ON_PENDING 2

/* What MIGRATE_INFO_TYPE returns (DEN0022 5.9). */

/** The trusted OS is on one core, and can migrate. */
#define PSCI_TOS_UP_MIGRATE_CAPABLE 0
/** The trusted OS is on one core, and cannot migrate. */
#define PSCI_TOS_UP_NO_MIGRATE 1
/** There is no trusted OS, or it runs on all cores. */
#define PSCI_TOS_NOT_PRESENT_MP 2

/** A PSCI version: major in bits 31:16, minor in bits 15:0 (DEN0022 5.3). */
#define PSCI_VERSION(major, minor) (((uint32_t)(major) << 16) | (uint32_t)(minor))
/** The major number of a PSCI version. */
#define PSCI_VERSION_MAJOR(version) ((uint32_t)(version) >> 16)
/** The minor number of a PSCI version. */
#define PSCI_VERSION_MINOR(version) ((uint32_t)(version)&0xffff)

/**
 * The firmware's functions. A member that is NULL is a function that this firmware does not have.
 * Each returns 0 or a value as DEN0022 describes it, or a negative errno (psci_to_errno()).
 *
 * **Context:** any CPU once the boot CPU has read the device tree; none waits except as stated.
 */
struct psci_operations {
    /** PSCI_VERSION: the version as PSCI_VERSION() encodes it. */
    uint32_t (*get_version)(void);
    /** CPU_SUSPEND of the caller; standby states return after the wake-up, with 0. */
    int (*cpu_suspend)(uint32_t power_state, uint64_t entry_pa, uint64_t context_id);
    /** CPU_OFF of the caller: returns only when the firmware refuses. */
    int (*cpu_off)(uint32_t power_state);
    /** CPU_ON: the core @p mpidr starts at @p entry_pa with @p context_id in x0. */
    int (*cpu_on)(uint64_t mpidr, uint64_t entry_pa, uint64_t context_id);
    /** MIGRATE: moves the trusted OS to the core @p mpidr. */
    int (*migrate)(uint64_t mpidr);
    /** AFFINITY_INFO: PSCI_AFFINITY_LEVEL_* of the core @p mpidr when @p lowest_level is 0. */
    int (*affinity_info)(uint64_t mpidr, uint32_t lowest_level);
    /** MIGRATE_INFO_TYPE: PSCI_TOS_*. */
    int (*migrate_info_type)(void);
    /** MIGRATE_INFO_UP_CPU: the MPIDR of the core that the trusted OS is on. */
    uint64_t (*migrate_info_up_cpu)(void);
    /** SYSTEM_OFF: returns only when the firmware refuses. */
    int (*system_off)(void);
    /** SYSTEM_RESET: returns only when the firmware refuses. */
    int (*system_reset)(void);
    /** SYSTEM_RESET2 (1.1): an architectural or vendor reset type with its cookie. */
    int (*system_reset2)(uint32_t reset_type, uint64_t cookie);
    /** PSCI_FEATURES (1.0): 0 or feature flags of @p function_id, -EOPNOTSUPP without it. */
    int (*features)(uint32_t function_id);
};

/** The functions of this machine's firmware. The boot CPU writes them once. */
extern struct psci_operations psci_ops MUSTER_LINK_NAME(psci_ops) MUSTER_IN_THIS_PROGRAM;

/**
 * Starts a core: psci_ops.cpu_on with a check that the firmware has it.
 *
 * @param mpidr       the core's affinity bits, all others 0
 * @param entry_pa    physical address of its first instruction, 4-byte aligned
 * @param context_id  the value that the core gets in x0
 * @retval 0            the firmware starts the core
 * @retval -EOPNOTSUPP  the firmware has no CPU_ON
 * @return otherwise an errno for the firmware's answer (psci_to_errno())
 *
 * **Context:** any CPU once the boot CPU has read the device tree; does not wait.
 */
int psci_cpu_on(uint64_t mpidr, uint64_t entry_pa, uint64_t context_id)
    MUSTER_LINK_NAME(psci_cpu_on);

/**
 * Returns true if a power state is of the power-down type rather than standby: the CPU comes back
 * through an entry, with nothing kept. In the format that the firmware uses (DEN0022 5.4.2).
 *
 * @param power_state  as CPU_SUSPEND takes it
 * @return true for the power-down type
 *
 * **Context:** any CPU once the boot CPU has read the device tree.
 */
bool psci_power_state_loses_context(uint32_t power_state)
    MUSTER_LINK_NAME(psci_power_state_loses_context);

/**
 * Returns true if a power state has no bit that is reserved in the format that the firmware uses
 * (DEN0022 5.4.2). Whether the firmware has such a state is only known when it is called.
 *
 * @param power_state  as CPU_SUSPEND takes it
 * @return true if no reserved bit is set
 *
 * **Context:** any CPU once the boot CPU has read the device tree.
 */
bool psci_power_state_is_valid(uint32_t power_state) MUSTER_LINK_NAME(psci_power_state_is_valid);

/**
 * Returns the errno for a PSCI return code.
 *
 * NOT_SUPPORTED -EOPNOTSUPP, INVALID_PARAMS -EINVAL, DENIED -EPERM, ALREADY_ON -EALREADY,
 * ON_PENDING -EINPROGRESS, INTERNAL_FAILURE -EIO, NOT_PRESENT -ENODEV, DISABLED -EACCES,
 * INVALID_ADDRESS -EFAULT, a code that DEN0022 does not have -EPROTO; SUCCESS and above unchanged.
 *
 * @param psci_ret  the code
 * @return the errno
 *
 * **Context:** any CPU, any time.
 */
int psci_to_errno(int64_t psci_ret) MUSTER_LINK_NAME(psci_to_errno);

/**
 * Returns the name of the PSCI code for an errno.
 *
 * @param negative_errno  a value of psci_to_errno()
 * @return the name, such as "DENIED"
 *
 * **Context:** any CPU, any time.
 */
const char *psci_errno_text(int negative_errno) MUSTER_LINK_NAME(psci_errno_text);

/** What a call under the SMC Calling Convention returns in x0..x3. */
struct arm_smccc_res {
    /** x0: mostly a status. */
    uint64_t a0;
    /** x1. */
    uint64_t a1;
    /** x2. */
    uint64_t a2;
    /** x3. */
    uint64_t a3;
};

/**
 * Calls the firmware or hypervisor by the instruction hvc.
 *
 * As under SMCCC 1.0 nothing is kept in x0..x17 (DEN0028 2.6). On a machine without such a conduit
 * a0 of the answer is NOT_SUPPORTED (-1). Use the conduit that the device tree names, through
 * psci_ops, if there is one.
 *
 * @param a0   x0: the function id
 * @param a1   x1
 * @param a2   x2
 * @param a3   x3
 * @param a4   x4
 * @param a5   x5
 * @param a6   x6
 * @param a7   x7
 * @param res  gets x0..x3
 *
 * **Context:** any CPU, any time.
 */
void arm_smccc_hvc(uint64_t a0, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4, uint64_t a5,
                   uint64_t a6, uint64_t a7, struct arm_smccc_res *res)
    MUSTER_LINK_NAME(arm_smccc_hvc) MUSTER_IN_THIS_PROGRAM;

/**
 * Calls the firmware or hypervisor by the instruction smc.
 *
 * As under SMCCC 1.0 nothing is kept in x0..x17 (DEN0028 2.6). On a machine without such a conduit
 * a0 of the answer is NOT_SUPPORTED (-1). Use the conduit that the device tree names, through
 * psci_ops, if there is one.
 *
 * @param a0   x0: the function id
 * @param a1   x1
 * @param a2   x2
 * @param a3   x3
 * @param a4   x4
 * @param a5   x5
 * @param a6   x6
 * @param a7   x7
 * @param res  gets x0..x3
 *
 * **Context:** any CPU, any time.
 */
void arm_smccc_smc(uint64_t a0, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4, uint64_t a5,
                   uint64_t a6, uint64_t a7, struct arm_smccc_res *res)
    MUSTER_LINK_NAME(arm_smccc_smc) MUSTER_IN_THIS_PROGRAM;

/**
 * Returns the version of the SMC Calling Convention.
 *
 * @return major << 16 | minor; 1.0 if it cannot be asked
 *
 * **Context:** any CPU once the boot CPU has read the device tree.
 */
uint32_t arm_smccc_get_version(void) MUSTER_LINK_NAME(arm_smccc_get_version);

/** @} */

MUSTER_END_DECLS

#endif
