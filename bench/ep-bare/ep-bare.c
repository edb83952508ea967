/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include <bare.h>
#include <ep_kernel.h>

/*
 * The kernel of apps/nas/nas-ep, the same object file, on one core without a runtime: no
 * interrupts, no tick, no barrier. The runtime costs what nas-ep takes beyond this image. Class S,
 * under -icount: a tick of the counter is 16 instructions.
 */

#define CLASS_S_PAIRS (UINT64_C(1) << 24)
#define CLASS_S_X (-3.247834652034740e3)
#define CLASS_S_Y (-6.958407078382297e3)
#define TOLERANCE 1e-8

/* newlib's log() calls it for an argument below 0. */
int *__errno(void);
int *__errno(void)
{
    static int number;
    return &number;
}

static bool is_close(double value, double published)
{
    return fabs((value - published) / published) <= TOLERANCE;
}

void bare_main(void) __attribute__((noreturn));
void bare_main(void)
{
    const uint64_t ns_per_s = 1000000000;
    static struct ep_sums sums;

    uint64_t begin = counter();
    ep_kernel(0, CLASS_S_PAIRS / EP_BATCH_PAIRS, &sums);
    uint64_t ticks = counter() - begin;

    if (!is_close(sums.x, CLASS_S_X) || !is_close(sums.y, CLASS_S_Y)) {
        print("the sums are not the published ones\n");
        exit_emulator(1);
    }
    print("RESULT bench=ep figure=bare_time cpus=1 value=");
    print_number(ticks * (ns_per_s / counter_hz()));
    print(" unit=insn class=S verified=yes\n");
    exit_emulator(0);
}
