/* SPDX-License-Identifier: MIT */
#include <libfdt.h>
#include <stdbool.h>
#include <stddef.h>

#include <muster/console.h>
#include <muster/fdt.h>
#include <muster/mmio.h>

#include "base/driver.h"
#include "base/machine_end_driver.h"
#include "devicetree/device.h"
#include "devicetree/fdt_lookup.h"
#include "devicetree/fdt_read.h"
#include "devicetree/fdt_scan.h"

/* Turns the machine off, or resets it, by a register that several devices share (bindings/power/
 * reset, syscon-poweroff.yaml and syscon-reboot.yaml; mfd/syscon.yaml). */

#define ALL_BITS UINT32_MAX
#define DEFAULT_BYTES 4

/* Which bits of which register get which value. */
struct order {
    uint32_t offset, mask, value;
    uint64_t bytes; /* the size of an access */
    bool is_swapped;
    struct fdt_device registers; /* the node that has the register */
};

/* Reads what to write. A node with one of `mask` and `value` gives the whole register: an older
 * form of the binding has the value in `mask`. Returns what is wrong, or NULL. */
static const char *read_value(int node, struct order *order)
{
    bool has_mask = fdt_read_u32(node, PROP_MASK, &order->mask) == 0;
    bool has_value = fdt_read_u32(node, PROP_VALUE, &order->value) == 0;

    if (!has_mask && !has_value)
        return "has neither a value nor a mask";
    if (!has_value)
        order->value = order->mask;
    if (!has_mask || !has_value)
        order->mask = ALL_BITS;
    return NULL;
}

/* Reads where to write: `regmap` names the node with the registers, which is otherwise the one
 * above; `offset`, or else `reg`, is the register's place there. Returns what is wrong, or NULL. */
static const char *read_place(const struct fdt_device *device, struct order *order)
{
    int node = device->node_offset, syscon = -1;
    uint32_t phandle;
    const fdt32_t *reg;
    size_t count;

    if (fdt_read_u32(node, PROP_REGMAP, &phandle) == 0)
        syscon = fdt_node_offset_by_phandle(muster_fdt(), phandle);
    else if (device->depth > 2)
        syscon = device->path[device->depth - 2];
    if (syscon < 0 || !device_of_node(syscon, &order->registers))
        return "has no regmap that is enabled";
    if (fdt_read_u32(node, PROP_OFFSET, &order->offset) != 0) {
        if (fdt_read_cells(node, PROP_REG, &reg, &count) != 0 || count == 0)
            return "has no offset";
        order->offset = fdt32_to_cpu(reg[0]);
    }
    order->bytes = fdt_number_or(syscon, PROP_REG_IO_WIDTH, DEFAULT_BYTES);
    order->is_swapped = fdt_has(syscon, PROP_BIG_ENDIAN);
    if (order->bytes != 1 && order->bytes != 2 && order->bytes != 4)
        return "has a regmap with a reg-io-width that is not 1, 2 or 4";

    uint64_t pa, size_bytes;
    if (device_reg(&order->registers, 0, &pa, &size_bytes) != 0 || order->offset >= size_bytes ||
        size_bytes - order->offset < order->bytes || (pa + order->offset) % order->bytes != 0)
        return "has an offset where its regmap has no register";
    return NULL;
}

static uint32_t swapped(const struct order *order, uint32_t value)
{
    if (!order->is_swapped || order->bytes == 1)
        return value;
    return order->bytes == 2 ? __builtin_bswap16((uint16_t)value) : __builtin_bswap32(value);
}

static uint32_t read_register(const struct order *order, uintptr_t address)
{
    if (order->bytes == 1)
        return muster_mmio_read8(address);
    return swapped(order,
                   order->bytes == 2 ? muster_mmio_read16(address) : muster_mmio_read32(address));
}

static void write_register(const struct order *order, uintptr_t address, uint32_t value)
{
    if (order->bytes == 1)
        muster_mmio_write8(address, (uint8_t)value);
    else if (order->bytes == 2)
        muster_mmio_write16(address, (uint16_t)swapped(order, value));
    else
        muster_mmio_write32(address, swapped(order, value));
}

static void obey(const struct order *order)
{
    uintptr_t address = device_map_at_end(&order->registers, 0);
    uint32_t others = 0;

    if (!address)
        return;
    address += order->offset;
    if (order->mask != ALL_BITS)
        others = read_register(order, address) & ~order->mask;
    write_register(order, address, others | (order->value & order->mask));
    machine_end_wait(MACHINE_END_TIMEOUT_MS);
}

static void syscon_write(const struct fdt_device *device)
{
    struct order order;
    char shown[PRINTABLE_BYTES];
    const char *fault = read_value(device->node_offset, &order);

    if (!fault)
        fault = read_place(device, &order);
    if (fault)
        console_printf("muster: device tree: %s %s\n", fdt_shown_name(device->node_offset, shown),
                       fault);
    else
        obey(&order);
}

static const struct machine_end_driver poweroff = {.rank = MACHINE_END_BY_REGISTER,
                                                   .turn_off = syscon_write};
LATE_DRIVER(syscon_poweroff, DRIVER_MACHINE_END, "syscon-poweroff", &poweroff);

static const struct machine_end_driver reboot = {.rank = MACHINE_END_BY_REGISTER,
                                                 .reset = syscon_write};
LATE_DRIVER(syscon_reboot, DRIVER_MACHINE_END, "syscon-reboot", &reboot);
