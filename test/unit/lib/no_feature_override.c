/* SPDX-License-Identifier: MIT */
/* For tests that read a command line and have no CPU of the architecture: no option is one about
 * its features. */
#include <errno.h>

#include "arch/feature_override.h"

int arch_override_feature(const char *name, const char *value, const char **why)
{
    (void)name;
    (void)value;
    (void)why;
    return -ENOENT;
}
