/* SPDX-License-Identifier: MIT */
#include <reent.h>
#include <stdint.h>
#include <string.h>

/*
 * How newlib reads a long double, for strtold() and scanf(). newlib's own form makes a number of 80
 * bits, which only x86 has; AArch64's long double is IEEE 754's binary128. What reads the digits is
 * newlib's.
 */

#define FRACTION_BITS 112
#define MAX_EXPONENT 16383 /* that of the largest number; also the bias */
#define TOP_OF_HIGH (UINT64_C(1) << (FRACTION_BITS - 64))

/* newlib's description of a format: a number is an integer of BITS bits times 2^exponent. */
struct format {
    int bits, min_exponent, max_exponent, rounding, flushes_denormals;
};

/* newlib's kinds of results. */
enum { ZERO, NORMAL, DENORMAL, INFINITE, NOT_A_NUMBER, NAN_WITH_BITS, NO_NUMBER };
#define KINDS 7 /* the bits that are the kind */
#define NEGATIVE 8

int _strtodg_l(struct _reent *own, const char *text, char **end, struct format *format,
               int32_t *exponent, uint32_t *bits, locale_t locale);
int _strtorx_l(struct _reent *own, const char *text, char **end, int rounding, void *number,
               locale_t locale);

/* Returns the high half of the number without its sign. Sets *low to the low half. */
static uint64_t halves(int kind, int32_t exponent, const uint32_t *bits, uint64_t *low)
{
    const uint64_t infinite = UINT64_C(0x7fff) * TOP_OF_HIGH;
    uint64_t high = (uint64_t)bits[3] << 32 | bits[2];

    *low = 0;
    if (kind == INFINITE)
        return infinite;
    if (kind == NOT_A_NUMBER || kind == NAN_WITH_BITS)
        return infinite | TOP_OF_HIGH / 2;
    if (kind != NORMAL && kind != DENORMAL)
        return 0;
    *low = (uint64_t)bits[1] << 32 | bits[0];
    if (kind == DENORMAL)
        return high;
    return high % TOP_OF_HIGH + (uint64_t)(exponent + FRACTION_BITS + MAX_EXPONENT) * TOP_OF_HIGH;
}

/* Reads a number, and rounds it to the nearest: newlib has no rounding modes for AArch64. Returns
 * the kind. */
int _strtorx_l(struct _reent *own, const char *text, char **end, int rounding, void *number,
               locale_t locale)
{
    struct format format = {FRACTION_BITS + 1, 1 - MAX_EXPONENT - FRACTION_BITS,
                            MAX_EXPONENT - FRACTION_BITS, 1, 0};
    uint32_t bits[4] = {0};
    int32_t exponent = 0;
    uint64_t words[2];

    (void)rounding;
    int kind = _strtodg_l(own, text, end, &format, &exponent, bits, locale);
    words[1] = halves(kind & KINDS, exponent, bits, &words[0]);
    if (kind & NEGATIVE)
        words[1] |= UINT64_C(1) << 63;
    memcpy(number, words, sizeof(words));
    return kind;
}
