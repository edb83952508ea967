/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <muster/app.h>

#include "check.h"

/* Checks printf() and scanf() with all their formats on every CPU: FP works on each. */

static void check_printf(unsigned int cpu)
{
    char text[100];

    sprintf(text, "%.3f %8.2e %g", 3.14159 + cpu, 123456.789, 0.5 * cpu);
    char expected[100];
    sprintf(expected, "%u.142 1.23e+05 %s%s", 3 + cpu, cpu / 2 ? (cpu / 2 == 1 ? "1" : "") : "0",
            cpu % 2 ? ".5" : "");
    CHECK(cpu > 3 || strcmp(text, expected) == 0);

    sprintf(text, "%-6s|%06d|%+lld|%#x|%c|%%|%5.2s|%zu", "ab", -42, -9000000000LL, 0xbeefu, 'z',
            "xyz", (size_t)7);
    CHECK(strcmp(text, "ab    |-00042|-9000000000|0xbeef|z|%|   xy|7") == 0);
}

static void check_scanf(void)
{
    int number;
    double real;
    char word[10];

    CHECK(sscanf("17 2.5 word", "%d %lf %9s", &number, &real, word) == 3);
    CHECK(number == 17 && real == 2.5 && strcmp(word, "word") == 0);
}

static void check_math(unsigned int cpu)
{
    volatile double x = cpu + 1;

    CHECK(fabs(sqrt(x) * sqrt(x) - x) < 1e-9);
    CHECK(fabs(sin(x) * sin(x) + cos(x) * cos(x) - 1) < 1e-9);
}

/* An ordinary access may be unaligned. */
static void check_unaligned(void)
{
    char bytes[16];
    uint64_t value = UINT64_C(0x1122334455667788);

    memcpy(bytes + 3, &value, sizeof(value));
    volatile uint64_t *unaligned = (volatile uint64_t *)(uintptr_t)(bytes + 3);
    CHECK(*unaligned == value);
}

int app_main_percpu(unsigned int cpu)
{
    check_printf(cpu);
    check_scanf();
    check_math(cpu);
    check_unaligned();
    if (cpu == 0) {
        printf("floats: %.4f %.0f\n", 2.0 / 3, 1e15);
        fprintf(stderr, "to stderr too\n");
        printf("a line in");
        fflush(stdout);
        printf(" two parts\n");
        puts("puts");
        printf("the end is no line's end");
        fflush(stdout);
        printf("\n");
    }
    return 0;
}
