/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include <ep_kernel.h>

/*
 * The kernel of apps/nas/nas-ep, the same object file, on one core without a runtime: no
 * interrupts, no tick, no barrier. What nas-ep needs more is what the runtime costs. Class S,
 * under -icount: a tick of the counter is 16 instructions.
 */

#define CLASS_S_PAIRS (UINT64_C(1) << 24)
#define CLASS_S_X (-3.247834652034740e3)
#define CLASS_S_Y (-6.958407078382297e3)
#define TOLERANCE 1e-8

#define UART_DATA 0x09000000 /* PL011; QEMU's takes bytes without being set up */
#define SYS_EXIT_EXTENDED 0x20
#define ADP_STOPPED_APPLICATION_EXIT 0x20026

/* What newlib's log() would call, with an argument below 0. */
int *__errno(void);
int *__errno(void)
{
    static int number;
    return &number;
}

static uint64_t counter(void)
{
    uint64_t ticks;
    __asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(ticks) : : "memory");
    return ticks;
}

static uint64_t counter_hz(void)
{
    uint64_t hz;
    __asm__ volatile("mrs %0, cntfrq_el0" : "=r"(hz));
    return hz;
}

static void exit_emulator(unsigned int status) __attribute__((noreturn));
static void exit_emulator(unsigned int status)
{
    const uint64_t parameters[] = {ADP_STOPPED_APPLICATION_EXIT, status};
    register uint64_t w0 __asm__("x0") = SYS_EXIT_EXTENDED;
    register const uint64_t *x1 __asm__("x1") = parameters;
    for (;;)
        __asm__ volatile("hlt #0xf000" : "+r"(w0) : "r"(x1) : "memory");
}

static void print(const char *text)
{
    while (*text)
        *(volatile uint32_t *)UART_DATA = (unsigned char)*text++;
}

static void print_number(uint64_t number)
{
    char digits[21], *first = digits + sizeof(digits) - 1;

    *first = '\0';
    do {
        *--first = (char)('0' + number % 10);
        number /= 10;
    } while (number);
    print(first);
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
