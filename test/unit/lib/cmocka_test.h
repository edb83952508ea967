/* SPDX-License-Identifier: MIT */
#ifndef TEST_UNIT_CMOCKA_TEST_H
#define TEST_UNIT_CMOCKA_TEST_H

/* cmocka's header needs these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#endif
