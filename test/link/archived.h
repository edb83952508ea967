/* SPDX-License-Identifier: MIT */
#ifndef TEST_LINK_ARCHIVED_H
#define TEST_LINK_ARCHIVED_H

/** Prints which CPU calls. It is in the program, and the application, which calls it, is in an
 * archive. */
void say_cpu(void *unused);

#endif
