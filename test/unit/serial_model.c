/* SPDX-License-Identifier: MIT */
#include "serial_model.h"

#include <string.h>

#include "cmocka_test.h"
#include "host_mmio.h"

/* What all models of serial ports have: a FIFO that drains with time, and registers. */

struct model_port port;

static void send_a_byte(void)
{
    if (port.sent_bytes < sizeof(port.sent))
        port.sent[port.sent_bytes++] = port.fifo[0];
    memmove(port.fifo, port.fifo + 1, --port.waiting);
}

void model_push(uint32_t byte)
{
    if (port.waiting == port.model->fifo_bytes)
        port.lost++;
    else
        port.fifo[port.waiting++] = (char)byte;
}

uint32_t model_pop(void)
{
    return *port.input ? (unsigned char)*port.input++ | port.model->receive_mark : 0;
}

static bool holds(enum condition when)
{
    switch (when) {
    case FULL:
        return port.waiting == port.model->fifo_bytes;
    case ROOM:
        return port.waiting < port.model->fifo_bytes;
    case BUSY:
        return port.waiting > 0;
    case IDLE:
        return port.waiting == 0;
    case INPUT:
        return *port.input;
    case NO_INPUT:
        return !*port.input;
    default:
        return false;
    }
}

uint32_t model_flags(uintptr_t offset)
{
    uint32_t value = 0;

    for (const struct flag *flag = port.model->flags; flag->when; flag++)
        if (flag->offset == offset && holds(flag->when))
            value |= flag->mask;
    return value;
}

/* The bytes of an access as the port has them: @p value has those of the program. */
static uint32_t in_port_order(uint64_t value, unsigned int bytes)
{
    if (!port.model->big_endian || bytes == 1)
        return (uint32_t)value;
    return bytes == 2 ? __builtin_bswap16((uint16_t)value) : __builtin_bswap32((uint32_t)value);
}

static uintptr_t offset_of(uintptr_t address, unsigned int bytes)
{
    const struct model *model = port.model;
    uintptr_t offset = address - MODEL_BASE;
    bool is_data = offset == model->send || offset == model->receive;

    assert_in_range(offset, 0, sizeof(port.values) / sizeof(port.values[0]) - 1);
    assert_int_equal(bytes, is_data ? model->data_bytes : model->status_bytes);
    return offset;
}

static uint64_t read_register(uintptr_t address, unsigned int bytes)
{
    uintptr_t offset = offset_of(address, bytes);
    uint32_t value;

    port.looks++;
    if (port.waiting && port.looks_per_byte != MODEL_NEVER && port.looks % port.looks_per_byte == 0)
        send_a_byte();
    if (!port.model->read || !port.model->read(offset, &value)) {
        value = model_flags(offset) | port.values[offset];
        if (offset == port.model->receive)
            value = model_pop();
    }
    return in_port_order(value, bytes);
}

static void write_register(uintptr_t address, unsigned int bytes, uint64_t raw)
{
    uintptr_t offset = offset_of(address, bytes);
    uint32_t value = in_port_order(raw, bytes);

    port.writes++;
    if (port.model->write && port.model->write(offset, value))
        return;
    if (offset == port.model->send)
        model_push(value);
    else
        port.values[offset] = value;
}

static const struct host_device device = {read_register, write_register};

void model_begin(const struct model *model, uint64_t looks_per_byte)
{
    memset(&port, 0, sizeof(port));
    port.model = model;
    port.looks_per_byte = looks_per_byte;
    port.input = "";
    port.values[model->at_start.offset] = model->at_start.bits;
    host_device = &device;
}
