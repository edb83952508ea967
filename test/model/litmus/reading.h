/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_TEST_LITMUS_READING_H
#define MUSTER_TEST_LITMUS_READING_H

#include "litmus.h"

/* What the readers of a litmus test's parts share. */

/* Ends the program with a message that names the file and the line. */
__attribute__((noreturn)) void bad(const char *what, const char *text);

#define SPLIT_MOST 24

struct words {
    char text[512], *at[SPLIT_MOST];
    int count;
};

/* Splits a text into words. Commas and brackets count as blanks. */
void split(struct words *list, const char *text);

/* The zero register: 0 as an operand, and as a target what is not wanted. */
#define ZERO_REGISTER 31

/* Returns true if a register's name is that of its lower 32 bits. */
bool is_half(const char *text);

/* Returns the address of the word with the name, or 0. */
int find_word(const char *name);

/* A register, a number, or the address of a word. */
struct operand parse_operand(const char *text);

/* Reads the name of a register that is written. */
int parse_target(const char *text);

char parse_sign(const char *text);

/* A, or A operator B. */
struct expression parse_expression(char *const *at, int count);

/* [word], [word, #4] or the same with a sum: the address, and the first byte of the word. The size
 * of the load or store is known. */
void parse_address(struct instruction *to, char *const *at, int count);

/* Returns true if the instruction is an atomic one (LSE), and reads it. */
bool parse_atomic(struct code *code, const struct words *list);

/* Reads an instruction. */
void parse_code(const char *text, struct code *code);

/* Takes down that the instruction, a branch, is to get the line of a label of its thread. */
void branch_to(const char *label, struct instruction *instruction);

#endif
