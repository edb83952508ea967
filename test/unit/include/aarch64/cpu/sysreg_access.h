/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_AARCH64_SYSREG_ACCESS_H
#define MUSTER_AARCH64_SYSREG_ACCESS_H

#include <stdint.h>

#include "aarch64/cpu/sysreg.h"

/* The host's stand-in for the header of the same name below arch/: a model of the test answers, by
 * the names that the instructions have. */
uint64_t host_sysreg_read(const char *name);
void host_sysreg_write(const char *name, uint64_t value);
void host_daif_change(unsigned int mask, int is_set);

#define WRITE_SYSREG(name, value) host_sysreg_write(SYSREG_STRING(name), (value))
#define READ_SYSREG(name) host_sysreg_read(SYSREG_STRING(name))
#define SET_DAIF(mask) host_daif_change((mask), 1)
#define CLEAR_DAIF(mask) host_daif_change((mask), 0)

static inline void sysreg_isb(void)
{
}

static inline void sysreg_dsb(void)
{
}

static inline void sysreg_dsb_stores(void)
{
}

#endif
