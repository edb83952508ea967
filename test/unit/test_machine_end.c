/* SPDX-License-Identifier: MIT */
/* Checks how the machine is turned off and reset by devices of its tree: which registers get which
 * values, in which order, and how long is waited between. The registers keep what is written; the
 * counter ticks at each reading. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <muster/fdt.h>
#include <muster/machine.h>
#include <muster/spinlock.h>

#include "arch/mmu.h"
#include "base/clock.h"
#include "base/ticks.h"
#include "console_capture.h"
#include "exit/machine_end.h"
#include "host_mmio.h"
#include "in_child.h"
#include "memory/memory.h"
#include "tree_table.h"

#define REGISTERS_PA 0x10000u
#define REGISTERS_BYTES 0x10000u

static const void *tree;
static unsigned char registers[REGISTERS_BYTES];
static char accesses[1024]; /* a word for each access: r or w, its size in bits, address = value */
static uint64_t last_write_ticks;
static void (*while_mapping)(void);

#define TICKS_PER_MS 1000

/* ---- what is taken from the rest of the runtime ---------------------------------------------- */

struct clock_factors clock_factors = {.hz = 1000 * TICKS_PER_MS};
struct counter_base counter_base;

const void *muster_fdt(void)
{
    return tree;
}

int arch_map_again(uintptr_t pa, size_t size_bytes, enum arch_map_type type)
{
    EXPECT(type == ARCH_MAP_DEVICE && pa % ARCH_PAGE_BYTES == 0);
    EXPECT(pa >= REGISTERS_PA && pa + size_bytes <= REGISTERS_PA + REGISTERS_BYTES);
    void (*meanwhile)(void) = while_mapping;
    while_mapping = NULL;
    if (meanwhile)
        meanwhile();
    return 0;
}

void arch_map_commit(void)
{
}

bool memory_add_tables(void)
{
    return false;
}

uint64_t counter_read_slowly(void)
{
    return arch_counter_raw();
}

void muster_spin_wait(spinlock_t *lock, uint32_t drawn)
{
    (void)lock;
    (void)drawn;
    EXPECT(!"a wait for a lock without an end");
}

/* ---- the registers --------------------------------------------------------------------------- */

static void note(char kind, uintptr_t address, unsigned int bytes, uint64_t value)
{
    size_t used = strlen(accesses);

    snprintf(accesses + used, sizeof(accesses) - used, "%c%u:%lx=%lx ", kind, 8 * bytes,
             (unsigned long)(address - REGISTERS_PA), (unsigned long)value);
}

static uint64_t read_register(uintptr_t address, unsigned int bytes)
{
    uint64_t value = 0;

    EXPECT(address >= REGISTERS_PA && address + bytes <= REGISTERS_PA + REGISTERS_BYTES);
    memcpy(&value, registers + (address - REGISTERS_PA), bytes);
    return value;
}

static uint64_t ms_since_write(void)
{
    return (host_counter - last_write_ticks) / TICKS_PER_MS;
}

/* Notes the write, and before it how many milliseconds have passed since the one before, if any. */
static void write_register(uintptr_t address, unsigned int bytes, uint64_t value)
{
    uint64_t passed_ms = ms_since_write();
    size_t used = strlen(accesses);

    EXPECT(address >= REGISTERS_PA && address + bytes <= REGISTERS_PA + REGISTERS_BYTES);
    if (used && passed_ms)
        snprintf(accesses + used, sizeof(accesses) - used, "%lums ", (unsigned long)passed_ms);
    memcpy(registers + (address - REGISTERS_PA), &value, bytes);
    note('w', address, bytes, value);
    last_write_ticks = host_counter;
}

static const struct host_device device = {read_register, write_register};

static void preset(unsigned int offset, uint32_t value)
{
    memcpy(registers + offset, &value, sizeof(value));
}

/* Ends the machine of that tree, and expects these accesses. */
static void end(const struct tree_item *table, enum machine_end how, const char *expected)
{
    struct tree_builder b = {0};

    build_table(&b, table);
    tree = build_tree(&b);
    host_device = &device;
    EXPECT(machine_end_is_known(how));
    EXPECT(!*accesses);
    machine_end_try(how);
    if (strcmp(accesses, expected) != 0) {
        fprintf(stderr, "accesses: %s\nexpected: %s\nconsole: %s\n", accesses, expected,
                console_captured());
        exit(1);
    }
}

/* ---- lines ----------------------------------------------------------------------------------- */

#define CELL(last) "\0\0\0" last
#define GPIO(compatible)                                                                           \
    NODE("gpio@12000"), STRING("compatible", compatible), PAIR("reg", 0x12000, 0x1000),            \
        U32("#gpio-cells", 2), U32("phandle", 1), END_NODE
#define LINE_3 CUT("gpios", CELL("\1") CELL("\3") CELL("\0"))
#define LINE_3_ACTIVE_LOW CUT("gpios", CELL("\1") CELL("\3") CELL("\1"))
#define LINE_33 CUT("gpios", CELL("\1") CELL("\41") CELL("\0"))

/* The level first, then the direction, then the level: so three times. Other lines stay. */
static void test_pl061(void)
{
    preset(0x2400, 0x41);
    end(TREE(ROOT, GPIO("arm,pl061"), NODE("off"), STRING("compatible", "gpio-poweroff"), LINE_3,
             END_NODE, FINISH),
        MACHINE_OFF,
        "w8:2020=8 w8:2400=49 w8:2020=8 100ms w8:2020=0 w8:2400=49 w8:2020=0 "
        "100ms w8:2020=8 w8:2400=49 w8:2020=8 ");
    EXPECT(ms_since_write() == 3000);
    EXPECT(!*console_captured());
}

static void test_delays(void)
{
    end(TREE(ROOT, NODE("off"), STRING("compatible", "gpio-poweroff"), LINE_3_ACTIVE_LOW,
             U32("active-delay-ms", 7), U32("inactive-delay-ms", 9), U32("timeout-ms", 11),
             END_NODE, GPIO("arm,pl061"), FINISH),
        MACHINE_OFF,
        "w8:2020=0 w8:2400=8 w8:2020=0 7ms w8:2020=8 w8:2400=8 w8:2020=8 "
        "9ms w8:2020=0 w8:2400=8 w8:2020=0 ");
    EXPECT(ms_since_write() == 11);
}

/* A tree cannot make the machine wait for a month. */
static void test_long_delay(void)
{
    end(TREE(ROOT, NODE("off"), STRING("compatible", "gpio-poweroff"), LINE_3,
             U32("active-delay-ms", 0xffffffff), END_NODE, GPIO("arm,pl061"), FINISH),
        MACHINE_OFF,
        "w8:2020=8 w8:2400=8 w8:2020=8 60000ms w8:2020=0 w8:2400=8 w8:2020=0 "
        "100ms w8:2020=8 w8:2400=8 w8:2020=8 ");
}

static void test_restart(void)
{
    end(TREE(ROOT, GPIO("arm,pl061"), NODE("restart"), STRING("compatible", "gpio-restart"), LINE_3,
             U32("active-delay", 5), U32("inactive-delay", 6), U32("wait-delay", 12), END_NODE,
             FINISH),
        MACHINE_RESET,
        "w8:2020=8 w8:2400=8 w8:2020=8 5ms w8:2020=0 w8:2400=8 w8:2020=0 "
        "6ms w8:2020=8 w8:2400=8 w8:2020=8 ");
}

static void test_open_source(void)
{
    end(TREE(ROOT, GPIO("arm,pl061"), NODE("restart"), STRING("compatible", "gpio-restart"), LINE_3,
             CUT("open-source", ""), END_NODE, FINISH),
        MACHINE_RESET,
        "w8:2020=8 w8:2400=8 w8:2020=8 100ms w8:2400=0 100ms w8:2020=8 w8:2400=8 w8:2020=8 ");
}

/* Three bits a line, ten lines a word; levels have registers that set and that clear. */
static void test_bcm2835_line(void)
{
    preset(0x200c, 0xffffffff);
    end(TREE(ROOT, GPIO("brcm,bcm2835-gpio"), NODE("off"), STRING("compatible", "gpio-poweroff"),
             LINE_33, END_NODE, FINISH),
        MACHINE_OFF,
        "w32:2020=2 w32:200c=fffff3ff 100ms w32:202c=2 w32:200c=fffff3ff "
        "100ms w32:2020=2 w32:200c=fffff3ff ");
}

static void refused(const struct tree_item *table, const char *message)
{
    end(table, MACHINE_OFF, "");
    EXPECT(strstr(console_captured(), message));
}

#define OFF_BY(...)                                                                                \
    NODE("off"), STRING("compatible", "gpio-poweroff"), __VA_ARGS__, END_NODE, FINISH

static void test_number_refused(void)
{
    refused(TREE(ROOT, GPIO("arm,pl061"), OFF_BY(LINE_33)), "off has gpios with a number that");
}

static void test_controller_refused(void)
{
    refused(TREE(ROOT, GPIO("acme,gpio"), OFF_BY(LINE_3)), "off has gpios of a controller that");
}

static void test_phandle_refused(void)
{
    refused(TREE(ROOT, OFF_BY(LINE_3)), "off has gpios without an enabled controller");
}

static void test_cells_refused(void)
{
    refused(TREE(ROOT, GPIO("arm,pl061"), OFF_BY(PAIR("gpios", 1, 3))),
            "off has gpios that are not");
}

static void test_no_gpios(void)
{
    refused(TREE(ROOT, GPIO("arm,pl061"), OFF_BY(NOP)), "off has no gpios");
}

/* ---- registers ------------------------------------------------------------------------------- */

#define SYSCON(...)                                                                                \
    NODE("syscon@14000"), STRING("compatible", "syscon"), PAIR("reg", 0x14000, 0x100),             \
        U32("phandle", 2), __VA_ARGS__, END_NODE
#define REBOOT(...)                                                                                \
    NODE("reboot"), STRING("compatible", "syscon-reboot"), U32("regmap", 2), __VA_ARGS__, END_NODE

static void test_value_and_mask(void)
{
    preset(0x4010, 0xffff0f00);
    end(TREE(ROOT, SYSCON(NOP), REBOOT(U32("offset", 0x10), U32("value", 0xa5), U32("mask", 0xff0)),
             FINISH),
        MACHINE_RESET, "w32:4010=ffff00a0 ");
    EXPECT(ms_since_write() == 1000);
}

/* Without a mask all bits are written; an older binding has the value in `mask`. */
static void test_value_alone(void)
{
    preset(0x4010, 0xffffffff);
    end(TREE(ROOT, SYSCON(NOP), REBOOT(U32("offset", 0x10), U32("value", 0xa5)), FINISH),
        MACHINE_RESET, "w32:4010=a5 ");
}

static void test_mask_alone(void)
{
    preset(0x4010, 0xffffffff);
    end(TREE(ROOT, SYSCON(NOP), REBOOT(U32("offset", 0x10), U32("mask", 1)), FINISH), MACHINE_RESET,
        "w32:4010=1 ");
}

static void test_child_of_registers(void)
{
    end(TREE(ROOT, NODE("syscon@14000"), STRING("compatible", "syscon"),
             PAIR("reg", 0x14000, 0x100), NODE("poweroff"), STRING("compatible", "syscon-poweroff"),
             U32("reg", 0x20), U32("value", 6), END_NODE, END_NODE, FINISH),
        MACHINE_OFF, "w32:4020=6 ");
}

static void test_big_endian_half(void)
{
    preset(0x4010, 0x3412);
    end(TREE(ROOT, SYSCON(U32("reg-io-width", 2), CUT("big-endian", "")),
             REBOOT(U32("offset", 0x10), U32("value", 0xa5), U32("mask", 0xff)), FINISH),
        MACHINE_RESET, "w16:4010=a512 ");
}

static void test_byte(void)
{
    end(TREE(ROOT, SYSCON(U32("reg-io-width", 1)), REBOOT(U32("offset", 3), U32("value", 0xa5)),
             FINISH),
        MACHINE_RESET, "w8:4003=a5 ");
}

static void refused_reboot(const struct tree_item *table, const char *message)
{
    end(table, MACHINE_RESET, "");
    EXPECT(strstr(console_captured(), message));
}

static void test_no_value(void)
{
    refused_reboot(TREE(ROOT, SYSCON(NOP), REBOOT(U32("offset", 0x10)), FINISH),
                   "reboot has neither a value nor a mask");
}

static void test_no_offset(void)
{
    refused_reboot(TREE(ROOT, SYSCON(NOP), REBOOT(U32("value", 1)), FINISH),
                   "reboot has no offset");
}

static void test_offset_beyond(void)
{
    refused_reboot(TREE(ROOT, SYSCON(NOP), REBOOT(U32("value", 1), U32("offset", 0xfd)), FINISH),
                   "reboot has an offset where its regmap has no register");
}

static void test_no_regmap(void)
{
    refused_reboot(TREE(ROOT, SYSCON(STRING("status", "disabled")),
                        REBOOT(U32("value", 1), U32("offset", 0)), FINISH),
                   "reboot has no regmap that is enabled");
}

static void test_odd_width(void)
{
    refused_reboot(TREE(ROOT, SYSCON(U32("reg-io-width", 3)),
                        REBOOT(U32("value", 1), U32("offset", 0)), FINISH),
                   "reboot has a regmap with a reg-io-width");
}

/* ---- watchdogs ------------------------------------------------------------------------------- */

#define PM(...)                                                                                    \
    NODE("pm@16000"), BYTES("compatible", "brcm,bcm2835-pm\0brcm,bcm2835-pm-wdt", 36),             \
        PAIR("reg", 0x16000, 0x114), __VA_ARGS__, END_NODE

static void test_bcm2835_reset(void)
{
    preset(0x601c, 0x00000132);
    end(TREE(ROOT, PM(NOP), FINISH), MACHINE_RESET, "w32:6024=5a00000a w32:601c=5a000122 ");
}

/* The number of the partition becomes 63, and other bits stay. */
static void test_bcm2835_off(void)
{
    preset(0x601c, 0x00000102);
    preset(0x6020, 0x00001002);
    end(TREE(ROOT, PM(CUT("system-power-controller", "")), FINISH), MACHINE_OFF,
        "w32:6020=5a001557 w32:6024=5a00000a w32:601c=5a000122 ");
}

static void test_bcm2835_is_not_the_power(void)
{
    end(TREE(ROOT, PM(NOP), FINISH), MACHINE_OFF, "");
}

#define GWDT                                                                                       \
    NODE("watchdog@18000"), STRING("compatible", "arm,sbsa-gwdt"),                                 \
        CUT("reg", "\0\1\x80\0\0\0\x10\0\0\1\x90\0\0\0\x10\0"), END_NODE

static void test_sbsa(void)
{
    end(TREE(ROOT, GWDT, FINISH), MACHINE_RESET, "w32:8000=0 w32:8008=2710 w32:8000=1 ");
}

/* ---- several, or none ------------------------------------------------------------------------ */

/* A register comes before a line, and a line before a watchdog, wherever they stand in the tree.
 * Each is tried, since none has helped; those that are disabled are not. */
static void test_order(void)
{
    end(TREE(ROOT, GWDT, PM(STRING("status", "disabled")), NODE("restart"),
             STRING("compatible", "gpio-restart"), LINE_3, END_NODE, GPIO("arm,pl061"),
             REBOOT(U32("offset", 0x10), U32("value", 1)),
             REBOOT(U32("offset", 0x14), U32("value", 2)), SYSCON(NOP), FINISH),
        MACHINE_RESET,
        "w32:4010=1 1000ms w32:4014=2 1000ms w8:2020=8 w8:2400=8 w8:2020=8 100ms w8:2020=0 "
        "w8:2400=8 w8:2020=0 100ms w8:2020=8 w8:2400=8 w8:2020=8 3000ms w32:8000=0 w32:8008=2710 "
        "w32:8000=1 ");
    accesses[0] = '\0';
    machine_end_try(MACHINE_RESET); /* as a panic does that a device has led to */
    EXPECT(!*accesses);
}

static void reset_meanwhile(void)
{
    machine_end_try(MACHINE_RESET);
}

/* A CPU has been stopped while it mapped a device. */
static void test_map_lock_is_held(void)
{
    struct tree_builder b = {0};

    build_table(&b, TREE(ROOT, GWDT, FINISH));
    tree = build_tree(&b);
    host_device = &device;
    while_mapping = reset_meanwhile;
    EXPECT(muster_map_device(REGISTERS_PA, 1) == 0);
    EXPECT(strcmp(accesses, "w32:8000=0 w32:8008=2710 w32:8000=1 ") == 0);
    EXPECT(host_counter < 2000 * TICKS_PER_MS);
}

static void test_none(void)
{
    EXPECT(!machine_end_is_known(MACHINE_OFF)); /* before there is a tree */
    machine_end_try(MACHINE_OFF);

    struct tree_builder b = {0};
    build_table(&b, TREE(ROOT, GPIO("arm,pl061"), FINISH));
    tree = build_tree(&b);
    EXPECT(!machine_end_is_known(MACHINE_OFF));
    EXPECT(!machine_end_is_known(MACHINE_RESET));
    machine_end_try(MACHINE_RESET);
    EXPECT(!*accesses && !*console_captured());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_pl061),
        CASE(test_delays),
        CASE(test_long_delay),
        CASE(test_restart),
        CASE(test_open_source),
        CASE(test_bcm2835_line),
        CASE(test_number_refused),
        CASE(test_controller_refused),
        CASE(test_phandle_refused),
        CASE(test_cells_refused),
        CASE(test_no_gpios),
        CASE(test_value_and_mask),
        CASE(test_value_alone),
        CASE(test_mask_alone),
        CASE(test_child_of_registers),
        CASE(test_big_endian_half),
        CASE(test_byte),
        CASE(test_no_value),
        CASE(test_no_offset),
        CASE(test_offset_beyond),
        CASE(test_no_regmap),
        CASE(test_odd_width),
        CASE(test_bcm2835_reset),
        CASE(test_bcm2835_off),
        CASE(test_bcm2835_is_not_the_power),
        CASE(test_sbsa),
        CASE(test_order),
        CASE(test_map_lock_is_held),
        CASE(test_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
