/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_POSIX_READ_WRITE_TYPE_H
#define MUSTER_RUNTIME_POSIX_READ_WRITE_TYPE_H

#include <stdio.h>
#include <sys/types.h>

/* The type that read() and write() return. newlib's <stdio.h> defines this name (int by default);
 * picolibc has ssize_t. */
#ifndef _READ_WRITE_RETURN_TYPE
#define _READ_WRITE_RETURN_TYPE ssize_t
#endif

#endif
