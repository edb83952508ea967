/* SPDX-License-Identifier: MIT */
#ifndef TEST_LINK_OWN_NAMES_H
#define TEST_LINK_OWN_NAMES_H

#include <stdbool.h>

/** Returns true if the program's own variables, which have POSIX's names, are as they were. */
bool own_names_are_kept(void);

#endif
