/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_ARCH_FEATURE_OVERRIDE_H
#define MUSTER_RUNTIME_ARCH_FEATURE_OVERRIDE_H

#include <muster/linkage.h>

/* The arch contract: options of the command line that take parts of the architecture away. */

/*
 * Takes an option that lowers fields of the CPUs' ID registers, as Linux names it: the field's own
 * name with a value, or the name of a part of the architecture without one (@p value is NULL then).
 * A field of a CPU that is lower already stays as it is. Of two options for a field the last one
 * counts. Called by the boot CPU, while it is alone.
 *
 * Returns 0; -ENOENT if @p name is not of this kind; or another error, with the reason in @p why,
 * and changes nothing then.
 */
int arch_override_feature(const char *name, const char *value, const char **why)
    MUSTER_LINK_NAME(arch_override_feature);

#endif
