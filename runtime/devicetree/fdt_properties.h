/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_FDT_PROPERTIES_H
#define MUSTER_RUNTIME_FDT_PROPERTIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <muster/linkage.h>

/*
 * The properties of the device tree that the runtime reads, each with the type that its binding
 * states. No other place says what form a property has: what reads one asks this table.
 */

/* The types of properties (Devicetree Specification 2.2.4). A number of a phandle is a u32, too. */
enum fdt_type {
    FDT_TYPE_FLAG,    /* true if the node has the property, with any value */
    FDT_TYPE_U32,     /* a number of one cell */
    FDT_TYPE_U64,     /* a number of two cells */
    FDT_TYPE_CELLS,   /* any number of cells; their meaning depends on other properties */
    FDT_TYPE_STRING,  /* ends in NUL */
    FDT_TYPE_STRINGS, /* one string or more, each ends in NUL */
    FDT_TYPE_BYTES,   /* any value */
};

/*
 * X(identifier, name, type): the properties that fdt_walk_next() keeps with each node. In the order
 * of their names, as the walk needs it.
 */
#define FDT_WALK_PROPERTIES(X)                                                                     \
    X(ADDRESS_CELLS, "#address-cells", U32)                                                        \
    X(INTERRUPT_CELLS, "#interrupt-cells", U32)                                                    \
    X(SIZE_CELLS, "#size-cells", U32)                                                              \
    X(BOOTARGS, "bootargs", STRING)                                                                \
    X(COMPATIBLE, "compatible", STRINGS)                                                           \
    X(CPU_IDLE_STATES, "cpu-idle-states", CELLS)                                                   \
    X(CPU_OFF, "cpu_off", U32)                                                                     \
    X(CPU_ON, "cpu_on", U32)                                                                       \
    X(CPU_SUSPEND, "cpu_suspend", U32)                                                             \
    X(DEVICE_TYPE, "device_type", STRING)                                                          \
    X(ENABLE_METHOD, "enable-method", STRINGS)                                                     \
    X(LINUX_INITRD_END, "linux,initrd-end", CELLS)                                                 \
    X(LINUX_INITRD_START, "linux,initrd-start", CELLS)                                             \
    X(LINUX_PHANDLE, "linux,phandle", U32)                                                         \
    X(LINUX_STDOUT_PATH, "linux,stdout-path", STRING)                                              \
    X(LINUX_USABLE_MEMORY, "linux,usable-memory", CELLS)                                           \
    X(LINUX_USABLE_MEMORY_RANGE, "linux,usable-memory-range", CELLS)                               \
    X(METHOD, "method", STRING)                                                                    \
    X(MIGRATE, "migrate", U32)                                                                     \
    X(NO_MAP, "no-map", FLAG)                                                                      \
    X(NUMA_NODE_ID, "numa-node-id", U32)                                                           \
    X(PHANDLE, "phandle", U32)                                                                     \
    X(REG, "reg", CELLS)                                                                           \
    X(RNG_SEED, "rng-seed", BYTES)                                                                 \
    X(STATUS, "status", STRING)                                                                    \
    X(STDOUT_PATH, "stdout-path", STRING)

/* X(identifier, name, type): the properties that are only looked up, by fdt_read.h. */
#define FDT_LOOKUP_PROPERTIES(X)                                                                   \
    /* interrupts: Specification 2.4; arm,gic-v3.yaml */                                           \
    X(INTERRUPT_NAMES, "interrupt-names", STRINGS)                                                 \
    X(INTERRUPT_PARENT, "interrupt-parent", U32)                                                   \
    X(INTERRUPTS, "interrupts", CELLS)                                                             \
    X(INTERRUPTS_EXTENDED, "interrupts-extended", CELLS)                                           \
    X(REDISTRIBUTOR_REGIONS, "#redistributor-regions", U32)                                        \
    X(REDISTRIBUTOR_STRIDE, "redistributor-stride", U64)                                           \
    /* idle states: idle-states.yaml */                                                            \
    X(ARM_PSCI_SUSPEND_PARAM, "arm,psci-suspend-param", U32)                                       \
    X(ENTRY_LATENCY_US, "entry-latency-us", U32)                                                   \
    X(EXIT_LATENCY_US, "exit-latency-us", U32)                                                     \
    X(LOCAL_TIMER_STOP, "local-timer-stop", FLAG)                                                  \
    X(MIN_RESIDENCY_US, "min-residency-us", U32)                                                   \
    X(WAKEUP_LATENCY_US, "wakeup-latency-us", U32)                                                 \
    /* the timer: arm,arch_timer.yaml; looked for together, by fdt_which() */                      \
    X(ALLWINNER_ERRATUM_UNKNOWN1, "allwinner,erratum-unknown1", FLAG)                              \
    X(FSL_ERRATUM_A008585, "fsl,erratum-a008585", FLAG)                                            \
    X(HISILICON_ERRATUM_161010101, "hisilicon,erratum-161010101", FLAG)                            \
    X(CLOCK_FREQUENCY, "clock-frequency", U32)                                                     \
    /* serial ports: serial/8250.yaml; looked for together, by fdt_which() */                      \
    X(BIG_ENDIAN, "big-endian", FLAG)                                                              \
    X(REG_IO_WIDTH, "reg-io-width", U32)                                                           \
    X(REG_OFFSET, "reg-offset", U32)                                                               \
    X(REG_SHIFT, "reg-shift", U32)                                                                 \
    /* the machine's end: gpio-poweroff.yaml, gpio-restart.yaml, syscon-reboot.yaml */             \
    X(ACTIVE_DELAY, "active-delay", U32)                                                           \
    X(ACTIVE_DELAY_MS, "active-delay-ms", U32)                                                     \
    X(GPIO_CELLS, "#gpio-cells", U32)                                                              \
    X(GPIOS, "gpios", CELLS)                                                                       \
    X(INACTIVE_DELAY, "inactive-delay", U32)                                                       \
    X(INACTIVE_DELAY_MS, "inactive-delay-ms", U32)                                                 \
    X(MASK, "mask", U32)                                                                           \
    X(OFFSET, "offset", U32)                                                                       \
    X(OPEN_SOURCE, "open-source", FLAG)                                                            \
    X(REGMAP, "regmap", U32)                                                                       \
    X(SYSTEM_POWER_CONTROLLER, "system-power-controller", FLAG)                                    \
    X(TIMEOUT_MS, "timeout-ms", U32)                                                               \
    X(VALUE, "value", U32)                                                                         \
    X(WAIT_DELAY, "wait-delay", U32)                                                               \
    /* reserved memory: Specification 3.5.2; reserved-memory.yaml */                               \
    X(ALIGNMENT, "alignment", CELLS)                                                               \
    X(ALLOC_RANGES, "alloc-ranges", CELLS)                                                         \
    X(SIZE, "size", CELLS)                                                                         \
    /* others: Specification 2.3; cpu-topology.txt */                                              \
    X(CPU, "cpu", U32)                                                                             \
    X(CPU_RELEASE_ADDR, "cpu-release-addr", CELLS)                                                 \
    X(RANGES, "ranges", CELLS)

#define FDT_PROPERTY_ID(identifier, name, type) PROP_##identifier,

enum known_property {
    PROP_OTHER,
    FDT_WALK_PROPERTIES(FDT_PROPERTY_ID) PROP_WALK_COUNT,
    PROP_BEFORE_LOOKUP = PROP_WALK_COUNT - 1, /* no property: the numbers go on */
    FDT_LOOKUP_PROPERTIES(FDT_PROPERTY_ID) PROP_COUNT
};

struct fdt_property_form {
    uint8_t type;       /* enum fdt_type */
    uint8_t name_bytes; /* without the NUL */
    char name[30];
};

/* By enum known_property. */
extern const struct fdt_property_form
    fdt_properties[PROP_COUNT] MUSTER_LINK_NAME(fdt_properties) MUSTER_IN_THIS_PROGRAM;

/* Returns what is wrong with the form of a value, as "is not one cell long", or NULL when it has
 * the form of its type. */
const char *fdt_form_fault(enum known_property which, const void *value, size_t bytes)
    MUSTER_LINK_NAME(fdt_form_fault);

#endif
