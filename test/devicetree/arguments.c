/* SPDX-License-Identifier: MIT */
#include <string.h>

#include <muster/app.h>

#include "args.h"
#include "check.h"

/* usage: devicetree-arguments "two words"    (these very arguments) */

static void check_arguments(void)
{
    const struct muster_args *args = muster_app_args();

    CHECK(args->argc == 2);
    CHECK(args->argv[0] && args->argv[0][0]);
    CHECK(arg_is(1, "two words"));
    CHECK(!args->argv[2]);
}

__attribute__((constructor)) static void early(void)
{
    check_arguments();
}

int app_main_percpu(unsigned int cpu)
{
    (void)cpu;
    check_arguments();
    return 0;
}
