/* SPDX-License-Identifier: MIT */
#include "bench/options.h"

#include <errno.h>
#include <string.h>

#include <muster/app.h>
#include <muster/bench.h>
#include <muster/cmdline.h>
#include <muster/console.h>

/* A benchmark's options: words of the application's arguments, such as "repeat=5". */

const char *muster_bench_option(const char *name)
{
    const struct muster_args *args = muster_app_args();
    size_t length = strlen(name);

    for (int i = 1; i < args->argc; i++) {
        const char *rest = args->argv[i] + length;

        if (strncmp(args->argv[i], name, length) == 0 && (*rest == '=' || !*rest))
            return *rest ? rest + 1 : rest;
    }
    return NULL;
}

int bench_take_number(const char *name, unsigned int min, unsigned int max, unsigned int *value,
                      bool says_why)
{
    const char *text = muster_bench_option(name);
    unsigned int number;

    if (!text)
        return 0;
    if (muster_parse_u32(text, max, &number) != 0 || number < min) {
        if (says_why)
            console_printf("muster: argument %s=%s: it is a number from %u to %u\n", name, text,
                           min, max);
        return -EINVAL;
    }
    *value = number;
    return 0;
}

int muster_bench_number(const char *name, unsigned int min, unsigned int max, unsigned int *value)
{
    return bench_take_number(name, min, max, value, true);
}
