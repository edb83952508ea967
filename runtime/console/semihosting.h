/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_SEMIHOSTING_H
#define MUSTER_RUNTIME_SEMIHOSTING_H

#include <stdbool.h>
#include <stddef.h>

#include <muster/linkage.h>

/* Semihosting: calls to the emulator or the debugger that the program runs under. The numbers and
 * blocks are those of Arm's "Semihosting for AArch32 and AArch64", release 2.0, chapter 5. */
enum semihosting_operation {
    SEMIHOSTING_OPEN = 0x01,   /* {name, mode, bytes of name}: a handle, or -1 */
    SEMIHOSTING_CLOSE = 0x02,  /* {handle}: 0, or -1 */
    SEMIHOSTING_WRITE0 = 0x04, /* the block is text that ends in NUL: goes to the host's terminal */
    SEMIHOSTING_WRITE = 0x05,  /* {handle, from, bytes}: how many of the bytes were not written */
    SEMIHOSTING_READ = 0x06,   /* {handle, to, bytes}: how many of the bytes were not read */
    SEMIHOSTING_ISTTY = 0x09,  /* {handle}: 1 for a terminal, 0 for a file */
    SEMIHOSTING_SEEK = 0x0a,   /* {handle, position}: 0, or negative */
    SEMIHOSTING_FLEN = 0x0c,   /* {handle}: bytes, or -1 */
    SEMIHOSTING_REMOVE = 0x0e, /* {name, bytes of name}: 0, or anything else */
    SEMIHOSTING_RENAME = 0x0f, /* {old, bytes of old, new, bytes of new}: 0, or anything else */
    SEMIHOSTING_ERRNO = 0x13,  /* nothing: the host's errno of the last call that failed */
    SEMIHOSTING_EXIT_EXTENDED = 0x20, /* {reason, status}: does not return */
};

/* Makes a semihosting call and puts the answer into @p result. Returns true if a host has answered.
 * A call stops the machine, or this CPU, until the host has done its part. Any CPU may call at any
 * time, one CPU at a time. */
bool semihosting_call(enum semihosting_operation operation, const void *block, long *result)
    MUSTER_LINK_NAME(semihosting_call);

/* Shows bytes on the host's terminal, if a host answers; a NUL is left out. */
void semihosting_write(const char *bytes, size_t size) MUSTER_LINK_NAME(semihosting_write);

/* Ends the emulator, or tells the debugger, with this exit status. Returns only if no host
 * answers. */
void semihosting_exit(unsigned int status) MUSTER_LINK_NAME(semihosting_exit);

#endif
