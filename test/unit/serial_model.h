/* SPDX-License-Identifier: MIT */
#ifndef TEST_UNIT_SERIAL_MODEL_H
#define TEST_UNIT_SERIAL_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/serial_port.h"

/* Models of serial ports, register by register, for the tests of their drivers. */

#define MODEL_BASE 0x9000000u
#define MODEL_NEVER UINT64_MAX

/* When a flag of a register is set. */
enum condition {
    NO_FLAG,
    FULL,     /* no room for a byte */
    ROOM,     /* room for a byte */
    BUSY,     /* not all has been sent */
    IDLE,     /* all has been sent */
    INPUT,    /* a byte has come */
    NO_INPUT, /* none has come */
};

struct flag {
    enum condition when;
    uint16_t offset;
    uint32_t mask;
};

/* A register that a driver may write, and the bits that must be set afterwards. */
struct expected {
    uint16_t offset;
    uint32_t bits;
};

#define MODEL_FLAGS 7

struct model {
    const char *compatible, *console_name, *earlycon_name;
    /* the size of an access to the data registers, and to all others */
    uint8_t data_bytes, status_bytes;
    bool big_endian;
    uint16_t fifo_bytes;
    uint16_t send, receive; /* the offsets of the data registers */
    uint32_t receive_mark;  /* what the data register has besides a byte that has come */
    struct flag flags[MODEL_FLAGS];
    struct expected at_start;      /* what the firmware has set up */
    struct expected on, listen[2]; /* after init() from zero; after listen() */
    /* what the tree says, if the driver lets it */
    struct serial_registers registers;
    /* what this port does besides; each returns true if it has done all that the access does */
    bool (*read)(uintptr_t offset, uint32_t *value);
    bool (*write)(uintptr_t offset, uint32_t value);
};

extern const struct model models[];
extern const unsigned int model_count;

/* The port under test: what it has sent, what waits in its FIFO, what comes in. The first byte
 * leaves after so many reads of registers. */
struct model_port {
    const struct model *model;
    uint64_t looks_per_byte, looks, lost, writes;
    char fifo[256], sent[256];
    unsigned int waiting, sent_bytes;
    const char *input;
    uint32_t values[0x900]; /* of the registers without flags, by offset */
};
extern struct model_port port;

/* Starts anew with a port of @p model. */
void model_begin(const struct model *model, uint64_t looks_per_byte);
/* Adds a byte to the port's FIFO. For the models. */
void model_push(uint32_t byte);
/* Returns the next byte that comes in. For the models. */
uint32_t model_pop(void);
/* Returns the flags of the register at @p offset. For the models. */
uint32_t model_flags(uintptr_t offset);

#endif
