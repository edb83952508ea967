/* SPDX-License-Identifier: MIT */
/* Reads properties by their types; see fdt_read.h. */
#include "devicetree/fdt_read.h"

#include <errno.h>
#include <string.h>

#include <muster/console.h>

#include "devicetree/fdt_lookup.h"

static const void *look_up(int node, enum known_property which, size_t *bytes)
{
    const struct fdt_property_form *form = &fdt_properties[which];
    return fdt_lookup_namelen(node, form->name, form->name_bytes, bytes);
}

static int read_value(int node, enum known_property which, const void **value, size_t *bytes)
{
    const void *found = look_up(node, which, bytes);

    if (!found)
        return -ENOENT;
    if (fdt_form_fault(which, found, *bytes))
        return -EINVAL;
    *value = found;
    return 0;
}

int fdt_read_number(int node, enum known_property which, uint64_t *number)
{
    const void *cells;
    size_t bytes;
    int error = read_value(node, which, &cells, &bytes);

    if (!error)
        *number = fdt_number_of_cells(cells, bytes / sizeof(fdt32_t));
    return error;
}

int fdt_read_u32(int node, enum known_property which, uint32_t *number)
{
    uint64_t wide;
    int error =
        fdt_properties[which].type == FDT_TYPE_U32 ? fdt_read_number(node, which, &wide) : -EINVAL;
    if (!error)
        *number = (uint32_t)wide;
    return error;
}

uint64_t fdt_number_or(int node, enum known_property which, uint64_t fallback)
{
    uint64_t number = fallback;

    if (fdt_read_number(node, which, &number) == -EINVAL) {
        size_t bytes;
        char shown[PRINTABLE_BYTES];
        const void *value = look_up(node, which, &bytes);
        console_printf("muster: device tree: %s: %s %s: ignored\n", fdt_shown_name(node, shown),
                       fdt_properties[which].name, fdt_form_fault(which, value, bytes));
    }
    return number;
}

uint32_t fdt_read_phandle(int node)
{
    uint32_t phandle;

    if (fdt_read_u32(node, PROP_PHANDLE, &phandle) == 0 ||
        fdt_read_u32(node, PROP_LINUX_PHANDLE, &phandle) == 0)
        return phandle;
    return 0;
}

int fdt_read_cells(int node, enum known_property which, const fdt32_t **cells, size_t *count)
{
    const void *value;
    size_t bytes;
    int error = read_value(node, which, &value, &bytes);

    if (error)
        return error;
    *cells = value;
    *count = bytes / sizeof(**cells);
    return 0;
}

int fdt_string_index(int node, enum known_property which, const char *text)
{
    const void *value;
    size_t bytes;
    int error = read_value(node, which, &value, &bytes);

    if (error)
        return error;
    const char *string = value, *end = string + bytes;
    for (int index = 0; string < end; index++, string += strlen(string) + 1)
        if (strcmp(string, text) == 0)
            return index;
    return -ENOENT;
}

bool fdt_has(int node, enum known_property which)
{
    size_t bytes;
    return look_up(node, which, &bytes);
}

bool fdt_is_enabled(int node)
{
    return !fdt_has(node, PROP_STATUS) || fdt_string_index(node, PROP_STATUS, "okay") == 0 ||
           fdt_string_index(node, PROP_STATUS, "ok") == 0;
}
