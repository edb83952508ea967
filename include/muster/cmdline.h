/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_CMDLINE_H
#define MUSTER_CMDLINE_H

#include <stdbool.h>

#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/**
 * @file
 * Options of the kernel command line.
 *
 * @addtogroup start
 * @{
 */

/**
 * An option on the kernel command line, such as maxcpus=2. The command line is /chosen/bootargs of
 * the device tree; words after "--" belong to the application (muster_app_args()); env.NAME=value
 * is no option, but an environment variable.
 */
struct muster_early_param {
    /** What stands before the "=". */
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
 * Reads a text as an unsigned number, decimal or 0x hexadecimal.
 *
 * @param text   the text
 * @param max    the greatest number that is allowed
 * @param value  gets the number
 * @retval 0        the text is such a number
 * @retval -EINVAL  the text is no number
 * @retval -ERANGE  the number is too large
 *
 * **Context:** any CPU, any time.
 */
int muster_parse_u32(const char *text, unsigned int max, unsigned int *value);

/**
 * Reads a text as a truth value.
 *
 * @param text   1, y, on or NULL (no value) for true; 0, n, off for false
 * @param value  gets the truth value
 * @retval 0        the text is one of these
 * @retval -EINVAL  the text is something else
 *
 * **Context:** any CPU, any time.
 */
int muster_parse_bool(const char *text, bool *value);

/** @} */

MUSTER_END_DECLS

#endif
