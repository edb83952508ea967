/* SPDX-License-Identifier: MIT */
/* Parses the kernel command line that the device tree's /chosen gives. */
#ifndef MUSTER_RUNTIME_CMDLINE_H
#define MUSTER_RUNTIME_CMDLINE_H

#include <stdbool.h>
#include <stddef.h>

#include <muster/cmdline.h>
#include <muster/linkage.h>

/* The most bytes of a command line that are read, terminating NUL included. */
#define CMDLINE_MAX_BYTES 2048
/* The most words that the application gets, the program's name included. */
#define CMDLINE_MAX_ARGS 64
/* The most environment variables that a command line can set. */
#define CMDLINE_MAX_VARIABLES 64
/* The most unknown options that a message names. */
#define CMDLINE_MAX_UNKNOWN_SHOWN 32
/* A word of the form env.NAME=value sets the environment variable NAME. */
#define CMDLINE_VARIABLE_PREFIX "env."
/* The application's argv[0], since a kernel command line does not name the program. */
#define CMDLINE_PROGRAM_NAME "app"

/* The options registered with MUSTER_EARLY_PARAM. The linker script sets the bounds. */
extern const struct muster_early_param __muster_early_params_start[]
    __attribute__((visibility("hidden")));
extern const struct muster_early_param __muster_early_params_end[]
    __attribute__((visibility("hidden")));

/*
 * Parses @p bootargs (NULL: an empty line). Calls the parsers of the registered options in the
 * order of the line. Keeps the environment variables for cmdline_environment(), and the words after
 * a bare "--" for muster_app_args().
 *
 * As in Linux, double quotes around a word or around the value of an option keep the spaces in it
 * and are dropped. A double quote without a second one is dropped with a warning.
 *
 * A word that is wrong or too long is left out with a warning on the console; all unknown options
 * share one. Called by the boot CPU, once, before any other CPU runs.
 */
void cmdline_parse(const char *bootargs) MUSTER_LINK_NAME(cmdline_parse);

/* Does the same with the @p count options of the table @p params. */
void cmdline_parse_with(const char *bootargs, const struct muster_early_param *params, size_t count)
    MUSTER_LINK_NAME(cmdline_parse_with);

/*
 * Copies the first word at @p *rest to @p word without its quotes, as much of it as has room in
 * @p size bytes with a NUL, and moves @p *rest behind it. @p word may be @p *rest itself. Returns
 * false when there is no further word.
 *
 * A quote without a second one quotes nothing: the words behind it, "--" among them, are words.
 * @p lacks_second becomes true if the word has one.
 */
bool cmdline_next_word(const char **rest, char *word, size_t size, bool *lacks_second)
    MUSTER_LINK_NAME(cmdline_next_word);

/* Returns the environment variables as strings "NAME=value", ended by NULL. The libc may change the
 * array. */
char **cmdline_environment(void) MUSTER_LINK_NAME(cmdline_environment);

#endif
