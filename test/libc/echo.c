/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include <muster/app.h>

#include "args.h"
#include "check.h"

/*
 * usage: libc-echo CPU
 *
 * CPU reads lines from stdin and gives them back until one says "end"; then the program ends with
 * the number of lines as its status. test/libc/feed types them when it sees "> ".
 */

int app_main_percpu(unsigned int cpu)
{
    static char line[200];
    int lines = 0;

    if (cpu != arg_number(1))
        return 0;
    for (;;) {
        printf("> ");
        CHECK(fgets(line, sizeof(line), stdin));
        line[strcspn(line, "\n")] = '\0';
        if (strcmp(line, "end") == 0)
            return lines;
        lines++;
        printf("read \"%s\"\n", line);
    }
}
