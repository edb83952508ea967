/* SPDX-License-Identifier: MIT */
/*
 * A plugin for QEMU (TCG plugin API, version 1): counts how often each instruction of a range of
 * addresses is executed, until some CPUs have reached one of them. For -icount, where the virtual
 * CPUs take turns: the counters are no atomic variables. `tools/bench boot --profile` builds it.
 *
 * Arguments: out=FILE, and in hexadecimal begin=, end= (the range) and until= (an address in it);
 * times=N: the counting ends before the N-th execution at `until`. FILE gets a line "ADDRESS COUNT"
 * for each instruction that was executed.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plugin_api.h"

#define INSTRUCTION_BYTES 4

EXPORT int qemu_plugin_version = 1;

static const char *out;
static uint64_t begin, end, until;
static uint64_t times = 1;

static uint64_t *counts; /* one for each instruction of the range */
static bool has_ended;

static uint64_t index_of(uint64_t address)
{
    return (address - begin) / INSTRUCTION_BYTES;
}

static void write_counts(void)
{
    FILE *file = fopen(out, "w");

    if (!file) {
        perror(out);
        exit(EXIT_FAILURE);
    }
    for (uint64_t i = 0; i < index_of(end); i++)
        if (counts[i])
            fprintf(file, "%" PRIx64 " %" PRIu64 "\n", begin + i * INSTRUCTION_BYTES, counts[i]);
    if (fclose(file) != 0) {
        perror(out);
        exit(EXIT_FAILURE);
    }
}

static void instruction_runs(unsigned int cpu, void *argument)
{
    uint64_t index = (uintptr_t)argument;

    (void)cpu;
    if (has_ended)
        return;
    if (index == index_of(until) && counts[index] + 1 == times) {
        has_ended = true;
        write_counts();
        return;
    }
    counts[index]++;
}

static void block_is_translated(plugin_id id, struct qemu_plugin_tb *block)
{
    (void)id;
    for (size_t i = 0; i < qemu_plugin_tb_n_insns(block); i++) {
        struct qemu_plugin_insn *instruction = qemu_plugin_tb_get_insn(block, i);
        uint64_t address = qemu_plugin_insn_vaddr(instruction);

        if (address >= begin && address < end)
            qemu_plugin_register_vcpu_insn_exec_cb(instruction, instruction_runs, NO_REGISTERS,
                                                   (void *)(uintptr_t)index_of(address));
    }
}

/* Takes an argument NAME=VALUE. Returns false if there is no such argument. */
static bool take(const char *argument)
{
    const char *value = strchr(argument, '=');

    if (!value)
        return false;
    size_t length = (size_t)(value++ - argument);
    if (strncmp(argument, "out", length) == 0)
        out = strdup(value);
    else if (strncmp(argument, "begin", length) == 0)
        begin = strtoull(value, NULL, 16);
    else if (strncmp(argument, "end", length) == 0)
        end = strtoull(value, NULL, 16);
    else if (strncmp(argument, "until", length) == 0)
        until = strtoull(value, NULL, 16);
    else if (strncmp(argument, "times", length) == 0)
        times = strtoull(value, NULL, 10);
    else
        return false;
    return true;
}

EXPORT int qemu_plugin_install(plugin_id id, const void *info, int argc, char **argv)
{
    (void)info;
    for (int i = 0; i < argc; i++)
        if (!take(argv[i])) {
            fprintf(stderr, "profile_insns: there is no argument %s\n", argv[i]);
            return 1;
        }
    if (!out || until < begin || until >= end) {
        fprintf(stderr, "profile_insns: out=, begin=, end= and until= belong together\n");
        return 1;
    }
    counts = calloc(index_of(end), sizeof(*counts));
    if (!counts)
        return 1;
    qemu_plugin_register_vcpu_tb_trans_cb(id, block_is_translated);
    return 0;
}
