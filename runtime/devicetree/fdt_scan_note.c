/* SPDX-License-Identifier: MIT */
/* Keeps account of the values that a scan leaves out; see fdt_scan.h. */
#include "devicetree/fdt_scanner.h"

void scan_note(struct scanner *s, enum known_property which, const char *what)
{
    struct fdt_scan *scan = s->scan;

    if (scan->note_count == FDT_SCAN_MAX_NOTES)
        scan->notes_lost++;
    else
        scan->notes[scan->note_count++] =
            (struct fdt_note){.node_offset = s->walk.path[s->walk.depth - 1],
                              .property = fdt_properties[which].name,
                              .what = what};
}
