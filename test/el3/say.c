/* SPDX-License-Identifier: MIT */
/* The firmware's messages, on the console's PL011, and its random numbers. */
#include "el3.h"

#define UART_PA 0x09000000u
#define UARTDR 0x00
#define UARTFR 0x18
#define UARTFR_TXFF (1u << 5)
#define UARTFR_BUSY (1u << 3)
#define STATUS_BROKEN 86

/* Returns the next number of Marsaglia's xorshift with 64 bits; the state is never 0. */
uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static void put(char byte)
{
    while (read32(UART_PA + UARTFR) & UARTFR_TXFF)
        ;
    write32(UART_PA + UARTDR, (uint8_t)byte);
}

void say(const char *text)
{
    for (; *text; text++)
        put(*text);
}

void say_number(uint64_t number)
{
    say("0x");
    for (int shift = 60; shift >= 0; shift -= 4)
        if (shift == 0 || number >> shift)
            put("0123456789abcdef"[number >> shift & 0xf]);
}

/* Ends QEMU with a status of the firmware's own: it cannot go on. */
_Noreturn void fail(const char *why, uint64_t number)
{
    say("el3: ");
    say(why);
    say(" ");
    say_number(number);
    say("\n");
    exit_emulator(STATUS_BROKEN);
}
