/* SPDX-License-Identifier: MIT */
#include <unistd.h>

#include "libc/files.h"

int unlink(const char *path)
{
    return file_unlink(path);
}
