/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include <muster/bench.h>
#include <muster/cmdline.h>
#include <muster/console.h>

int muster_bench_number(const char *name, unsigned int min, unsigned int max, unsigned int *value)
{
    const char *text = muster_bench_option(name);
    unsigned int number;

    if (!text)
        return 0;
    if (muster_parse_u32(text, max, &number) != 0 || number < min) {
        console_printf("muster: argument %s=%s: it is a number from %u to %u\n", name, text, min,
                       max);
        return -EINVAL;
    }
    *value = number;
    return 0;
}
