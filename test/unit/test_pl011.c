/* SPDX-License-Identifier: MIT */
/* Checks the driver of the PL011 on a model of its registers that is as slow as a real port. */
#include <string.h>

#include <muster/mmio.h>

#include "base/driver.h"
#include "base/serial_driver.h"
#include "cmocka_test.h"
#include "host_mmio.h"

#define BASE 0x9000000u
#define DR (BASE + 0x00)
#define FR (BASE + 0x18)
#define CR (BASE + 0x30)
#define FR_BUSY (1u << 3)
#define FR_TXFF (1u << 5)
#define FIFO_BYTES 16
#define NEVER UINT64_MAX

/* The port: what it has sent, and what waits in its FIFO. The first byte leaves after this many
 * reads of the flags, and the flag BUSY falls with its stop bit. */
static struct {
    uint64_t looks_per_byte, looks, lost;
    uint32_t control;
    char fifo[FIFO_BYTES], sent[64];
    unsigned int waiting, sent_bytes;
} port;

static void send_a_byte(void)
{
    port.sent[port.sent_bytes++] = port.fifo[0];
    memmove(port.fifo, port.fifo + 1, --port.waiting);
}

static uint64_t read_register(uintptr_t address, unsigned int bytes)
{
    assert_int_equal(bytes, 4);
    if (address == CR)
        return port.control;
    assert_int_equal(address, FR);
    port.looks++;
    if (port.waiting && port.looks_per_byte != NEVER && port.looks % port.looks_per_byte == 0)
        send_a_byte();
    return (port.waiting ? FR_BUSY : 0) | (port.waiting == FIFO_BYTES ? FR_TXFF : 0);
}

static void write_register(uintptr_t address, unsigned int bytes, uint64_t value)
{
    assert_int_equal(bytes, 4);
    if (address == CR) {
        port.control = (uint32_t)value;
        return;
    }
    assert_int_equal(address, DR);
    if (port.waiting == FIFO_BYTES)
        port.lost++;
    else
        port.fifo[port.waiting++] = (char)value;
}

static const struct host_device device = {read_register, write_register};

static const struct serial_driver *begin(uint64_t looks_per_byte)
{
    memset(&port, 0, sizeof(port));
    port.looks_per_byte = looks_per_byte;
    host_device = &device;
    return drivers_start->operations; /* the table has the one entry of the driver's file */
}

static const char line[] = "MUSTER_EXIT status=0 cpus=4 possible=4\n";
#define LINE_BYTES (sizeof(line) - 1)

static void test_late(void **state)
{
    const struct serial_driver *driver = begin(1000);

    (void)state;
    driver->write(BASE, line, LINE_BYTES);
    assert_true(port.sent_bytes < LINE_BYTES); /* so there is something to wait for */
    driver->drain(BASE);
    assert_int_equal(port.waiting, 0);
    assert_int_equal(port.lost, 0);
    assert_int_equal(port.sent_bytes, LINE_BYTES);
    assert_memory_equal(port.sent, line, LINE_BYTES);
}

/* At 1200 baud a byte takes 8 ms, and a read at least 10 ns. */
static void test_slowest(void **state)
{
    const struct serial_driver *driver = begin(800000);

    (void)state;
    driver->write(BASE, line, FIFO_BYTES);
    driver->drain(BASE);
    assert_int_equal(port.sent_bytes, FIFO_BYTES);
}

static void test_idle(void **state)
{
    const struct serial_driver *driver = begin(1);

    (void)state;
    driver->drain(BASE);
    assert_int_equal(port.looks, 1);
}

/* A port that never sends ends the wait as well, and has got as many bytes as it has room for. */
static void test_never(void **state)
{
    const struct serial_driver *driver = begin(NEVER);

    (void)state;
    driver->write(BASE, line, FIFO_BYTES + 2);
    driver->drain(BASE);
    assert_int_equal(port.lost, 2);
    assert_in_range(port.looks, 1, 100000000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_late),
        cmocka_unit_test(test_slowest),
        cmocka_unit_test(test_idle),
        cmocka_unit_test(test_never),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
