/* SPDX-License-Identifier: MIT */
#include "fdt_file.h"

#include <libfdt.h>
#include <stdio.h>
#include <stdlib.h>

static void *read_all(const char *path)
{
    FILE *file = fopen(path, "rb");
    void *bytes = NULL;
    long size;

    if (!file)
        return NULL;
    if (fseek(file, 0, SEEK_END) == 0 && (size = ftell(file)) > 0) {
        rewind(file);
        bytes = malloc((size_t)size);
        if (fread(bytes, 1, (size_t)size, file) != (size_t)size || fdt_check_header(bytes) != 0 ||
            fdt_totalsize(bytes) > (size_t)size) {
            free(bytes);
            bytes = NULL;
        }
    }
    fclose(file);
    return bytes;
}

void *fdt_file_read(const char *path)
{
    void *fdt = read_all(path);

    if (!fdt || fdt_pack(fdt) != 0) {
        fprintf(stderr, "%s: not a device tree\n", path);
        exit(EXIT_FAILURE);
    }
    return realloc(fdt, fdt_totalsize(fdt));
}
