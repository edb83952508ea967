/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_ARCH_COMPILED_FOR_H
#define MUSTER_ARCH_COMPILED_FOR_H

/* On the build machine there is nothing to note. */

#endif
