/* SPDX-License-Identifier: MIT */
/* Checks the drivers of serial ports, each on each of its models (serial_models.c). */
#include <stdio.h>
#include <string.h>

#include "base/driver.h"
#include "cmocka_test.h"
#include "serial_model.h"

static const char line[] = "MUSTER_EXIT status=0 cpus=4 possible=4\n";
#define LINE_BYTES (sizeof(line) - 1)

/* Returns the port that the runtime would make of the model's node. */
static struct serial_port begin(const struct model *model, uint64_t looks_per_byte)
{
    const struct driver *found = driver_find(DRIVER_SERIAL, model->compatible);

    assert_non_null(found);
    struct serial_port result = {.driver = found->operations, .base = MODEL_BASE};
    result.registers = result.driver->registers;
    if (result.registers.bytes && !result.registers.is_fixed)
        result.registers = model->registers;
    model_begin(model, looks_per_byte);
    return result;
}

/* The models of a test. Prints which model a failure is about. */
#define for_each_model(model)                                                                      \
    for (const struct model *model = models;                                                       \
         model < models + model_count &&                                                           \
         printf("    %s, %u:%u\n", model->compatible, model->data_bytes, model->registers.shift);  \
         model++)

static void test_names(void **state)
{
    (void)state;
    for_each_model(model)
    {
        const struct serial_driver *driver = begin(model, 1).driver;
        assert_string_equal(driver->console_name, model->console_name);
        assert_string_equal(driver->earlycon_name, model->earlycon_name);
    }
}

/* Each driver of the table has a model. */
static void test_all(void **state)
{
    (void)state;
    for (const struct driver *driver = drivers_start; driver < drivers_end; driver++) {
        unsigned int i = 0;
        while (i < model_count && strcmp(models[i].compatible, driver->compatible) != 0)
            i++;
        if (i == model_count)
            fail_msg("%s has no model", driver->compatible);
        assert_int_equal(driver->key, driver_key(driver->compatible, strlen(driver->compatible)));
    }
}

/* A port that is slow gets all bytes in order, and none while it has no room. */
static void test_late(void **state)
{
    (void)state;
    for_each_model(model)
    {
        struct serial_port serial = begin(model, 1000);
        assert_int_equal(serial_send(&serial, line, LINE_BYTES), 0);
        assert_true(port.sent_bytes < LINE_BYTES); /* so there is something to wait for */
        serial_drain(&serial);
        assert_int_equal(port.lost, 0);
        assert_int_equal(port.waiting, 0);
        assert_int_equal(port.sent_bytes, LINE_BYTES);
        assert_memory_equal(port.sent, line, LINE_BYTES);
    }
}

/* At 1200 baud a byte takes 8 ms, and a read at least 10 ns. All drivers wait by one function. */
static void test_slowest(void **state)
{
    struct serial_port serial = begin(models, 800000);

    (void)state;
    assert_int_equal(serial_send(&serial, line, LINE_BYTES), 0);
    serial_drain(&serial);
    assert_int_equal(port.sent_bytes, LINE_BYTES);
}

static void test_drain_never(void **state)
{
    struct serial_port serial = begin(models, MODEL_NEVER);

    (void)state;
    assert_int_equal(serial_send(&serial, line, 1), 0);
    serial_drain(&serial);
    assert_in_range(port.looks, 1, 100000000);
}

static void test_idle(void **state)
{
    (void)state;
    for_each_model(model)
    {
        struct serial_port serial = begin(model, 1);
        serial_drain(&serial);
        assert_in_range(port.looks, 1, 2);
    }
}

/* A port that never sends is given up at the first byte that it has no room for. */
static void test_never(void **state)
{
    (void)state;
    for_each_model(model)
    {
        struct serial_port serial = begin(model, MODEL_NEVER);
        char many[256] = "never";
        assert_int_equal(serial_send(&serial, many, sizeof(many)),
                         sizeof(many) - model->fifo_bytes);
        assert_int_equal(port.lost, 0);
        assert_in_range(port.looks, 1, 3000000);
    }
}

static void test_read(void **state)
{
    (void)state;
    for_each_model(model)
    {
        struct serial_port serial = begin(model, 1);
        const struct serial_operations *operations = serial.driver->operations;
        assert_int_equal(operations->read(&serial), -1);
        port.input = "a\xff"
                     "b";
        assert_int_equal(operations->read(&serial), 'a');
        assert_int_equal(operations->read(&serial), 0xff);
        assert_int_equal(operations->read(&serial), 'b');
        assert_int_equal(operations->read(&serial), -1);
    }
}

/* init() turns on what the firmware has left off, leaves other bits, and writes nothing else. */
static void test_init(void **state)
{
    (void)state;
    for_each_model(model)
    {
        struct serial_port serial = begin(model, 1);
        const struct serial_operations *operations = serial.driver->operations;
        uint32_t others = model->on.bits & 0x100 ? 0x4000 : 0;
        if (!operations->init) {
            assert_int_equal(model->on.bits, 0);
            continue;
        }
        assert_true(model->on.bits != 0);
        port.values[model->on.offset] = others;
        operations->init(&serial);
        assert_int_equal(port.values[model->on.offset], model->on.bits | others);
        uint64_t writes = port.writes;
        operations->init(&serial);
        assert_int_equal(port.writes, writes);
    }
}

static void test_listen(void **state)
{
    (void)state;
    for_each_model(model)
    {
        struct serial_port serial = begin(model, 1);
        if (!serial.driver->operations->listen) {
            assert_int_equal(model->listen[0].bits, 0);
            continue;
        }
        serial.driver->operations->listen(&serial);
        for (unsigned int i = 0; i < 2; i++)
            assert_int_equal(port.values[model->listen[i].offset] & model->listen[i].bits,
                             model->listen[i].bits);
        assert_true(model->listen[0].bits != 0);
    }
}

/* A 16550 may signal a time-out of an empty FIFO until RBR is read, and a DW_apb_uart that it was
 * busy until USR is read. read() ends both. */
static void test_empty_interrupt(void **state)
{
    (void)state;
    for_each_model(model)
    {
        struct serial_port serial = begin(model, 1);
        uint32_t *iir = &port.values[2u << model->registers.shift];
        if (strcmp(model->console_name, "ttyS") != 0)
            continue;
        *iir = 0xcc;
        assert_int_equal(serial.driver->operations->read(&serial), -1);
        assert_int_equal(*iir, 1);
        *iir = 0xc7;
        assert_int_equal(serial.driver->operations->read(&serial), -1);
        assert_int_equal(*iir, strcmp(model->compatible, "snps,dw-apb-uart") == 0 ? 1 : 0xc7);
    }
}

/* The Cadence's flag is cleared once all has been read. */
static void test_latched_interrupt(void **state)
{
    struct serial_port serial = begin(models, 1);

    (void)state;
    for_each_model(model)
    {
        if (strcmp(model->console_name, "ttyPS") != 0)
            continue;
        serial = begin(model, 1);
        port.values[0x14] = 1;
        port.input = "a";
        assert_int_equal(serial.driver->operations->read(&serial), 'a');
        assert_int_equal(serial.driver->operations->read(&serial), -1);
        assert_int_equal(port.values[0x14], 0);
    }
}

/* A Samsung port without a FIFO has its room and its input in another register. */
static void test_without_fifo(void **state)
{
    (void)state;
    for_each_model(model)
    {
        if (strcmp(model->console_name, "ttySAC") != 0)
            continue;
        for (unsigned int fifo = 0; fifo < 2; fifo++) {
            struct serial_port serial = begin(model, 10);
            port.values[0x08] = fifo;
            port.values[0x18] = fifo ? 0 : 0x01000301; /* full, and input, of the other register */
            port.values[0x10] = fifo ? 7 : 0;
            assert_int_equal(serial_send(&serial, line, LINE_BYTES), 0);
            assert_int_equal(port.lost, 0);
            if (!fifo)
                assert_int_equal(serial.driver->operations->read(&serial), -1);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_all),
        cmocka_unit_test(test_late),
        cmocka_unit_test(test_slowest),
        cmocka_unit_test(test_idle),
        cmocka_unit_test(test_drain_never),
        cmocka_unit_test(test_never),
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_init),
        cmocka_unit_test(test_listen),
        cmocka_unit_test(test_empty_interrupt),
        cmocka_unit_test(test_latched_interrupt),
        cmocka_unit_test(test_without_fifo),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
