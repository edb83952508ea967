/* SPDX-License-Identifier: MIT */
#include <complex.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <muster/app.h>

#include "args.h"
#include "check.h"
#include "rendezvous.h"

/*
 * usage: libc-math ROUNDS
 *
 * Checks that the mathematical functions, and conversions between numbers and text, give all CPUs
 * at once the same bits as one CPU alone.
 */

#define ARGUMENTS 64

typedef double function(double x);

static double power(double x)
{
    return pow(x, 1.7);
}

static double modulo(double x)
{
    return fmod(1e300, x) + remainder(x, 0.3) + hypot(x, 3);
}

static double imaginary(double x)
{
    double complex z = cexp(x * 0.1 * I) * csqrt(x - 4 * I);
    return creal(z) * 3 + cimag(z);
}

static double extended(double x)
{
    long double third = (long double)x / 3;
    return (double)((third - (double)third) * 1e18L + sqrtl(third));
}

/* Converts a number to text and back. */
static double in_text(double x)
{
    char text[100];
    double value;

    snprintf(text, sizeof(text), "%.17g %.3f %Lg", x / 7, x * 1e20, (long double)x);
    CHECK(strtod(text, NULL) == x / 7);
    CHECK(sscanf(text, "%*f %lf", &value) == 1);
    return value;
}

static function *const functions[] = {
    sin,  cos,   tan,    exp,       expm1, log,  log1p,  sqrt,     cbrt,
    sinh, tanh,  atan,   asinh,     erf,   erfc, lgamma, tgamma,   j0,
    y1,   power, modulo, imaginary, floor, rint, logb,   extended, in_text,
};
#define FUNCTIONS (sizeof(functions) / sizeof(*functions))

static uint64_t expected[FUNCTIONS][ARGUMENTS];

static uint64_t bits_of(unsigned int which, unsigned int number)
{
    double y = functions[which](0.37 * (number + 1));
    uint64_t bits;

    memcpy(&bits, &y, sizeof(bits));
    return bits;
}

/* Begins at another place on each CPU. */
static void compare(unsigned int cpu)
{
    for (unsigned int i = 0; i < FUNCTIONS * ARGUMENTS; i++) {
        unsigned int at = (i + cpu * 211) % (FUNCTIONS * ARGUMENTS);
        CHECK(bits_of(at / ARGUMENTS, at % ARGUMENTS) == expected[at / ARGUMENTS][at % ARGUMENTS]);
    }
}

/* Checks a few known values, so that not all results can be wrong alike. */
static void check_known(void)
{
    volatile double two = 2, half = 0.5;
    volatile long double big = 0x1p9000L;

    CHECK(sqrt(two) == 0x1.6a09e667f3bcdp+0);
    CHECK(exp(half) == 0x1.a61298e1e069cp+0);
    CHECK(fabs(lgamma(half) - 0.57236494292470008707) < 1e-15);
    long double error = sqrtl((long double)two) - 1.41421356237309504880168872420969807857L;
    CHECK(error < 1e-30L && error > -1e-30L);
    CHECK(big * 0x1p5000L == 0x1p14000L);
    CHECK(cabs(3 * half + two * I) == 2.5);
}

int app_main_percpu(unsigned int cpu)
{
    static struct rendezvous ready;

    if (cpu == 0) {
        check_known();
        for (unsigned int which = 0; which < FUNCTIONS; which++)
            for (unsigned int number = 0; number < ARGUMENTS; number++)
                expected[which][number] = bits_of(which, number);
    }
    rendezvous(&ready);
    for (unsigned long rounds = arg_number(1); rounds--;)
        compare(cpu);
    return 0;
}
