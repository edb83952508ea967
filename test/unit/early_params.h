/* SPDX-License-Identifier: MIT */
#ifndef TEST_UNIT_EARLY_PARAMS_H
#define TEST_UNIT_EARLY_PARAMS_H

/* Returns how often the options registered in early_params.c were parsed. */
extern unsigned int first_registered_calls, second_registered_calls;

#endif
