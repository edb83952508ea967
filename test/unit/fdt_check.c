/* SPDX-License-Identifier: MIT */
#include "fdt_check.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cmocka_test.h"
#include "scan_for.h"

struct fdt_scan last_scan;
struct fdt_scan_error scan_error;

int scan_into(void *fdt, struct fdt_scan *found)
{
    static const char *const compatibles[] = {FIRST, SECOND, "", NULL};

    memset(found, 0, sizeof(*found));
    memset(&scan_error, 0, sizeof(scan_error));
    return scan_for(fdt, compatibles, found, &scan_error);
}

int scan_and_free(void *fdt)
{
    int result = scan_into(fdt, &last_scan);

    free(fdt);
    return result;
}

void assert_refused(struct tree_builder *b, const char *what)
{
    for (int last = 0; last <= 1; last++) {
        b->structure_last = last;
        assert_int_equal(scan_and_free(build_tree(b)), -EINVAL);
        assert_string_equal(scan_error.what, what);
    }
}

void assert_good(struct tree_builder *b)
{
    for (int last = 0; last <= 1; last++) {
        b->structure_last = last;
        if (scan_and_free(build_tree(b)) != 0)
            fail_msg("refused: %s, at offset %u", scan_error.what, scan_error.offset_bytes);
    }
}
