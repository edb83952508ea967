/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_CMDLINE_H
#define MUSTER_CMDLINE_H

#include <stdbool.h>

#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/**
 * An option on the kernel command line, such as maxcpus=2. The command line is /chosen/bootargs of
 * the device tree; words after "--" belong to the application (muster_app_args()); env.NAME=value
 * is no option, but an environment variable.
 */
struct muster_early_param {
    const char *name;
    /**
     * Called on the boot CPU, before memory, CPUs and libc are set up, once for each time that the
     * option stands on the line.
     * @param value  what follows the "=", or NULL when there is none
     * @return 0, or a negative errno: the option is then named in a warning and ignored
     */
    int (*parse)(const char *value);
};

/** Registers an option: `MUSTER_EARLY_PARAM("maxcpus", parse_maxcpus);` at file scope. */
#define MUSTER_EARLY_PARAM(option_name, function)                                                  \
    static const struct muster_early_param muster_early_param_##function                           \
        __attribute__((used, section(".muster_early_params"), aligned(8))) = {option_name,         \
                                                                              function}

/**
 * Reads @p text as an unsigned number, decimal or 0x hexadecimal, of at most @p max.
 * @return 0 with the number in @p value; -EINVAL when it is none, -ERANGE when it is too large.
 */
int muster_parse_u32(const char *text, unsigned int max, unsigned int *value);

/** Reads @p text as a truth value: 1, y, on or NULL (no value); 0, n, off. @return 0 or -EINVAL. */
int muster_parse_bool(const char *text, bool *value);

MUSTER_END_DECLS

#endif
