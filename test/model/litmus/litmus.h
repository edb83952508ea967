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
#define REGISTERS 34 /* x0 to x30, the zero register as a target, and two of atomic instructions */
#define WORDS_MOST 32
#define LINES_MOST 64
#define CONDITIONS_MOST 12
#define TERMS_MOST 6
#define TEXT_MOST 96
#define WORD_BYTES 8
#define MICRO_MOST 4

enum operation { OP_NOP, OP_ALU, OP_LOAD, OP_STORE, OP_FENCE, OP_BRANCH, OP_AWAIT, OP_END };
enum fence { FENCE_NONE, FENCE_FULL, FENCE_LOAD, FENCE_STORE };

/* A register (of which a w has the lower 32 bits only), or a number: also the address of a word,
 * which is its place in memory from 1 on. */
struct operand {
    bool is_register, is_half;
    int64_t value;
};

/* left + right, or a comparison's truth value: by the character. e and n stand for == and !=, l and
 * r for << and >>, c for "without the bits of". */
struct expression {
    struct operand left, right;
    char sign;
};

/* What a thread does at once. Most instructions are one of these. An atomic instruction is several:
 * a load, then what it computes and stores. */
struct instruction {
    enum operation operation;
    enum fence fence;
    bool acquires, releases, is_exclusive;
    bool is_atomic;    /* a load or store of an atomic instruction (LSE); also is_exclusive */
    bool is_discarded; /* a load of an atomic instruction that returns no value */
    bool orders_later; /* a store of an atomic instruction with acquire and release */
    bool is_local;     /* a branch inside an atomic instruction: `target` operations are left out */
    bool is_half;      /* the register that is written gets 32 bits */
    int target;        /* the register that is written, or the line that is branched to */
    int offset, bytes; /* of a load or store: which bytes of the word */
    int part, part_end;         /* the same, as parts of the word: struct litmus */
    struct operand data;        /* what is stored */
    struct expression operands; /* the sum, the address, or the condition */
    char text[TEXT_MOST];
};

/* What an instruction does, in order. */
struct code {
    struct instruction at[MICRO_MOST];
    int count;
};

struct line {
    struct code plain, mutated;
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
    int thread;
    int64_t index; /* the register, the address, or the number */
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
    int64_t initial[WORDS_MOST]; /* by address; 0 is no word's */
    int thread_count, condition_count, word_count;
    /* Each word is divided into the same parts, such that every load and store of the test has
     * whole parts: the first byte of each, and WORD_BYTES after the last. */
    int part_begin[WORD_BYTES + 1], part_count;
};

/* Reads the next test of a file. Messages about mistakes name the file. Returns false at the
 * end. */
bool litmus_read(struct litmus *test, const char *path);

/* Returns true if `left sign right` is true. */
bool litmus_compare(int64_t left, char sign, int64_t right);

struct outcome {
    uint64_t states;
    bool found[CONDITIONS_MOST]; /* by condition: true if an execution has it */
};

/* Explores all executions of the test that the architecture allows, with a mutation ("" for none).
 * With shows_trail prints the first one that has a result that must never be. */
struct outcome litmus_explore(const struct litmus *test, const char *mutation, bool shows_trail);

__attribute__((noreturn, format(printf, 1, 2))) void litmus_fail(const char *format, ...);

#endif
