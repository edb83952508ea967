/* SPDX-License-Identifier: MIT */
#ifndef TEST_UNIT_FDT_FILE_H
#define TEST_UNIT_FDT_FILE_H

/*
 * Returns the tree in the file @p path, packed, in a heap buffer of exactly totalsize bytes. Ends
 * the program when there is no tree.
 */
void *fdt_file_read(const char *path);

#endif
