/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_TEST_LITMUS_H
#define MUSTER_TEST_LITMUS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Litmus tests: a few threads of a few AArch64 instructions each, with results that must never
 * occur, or must be possible. docs/atomics.md describes the files; main.c says how a test is
 * judged.
 */

#define THREADS_MOST 4
#define REGISTERS 32
#define WORDS_MOST 32
#define LINES_MOST 64
#define CONDITIONS_MOST 8
#define TERMS_MOST 6
#define TEXT_MOST 96

enum operation { OP_NOP, OP_ALU, OP_LOAD, OP_STORE, OP_FENCE, OP_BRANCH, OP_AWAIT, OP_END };
enum fence { FENCE_NONE, FENCE_FULL, FENCE_LOAD, FENCE_STORE };

/* A register, or a number: also the address of a word, which is its place in memory from 1 on. */
struct operand {
    bool is_register;
    int value;
};

/* left + right, or a comparison's truth value: by the character, with e and n for == and !=. */
struct expression {
    struct operand left, right;
    char sign;
};

struct instruction {
    enum operation operation;
    enum fence fence;
    bool acquires, releases, is_exclusive;
    int target;                 /* the register that is written, or the line that is branched to */
    struct operand data;        /* what is stored */
    struct expression operands; /* the sum, the address, or the condition */
    char text[TEXT_MOST];
};

struct line {
    struct instruction plain, mutated;
    char mutation[TEXT_MOST]; /* "" for none */
};

struct thread {
    char name[TEXT_MOST];
    struct line lines[LINES_MOST];
    int line_count;
};

/* A register of a thread (thread >= 0) or, at the end, a word of memory, against the same or a
 * number (thread NUMBER). */
enum { WORD = -1, NUMBER = -2 };
struct place {
    int thread, index;
};
struct term {
    struct place left, right;
    char sign;
};
struct condition {
    bool must_be_possible; /* else it must never be */
    struct term terms[TERMS_MOST];
    int term_count;
    char text[TEXT_MOST];
};

struct litmus {
    char name[TEXT_MOST];
    struct thread threads[THREADS_MOST];
    struct condition conditions[CONDITIONS_MOST];
    int initial[WORDS_MOST]; /* by address; 0 is no word's */
    int thread_count, condition_count, word_count;
};

/* Reads the next test of a file. Messages about mistakes name the file. Returns false at the
 * end. */
bool litmus_read(struct litmus *test, const char *path);

/* Returns true if `left sign right` is true. */
bool litmus_compare(int left, char sign, int right);

struct outcome {
    uint64_t states;
    bool found[CONDITIONS_MOST]; /* by condition: true if an execution has it */
};

/* Explores all executions of the test that the architecture allows, with a mutation ("" for none).
 * With shows_trail prints the first one that has a result that must never be. */
struct outcome litmus_explore(const struct litmus *test, const char *mutation, bool shows_trail);

__attribute__((noreturn, format(printf, 1, 2))) void litmus_fail(const char *format, ...);

#endif
