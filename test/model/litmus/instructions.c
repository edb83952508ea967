/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "reading.h"

/* Reads the instructions of litmus tests. */

static const struct {
    const char *name;
    struct instruction is;
} mnemonics[] = {
    {"nop", {.operation = OP_NOP}},
    {"end", {.operation = OP_END}},
    {"set", {.operation = OP_ALU}},
    {"ldr", {.operation = OP_LOAD}},
    {"ldar", {.operation = OP_LOAD, .acquires = true}},
    {"ldxr", {.operation = OP_LOAD, .is_exclusive = true}},
    {"ldaxr", {.operation = OP_LOAD, .is_exclusive = true, .acquires = true}},
    {"str", {.operation = OP_STORE}},
    {"stlr", {.operation = OP_STORE, .releases = true}},
    {"stxr", {.operation = OP_STORE, .is_exclusive = true}},
    {"stlxr", {.operation = OP_STORE, .is_exclusive = true, .releases = true}},
    {"dmb", {.operation = OP_FENCE}},
    {"if", {.operation = OP_BRANCH}},
    {"goto", {.operation = OP_BRANCH}},
    {"await", {.operation = OP_AWAIT}},
};

static enum fence parse_fence(const char *text)
{
    if (strcmp(text, "ish") == 0)
        return FENCE_FULL;
    if (strcmp(text, "ishld") == 0)
        return FENCE_LOAD;
    if (strcmp(text, "ishst") != 0)
        bad("no barrier", text);
    return FENCE_STORE;
}

/* Reads a load or a store: a register or a value, then the address. strb, ldarh and so on have one
 * byte and two, a w register has four. */
static void parse_access(struct instruction *to, const struct words *list, char suffix)
{
    char *const *at = list->at + 1;

    if (list->count < 3)
        bad("a register or a value, or an address is missing", list->at[0]);
    to->bytes = suffix == 'b' ? 1 : suffix == 'h' ? 2 : is_half(at[0]) ? 4 : WORD_BYTES;
    if (to->operation == OP_LOAD)
        to->target = parse_target(at[0]);
    else
        to->data = parse_operand(at[0]);
    parse_address(to, at + 1, list->count - 2);
}

static void parse_operands(struct instruction *to, const struct words *list, char suffix)
{
    char *const *at = list->at + 1;
    int count = list->count - 1;

    switch (to->operation) {
    case OP_NOP:
    case OP_END:
        break;
    case OP_FENCE:
        to->fence = parse_fence(count ? at[0] : "");
        break;
    case OP_LOAD:
    case OP_STORE:
        parse_access(to, list, suffix);
        break;
    case OP_ALU: /* set x1 = a + b */
        if (count < 3 || strcmp(at[1], "=") != 0)
            bad("a register, = and a value are missing", list->at[0]);
        to->target = parse_target(at[0]);
        to->is_half = is_half(at[0]);
        to->operands = parse_expression(at + 2, count - 2);
        break;
    case OP_AWAIT:
        to->operands = parse_expression(at, count);
        break;
    case OP_BRANCH: /* if a == b goto label, goto label */
        if (strcmp(list->at[0], "goto") == 0 && count == 1) {
            to->operands = (struct expression){.right = {.value = 1}, .sign = '+'};
        } else if (count == 5 && strcmp(at[3], "goto") == 0) {
            to->operands = parse_expression(at, 3);
        } else {
            bad("a condition and goto are missing", list->at[0]);
        }
        branch_to(at[count - 1], to);
    }
}

/* Returns true if the name is the mnemonic, or for a load or store the mnemonic and b or h, which
 * *suffix gets. */
static bool is_mnemonic(const char *name, size_t i, char *suffix)
{
    enum operation operation = mnemonics[i].is.operation;
    size_t length = strlen(mnemonics[i].name);

    *suffix = '\0';
    if (strcmp(name, mnemonics[i].name) == 0)
        return true;
    if ((operation != OP_LOAD && operation != OP_STORE) ||
        strncmp(name, mnemonics[i].name, length) != 0)
        return false;
    *suffix = name[length];
    return (*suffix == 'b' || *suffix == 'h') && !name[length + 1];
}

static void parse_instruction(struct instruction *to, const struct words *list)
{
    char suffix;

    for (size_t i = 0; i < sizeof(mnemonics) / sizeof(*mnemonics); i++) {
        if (!is_mnemonic(list->at[0], i, &suffix))
            continue;
        *to = mnemonics[i].is;
        parse_operands(to, list, suffix);
        return;
    }
    bad("no such instruction", list->at[0]);
}

void parse_code(const char *text, struct code *code)
{
    struct words list;

    split(&list, text);
    if (!list.count)
        bad("no instruction", text);
    if (!parse_atomic(code, &list)) {
        code->count = 1;
        parse_instruction(&code->at[0], &list);
    }
    for (int i = 0; i < code->count; i++)
        snprintf(code->at[i].text, TEXT_MOST, "%s", text);
}
