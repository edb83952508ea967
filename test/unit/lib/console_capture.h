/* SPDX-License-Identifier: MIT */
#ifndef TEST_UNIT_CONSOLE_CAPTURE_H
#define TEST_UNIT_CONSOLE_CAPTURE_H

/* Returns what went to the console since the last console_capture_clear(), at most the first 8
 * KiB. */
const char *console_captured(void);
void console_capture_clear(void);

#endif
