/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include <muster/app.h>

#include "check.h"

/* Runs where nothing answers semihosting calls. errno says so on every CPU, and the console works
 * as usual. */

int app_main_percpu(unsigned int cpu)
{
    errno = 0;
    CHECK(!fopen("input", "r") && errno == ENOSYS);
    errno = 0;
    CHECK(remove("input") == -1 && errno == ENOSYS);
    errno = 0;
    CHECK(rename("input", "output") == -1 && errno == ENOSYS);
    CHECK(isatty(STDOUT_FILENO));
    printf("CPU %u has no files\n", cpu);
    return 0;
}
