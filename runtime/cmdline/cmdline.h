/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_CMDLINE_H
#define MUSTER_RUNTIME_CMDLINE_H

#include <stddef.h>

#include <muster/cmdline.h>
#include <muster/linkage.h>

/* The most bytes of a command line that are read, its terminating NUL among them. */
#define CMDLINE_MAX_BYTES 2048
/* The most words that the application gets, the program's name among them. */
#define CMDLINE_MAX_ARGS 64
/* The most environment variables. */
#define CMDLINE_MAX_VARIABLES 64
/* The word of the environment variable NAME begins with this and NAME=. */
#define CMDLINE_VARIABLE_PREFIX "env."
/* The application's argv[0]: a kernel command line does not name the program. */
#define CMDLINE_PROGRAM_NAME "app"

/* The options registered with MUSTER_EARLY_PARAM; the linker script sets the bounds. */
extern const struct muster_early_param __muster_early_params_start[]
    __attribute__((visibility("hidden")));
extern const struct muster_early_param __muster_early_params_end[]
    __attribute__((visibility("hidden")));

/*
 * Takes @p bootargs (NULL: an empty line) apart: calls the registered options in the order they
 * stand on the line, and keeps the environment variables, and the words after a bare "--" for
 * muster_app_args(). As in Linux,
 * double quotes around a word or around the value of an option keep the spaces in it and are
 * dropped. What is unknown, wrong or too long gives a warning on the console and is left out.
 * On the boot CPU, once, before any other CPU runs.
 */
void cmdline_parse(const char *bootargs) MUSTER_LINK_NAME(cmdline_parse);

/* The same with the @p count options of the table @p params. */
void cmdline_parse_with(const char *bootargs, const struct muster_early_param *params, size_t count)
    MUSTER_LINK_NAME(cmdline_parse_with);

/* What env.NAME=value on the line makes: "NAME=value" each, ended by NULL; the libc's to change. */
char **cmdline_environment(void) MUSTER_LINK_NAME(cmdline_environment);

/* Reads an option's value as a time from @p least_ms to an hour, in milliseconds. Returns 0, or as
 * muster_parse_u32(). */
int parse_timeout_ms(const char *value, unsigned int least_ms, unsigned int *timeout_ms)
    MUSTER_LINK_NAME(parse_timeout_ms);

#endif
