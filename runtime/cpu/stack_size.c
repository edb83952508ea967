/* SPDX-License-Identifier: MIT */
#include "cpu/stack_size.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include <muster/cmdline.h>

#include "arch/mmu.h"
#include "base/image.h"

/* Chooses the size of the CPUs' stacks. */

#define LEAST_BYTES 8192u
#define MOST_BYTES (UINT32_C(1) << 30)

IMAGE_SYMBOL(const uint64_t, sizes_start, stack_sizes_start);
IMAGE_SYMBOL(const uint64_t, sizes_end, stack_sizes_end);

static uint32_t option_bytes; /* the option `stack`; 0 without it */

/* Returns the binary logarithm of the unit that ends a size: K, M, or none. */
static unsigned int unit_shift(char unit)
{
    return unit == 'K' || unit == 'k' ? 10 : unit == 'M' || unit == 'm' ? 20 : 0;
}

static int parse_stack(const char *value)
{
    char digits[12] = "";
    size_t length = value ? strlen(value) : 0;
    unsigned int number, shift = length ? unit_shift(value[length - 1]) : 0;

    length -= shift != 0;
    if (length == 0 || length >= sizeof(digits))
        return -EINVAL;
    memcpy(digits, value, length);
    int error = muster_parse_u32(digits, MOST_BYTES >> shift, &number);
    if (error)
        return error;
    if (number << shift < LEAST_BYTES)
        return -ERANGE;
    option_bytes = number << shift;
    return 0;
}
MUSTER_EARLY_PARAM("stack", parse_stack);

/* Returns the largest size that the program asks for, or 0. */
static uint64_t program_bytes(void)
{
    uint64_t largest = 0;

    for (const uint64_t *size = sizes_start; size < sizes_end; size++)
        if (*size > largest)
            largest = *size;
    return largest;
}

size_t stack_size(void)
{
    uint64_t bytes = option_bytes ? option_bytes : program_bytes();

    if (!bytes)
        bytes = image_sizes.stack_bytes;
    return (bytes + ARCH_PAGE_BYTES - 1) & ~(uint64_t)(ARCH_PAGE_BYTES - 1);
}
