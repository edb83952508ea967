/* SPDX-License-Identifier: MIT */
#include "console/semihosting.h"

#include <stdint.h>

#include "arch/semihosting_call.h"

/* Calls the emulator or the debugger, and remembers when neither answers. */

#define ADP_STOPPED_APPLICATION_EXIT 0x20026
#define TEXT_BYTES 128 /* of text that one call shows */

/* Set by the first CPU that gets no answer. Then no CPU calls any more, because an unanswered call
 * costs an exception. */
static bool is_silent;

bool semihosting_call(enum semihosting_operation operation, const void *block, long *result)
{
    if (__atomic_load_n(&is_silent, __ATOMIC_RELAXED))
        return false;
    if (arch_semihosting_call(operation, block, result))
        return true;
    __atomic_store_n(&is_silent, true, __ATOMIC_RELAXED);
    return false;
}

void semihosting_write(const char *bytes, size_t size)
{
    char text[TEXT_BYTES];
    size_t used = 0;
    long result;

    while (size--) {
        if (*bytes)
            text[used++] = *bytes;
        bytes++;
        if (used == TEXT_BYTES - 1 || (size == 0 && used)) {
            text[used] = '\0';
            used = 0;
            if (!semihosting_call(SEMIHOSTING_WRITE0, text, &result))
                return;
        }
    }
}

void semihosting_exit(unsigned int status)
{
    const uint64_t block[] = {ADP_STOPPED_APPLICATION_EXIT, status};
    long result;

    semihosting_call(SEMIHOSTING_EXIT_EXTENDED, block, &result);
}
