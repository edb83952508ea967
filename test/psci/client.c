/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>

#include <muster/app.h>
#include <muster/psci.h>

#include "args.h"
#include "check.h"
#include "rendezvous.h"

/*
 * usage: psci-client MAJOR MINOR
 *
 * Calls the functions of a firmware of that version from every CPU, and checks the table of errors.
 */

static const struct {
    int code, error;
    const char *text;
} errors[] = {
    {PSCI_RET_NOT_SUPPORTED, -EOPNOTSUPP, "NOT_SUPPORTED"},
    {PSCI_RET_INVALID_PARAMS, -EINVAL, "INVALID_PARAM"},
    {PSCI_RET_DENIED, -EPERM, "DENIED"},
    {PSCI_RET_ALREADY_ON, -EALREADY, "ALREADY_ON"},
    {PSCI_RET_ON_PENDING, -EINPROGRESS, "ON_PENDING"},
    {PSCI_RET_INTERNAL_FAILURE, -EIO, "INTERNAL_FAILURE"},
    {PSCI_RET_NOT_PRESENT, -ENODEV, "NOT_PRESENT"},
    {PSCI_RET_DISABLED, -EACCES, "DISABLED"},
    {PSCI_RET_INVALID_ADDRESS, -EFAULT, "INVALID_ADDRESS"},
};
#define ERRORS (sizeof(errors) / sizeof(errors[0]))

static void check_errors(void)
{
    for (size_t i = 0; i < ERRORS; i++) {
        CHECK(psci_to_errno(errors[i].code) == errors[i].error);
        CHECK(strstr(psci_errno_text(errors[i].error), errors[i].text));
        for (size_t other = 0; other < i; other++)
            CHECK(errors[i].error != errors[other].error);
    }
    CHECK(psci_to_errno(PSCI_RET_SUCCESS) == 0);
    CHECK(psci_to_errno(2) == 2);
    CHECK(psci_to_errno(-10) == -EPROTO);
    CHECK(psci_errno_text(-EPROTO) && psci_errno_text(-1000));
}

static void check_members(uint32_t version)
{
    bool has_0_2 = version >= PSCI_VERSION(0, 2), has_1_0 = version >= PSCI_VERSION(1, 0);

    CHECK(psci_ops.get_version && psci_ops.get_version() == version);
    CHECK(psci_ops.cpu_on && psci_ops.cpu_off);
    CHECK(!psci_ops.affinity_info == !has_0_2);
    CHECK(!psci_ops.system_off == !has_0_2);
    CHECK(!psci_ops.system_reset == !has_0_2);
    CHECK(!psci_ops.features == !has_1_0);
    CHECK(!psci_ops.system_reset2 || has_1_0);
}

static void check_cpu_on(void)
{
    const uint64_t no_such_mpidr = 0xfe00;

    CHECK(psci_cpu_on(cpu_logical_map(0), (uintptr_t)check_cpu_on, 0) == -EALREADY);
    CHECK(psci_cpu_on(no_such_mpidr, (uintptr_t)check_cpu_on, 0) == -EINVAL);
}

static void check_affinity_info(void)
{
    unsigned int cpu;

    for_each_online_cpu (cpu)
        CHECK(psci_ops.affinity_info(cpu_logical_map(cpu), 0) == PSCI_AFFINITY_LEVEL_ON);
    CHECK(psci_ops.affinity_info(0xfe00, 0) == -EINVAL);
}

static void check_features(void)
{
    const uint32_t cpu_on_id = 0xc4000003, no_such_id = 0x8400001f;

    CHECK(psci_ops.features(cpu_on_id) == 0);
    CHECK(psci_ops.features(no_such_id) == -EOPNOTSUPP);
}

int app_main_percpu(unsigned int cpu)
{
    static struct rendezvous end;
    uint32_t version = PSCI_VERSION(arg_number(1), arg_number(2));

    (void)cpu;
    check_errors();
    check_members(version);
    if (psci_ops.affinity_info)
        check_affinity_info();
    if (psci_ops.features)
        check_features();
    CHECK(PSCI_VERSION_MAJOR(arm_smccc_get_version()) == 1);
    /* One CPU calls it: of two calls for one core a firmware may answer one with pending. */
    if (is_last(&end))
        check_cpu_on();
    return 0;
}
