/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_QEMU_PLUGIN_API_H
#define MUSTER_QEMU_PLUGIN_API_H

/*
 * Declares what the plugins of this folder need of QEMU's TCG plugin API, version 1: Debian does
 * not package the header.
 */
#include <stddef.h>
#include <stdint.h>

#define EXPORT __attribute__((visibility("default")))

typedef uint64_t plugin_id;
struct qemu_plugin_tb;
struct qemu_plugin_insn;

/* A value of the argument `flags`: the function reads and writes no registers of the guest. */
#define NO_REGISTERS 0

size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *block);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *block, size_t index);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *instruction);
void qemu_plugin_register_vcpu_tb_trans_cb(plugin_id id,
                                           void (*function)(plugin_id, struct qemu_plugin_tb *));
void qemu_plugin_register_vcpu_tb_exec_cb(struct qemu_plugin_tb *block,
                                          void (*function)(unsigned int cpu, void *argument),
                                          int flags, void *argument);
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *instruction,
                                            void (*function)(unsigned int cpu, void *argument),
                                            int flags, void *argument);
void qemu_plugin_register_atexit_cb(plugin_id id, void (*function)(plugin_id, void *),
                                    void *argument);
void qemu_plugin_outs(const char *text);

EXPORT extern int qemu_plugin_version;
EXPORT int qemu_plugin_install(plugin_id id, const void *info, int argc, char **argv);

#endif
