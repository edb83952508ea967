/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "libc/files.h"

int rename(const char *from, const char *to)
{
    return file_rename(from, to);
}
