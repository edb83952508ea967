/* SPDX-License-Identifier: MIT */
/* The table of the properties that the runtime reads; see fdt_properties.h. */
#include "devicetree/fdt_properties.h"

#define CELL_BYTES 4

#define FORM(identifier, property_name, property_type)                                             \
    [PROP_##identifier] = {.type = FDT_TYPE_##property_type,                                       \
                           .name_bytes = sizeof(property_name) - 1,                                \
                           .name = property_name},

const struct fdt_property_form fdt_properties[PROP_COUNT] = {FDT_WALK_PROPERTIES(FORM)
                                                                 FDT_LOOKUP_PROPERTIES(FORM)};

const char *fdt_form_fault(enum known_property which, const void *value, size_t bytes)
{
    switch (fdt_properties[which].type) {
    case FDT_TYPE_U32:
        return bytes == CELL_BYTES ? NULL : "is not one cell long";
    case FDT_TYPE_U64:
        return bytes == 2 * CELL_BYTES ? NULL : "is not two cells long";
    case FDT_TYPE_CELLS:
        return bytes % CELL_BYTES == 0 ? NULL : "is not whole cells long";
    case FDT_TYPE_STRING:
    case FDT_TYPE_STRINGS:
        return bytes > 0 && ((const char *)value)[bytes - 1] == '\0' ? NULL : "does not end in NUL";
    default:
        return NULL;
    }
}
