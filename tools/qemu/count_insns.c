/* SPDX-License-Identifier: MIT */
/*
 * A plugin for QEMU (TCG plugin API, version 1): prints at the end how many instructions each
 * virtual CPU has executed. docs/pmu.md says how to build and use it.
 */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>

#include "plugin_api.h"

#define CPUS_MAX 512

EXPORT int qemu_plugin_version = 1;

/* Each CPU's own, so that no two of them write to the same line. */
static struct {
    _Alignas(64) uint64_t instructions;
} cpus[CPUS_MAX];

static void block_runs(unsigned int cpu, void *argument)
{
    if (cpu < CPUS_MAX)
        cpus[cpu].instructions += (uintptr_t)argument;
}

static void block_is_translated(plugin_id id, struct qemu_plugin_tb *block)
{
    (void)id;
    qemu_plugin_register_vcpu_tb_exec_cb(block, block_runs, NO_REGISTERS,
                                         (void *)(uintptr_t)qemu_plugin_tb_n_insns(block));
}

static void print(plugin_id id, void *argument)
{
    char line[64];

    (void)id;
    (void)argument;
    for (unsigned int cpu = 0; cpu < CPUS_MAX; cpu++) {
        if (!cpus[cpu].instructions)
            continue;
        snprintf(line, sizeof(line), "cpu=%u instructions=%" PRIu64 "\n", cpu,
                 cpus[cpu].instructions);
        qemu_plugin_outs(line);
    }
}

EXPORT int qemu_plugin_install(plugin_id id, const void *info, int argc, char **argv)
{
    (void)info;
    (void)argc;
    (void)argv;
    qemu_plugin_register_vcpu_tb_trans_cb(id, block_is_translated);
    qemu_plugin_register_atexit_cb(id, print, NULL);
    return 0;
}
