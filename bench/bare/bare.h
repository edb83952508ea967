/* SPDX-License-Identifier: MIT */
#ifndef BENCH_BARE_H
#define BENCH_BARE_H

#include <stdint.h>

/* What images without Muster need of QEMU's virt machine: the counter, a console and a way to
 * end. */

#define UART_DATA 0x09000000 /* PL011; QEMU's takes bytes without being set up */
#define SYS_EXIT_EXTENDED 0x20
#define ADP_STOPPED_APPLICATION_EXIT 0x20026

static inline uint64_t counter(void)
{
    uint64_t ticks;
    __asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(ticks) : : "memory");
    return ticks;
}

static inline uint64_t counter_hz(void)
{
    uint64_t hz;
    __asm__ volatile("mrs %0, cntfrq_el0" : "=r"(hz));
    return hz;
}

static inline void exit_emulator(unsigned int status) __attribute__((noreturn));
static inline void exit_emulator(unsigned int status)
{
    const uint64_t parameters[] = {ADP_STOPPED_APPLICATION_EXIT, status};
    register uint64_t w0 __asm__("x0") = SYS_EXIT_EXTENDED;
    register const uint64_t *x1 __asm__("x1") = parameters;
    for (;;)
        __asm__ volatile("hlt #0xf000" : "+r"(w0) : "r"(x1) : "memory");
}

static inline void print(const char *text)
{
    while (*text)
        *(volatile uint32_t *)UART_DATA = (unsigned char)*text++;
}

static inline void print_number(uint64_t number)
{
    char digits[21], *first = digits + sizeof(digits) - 1;

    *first = '\0';
    do {
        *--first = (char)('0' + number % 10);
        number /= 10;
    } while (number);
    print(first);
}

#endif
