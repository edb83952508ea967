/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_LINKAGE_H
#define MUSTER_LINKAGE_H

/**
 * @file
 * How declarations are linked. For headers only.
 */

/** @cond internal */

/**
 * The name that a declaration has for the linker. In C the runtime uses the field's own terms
 * (cpu_up, panic); in the object files each global is muster_*, so an application may define
 * functions of the same names without a clash. Use it on every global declared in a header.
 */
#define MUSTER_LINK_NAME(name) __asm__("muster_" #name)

/**
 * For a variable that is in the same static link, or a function there that has its address taken.
 * The address is computed and not loaded from a table.
 */
#define MUSTER_IN_THIS_PROGRAM __attribute__((visibility("hidden")))

#ifdef __cplusplus
#define MUSTER_BEGIN_DECLS extern "C" {
#define MUSTER_END_DECLS }
#else
#define MUSTER_BEGIN_DECLS
#define MUSTER_END_DECLS
#endif

/* What makes all of a struct zeroes, however many members it has: compilers for C++ warn of `{0}`
 * when there is more than one, and `{}` is none of C11's. */
#ifdef __cplusplus
#define MUSTER_ZEROES                                                                              \
    {                                                                                              \
    }
#else
#define MUSTER_ZEROES                                                                              \
    {                                                                                              \
        0                                                                                          \
    }
#endif

/** @endcond */

#endif
