/* SPDX-License-Identifier: MIT */
#include <complex.h>
#include <fenv.h>
#include <float.h>
#include <math.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include <muster/app.h>

#include "check.h"
#include "rendezvous.h"

/*
 * Checks what C11 and its libraries add to a program: atomics of all widths, from all CPUs at once;
 * long double (software, 128 bits), complex numbers and libm with right results on every CPU.
 */

#define ROUNDS 3000

#ifndef __STDC_NO_THREADS__
#error "<threads.h> is there, and nothing tests it"
#endif

static atomic_uchar sum8;
static atomic_ushort sum16;
static atomic_uint sum32;
static atomic_ullong sum64, highest;
static _Atomic unsigned __int128 sum128, pair, bits128;
static atomic_flag flag = ATOMIC_FLAG_INIT;
static unsigned long guarded; /* by the flag */

static struct rendezvous place;

/* ---- atomics ------------------------------------------------------------------------------ */

static void raise_highest(unsigned long long value)
{
    unsigned long long seen = atomic_load_explicit(&highest, memory_order_relaxed);

    while (seen < value && !atomic_compare_exchange_weak(&highest, &seen, value))
        ;
}

/* The halves are always equal: no CPU sees halves of different values. */
static void change_pair(uint64_t half)
{
    unsigned __int128 seen = atomic_load(&pair);

    CHECK((uint64_t)seen == (uint64_t)(seen >> 64));
    if (half % 3 == 0)
        atomic_store(&pair, (unsigned __int128)half << 64 | half);
    else if (half % 3 == 1)
        seen = atomic_exchange(&pair, (unsigned __int128)half << 64 | half);
    else
        atomic_compare_exchange_strong(&pair, &seen, (unsigned __int128)half << 64 | half);
    CHECK((uint64_t)seen == (uint64_t)(seen >> 64));
}

static void count(unsigned int cpu)
{
    for (unsigned int round = 0; round < ROUNDS; round++) {
        atomic_fetch_add(&sum8, 1);
        atomic_fetch_add_explicit(&sum16, 1, memory_order_relaxed);
        sum32++;
        atomic_fetch_sub(&sum64, 1);
        atomic_fetch_add(&sum128, UINT64_MAX); /* carries into the upper half */
        atomic_fetch_xor(&bits128, (unsigned __int128)1 << (cpu % 128));
        change_pair(round * 64ull + cpu);
        raise_highest((unsigned long long)round << 32 | cpu);
        while (atomic_flag_test_and_set_explicit(&flag, memory_order_acquire))
            cpu_relax();
        guarded++;
        atomic_flag_clear_explicit(&flag, memory_order_release);
    }
}

static void check_counts(void)
{
    unsigned long total = (unsigned long)ROUNDS * num_online_cpus();

    CHECK(sum8 == (unsigned char)total && sum16 == (unsigned short)total && sum32 == total);
    CHECK(atomic_load(&sum64) == 0ull - total && guarded == total);
    CHECK(highest == ((ROUNDS - 1ull) << 32 | (num_online_cpus() - 1)));
    CHECK(atomic_is_lock_free(&sum64));
    CHECK(sum128 == (unsigned __int128)UINT64_MAX * total && bits128 == 0);
    CHECK(atomic_fetch_sub(&sum128, 1) == (unsigned __int128)UINT64_MAX * total);
    CHECK(atomic_fetch_or(&bits128, 6) == 0 && atomic_fetch_and(&bits128, 3) == 6);
    CHECK(bits128 == 2);
}

/* ---- numbers ------------------------------------------------------------------------------ */

/* The compiler's arithmetic. Of newlib's functions only sqrtl() knows this format. */
static void check_long_double(void)
{
    volatile long double three = 3, third = 1 / three, large = 1e300L;

    CHECK(LDBL_MANT_DIG == 113 && sizeof(long double) == 16);
    CHECK(third * three == 1 && third != (double)third);
    CHECK(__builtin_fabsl(third - 0.333333333333333333333333333333333333L) < 1e-33L);
    CHECK(large * large * large > 0 &&
          !__builtin_isinf(large * large * large)); /* not with a double */
    CHECK((long long)(three * 1e18L) == 3000000000000000000ll);
    CHECK((long double)INT64_MAX + 1 == 9223372036854775808.0L);
#ifdef __PICOLIBC__
    CHECK(strtold("0.5", NULL) == 0.5L && fabsl(-third) == third);
#endif
    CHECK(__builtin_fabsl(sqrtl(three) * sqrtl(three) - three) < 1e-30L);
}

static void check_complex(void)
{
    volatile double complex i = I;
    double complex product = (1 + 2 * i) * (3 - i), quotient = (5 + 5 * i) / (1 + 2 * i);

    CHECK(creal(product) == 5 && cimag(product) == 5);
    CHECK(creal(quotient) == 3 && cimag(quotient) == -1);
    CHECK(cabs(3 + 4 * i) == 5 && conj(i) == -i);
    CHECK(cabs(cexp(M_PI * i) + 1) < 1e-15 && cabs(csqrt(-1 + 0 * i) - i) < 1e-15);
}

static void check_libm(void)
{
    volatile double x = 0.7;
    volatile float f = 0.7f;

    CHECK(fabs(pow(x, 3) - 0.343) < 1e-15 && fabs(exp(log(x)) - x) < 1e-15);
    CHECK(fabs(atan2(1, 1) - M_PI_4) < 1e-15 && fmod(7.5, 2) == 1.5 && cbrt(27) == 3);
    CHECK(fabsf(sinf(f) * sinf(f) + cosf(f) * cosf(f) - 1) < 1e-6f);
    CHECK(fma(x, 2, 1) == x * 2 + 1 && lround(2.5) == 3 && fabs(tgamma(5) - 24) < 1e-13);
    CHECK(isnan(sqrt(-x)) && isinf(1 / (x - x)) && signbit(-0.0));
}

/* Checks that the rounding mode and the raised exceptions are each CPU's own. newlib knows no
 * modes. */
static void check_fenv(unsigned int cpu)
{
#ifdef FE_UPWARD
    volatile double one = 1, three = 3;
    volatile double nearest = one / three; /* before the mode changes */
    bool is_odd = cpu % 2;

    CHECK(fesetround(is_odd ? FE_UPWARD : FE_DOWNWARD) == 0);
    rendezvous(&place);
    CHECK(is_odd ? one / three > nearest : one / three == nearest);
    rendezvous(&place);
    CHECK(fesetround(FE_TONEAREST) == 0 && one / three == nearest);
#else
    (void)cpu;
#endif
}

int app_main_percpu(unsigned int cpu)
{
    rendezvous(&place);
    count(cpu);
    rendezvous(&place);
    if (cpu == 0)
        check_counts();
    check_long_double();
    check_complex();
    check_libm();
    check_fenv(cpu);
    return 0;
}
