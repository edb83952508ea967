/* SPDX-License-Identifier: MIT */
#include "execution.h"

/* What the words of memory and the registers of a thread are, as far as the execution has come. */

static bool value_of(const struct state *state, struct operand operand, int from, int64_t *value)
{
    *value = operand.is_register ? 0 : operand.value;
    if (operand.is_register && from != NOBODY && !value_of_step(state, from, value))
        return false;
    if (operand.is_half)
        *value = (uint32_t)*value;
    return true;
}

static int64_t combine(int64_t left, char sign, int64_t right)
{
    switch (sign) {
    case '+':
        return left + right;
    case '-':
        return left - right;
    case '&':
        return left & right;
    case '|':
        return left | right;
    case 'c':
        return left & ~right;
    case 'l':
        return (int64_t)((uint64_t)left << right);
    case 'r':
        return (int64_t)((uint64_t)left >> right);
    default:
        return litmus_compare(left, sign, right);
    }
}

bool evaluate(const struct state *state, int step, int64_t *value)
{
    const struct expression *operands = &paths.steps[step].is->operands;
    int64_t left, right;

    if (!value_of(state, operands->left, paths.steps[step].from_left, &left) ||
        !value_of(state, operands->right, paths.steps[step].from_right, &right))
        return false;
    *value = combine(left, operands->sign, right);
    return true;
}

/* ---- words and their bytes ------------------------------------------------------------------- */

static uint64_t bytes_from(int begin, int end)
{
    uint64_t all =
        end - begin == WORD_BYTES ? ~UINT64_C(0) : (UINT64_C(1) << 8 * (end - begin)) - 1;
    return all << 8 * begin;
}

bool data_of(const struct state *state, int store, int64_t *value)
{
    if (!value_of(state, paths.steps[store].is->data, paths.steps[store].from_data, value))
        return false;
    *value = (int64_t)((uint64_t)*value & bytes_from(0, paths.steps[store].is->bytes));
    return true;
}

/* Returns the bytes that a store, or with 0 the first value, has in a part of a word, in their
 * place. */
static uint64_t part_from(const struct state *state, uint8_t source, int64_t address, int part)
{
    const int *begin = &paths.test->part_begin[part];
    int64_t value = paths.test->initial[address];
    int offset = 0;

    if (source) {
        int store = paths.event_steps[source - 1];
        data_of(state, store, &value);
        offset = paths.steps[store].is->offset;
    }
    return (uint64_t)value << 8 * offset & bytes_from(begin[0], begin[1]);
}

int64_t word_now(const struct state *state, int64_t address)
{
    uint64_t word = 0;

    for (int part = 0; part < paths.test->part_count; part++)
        word |= part_from(state, state->stores[last_store(address, part)], address, part);
    return (int64_t)word;
}

static int64_t loaded(const struct state *state, int load)
{
    const struct instruction *is = paths.steps[load].is;
    uint64_t word = 0;
    int64_t address;

    evaluate(state, load, &address);
    for (int part = is->part; part < is->part_end; part++)
        word |= part_from(state, state->stores[source_of(paths.steps[load].event, part)], address,
                          part);
    return (int64_t)(word >> 8 * is->offset);
}

bool value_of_step(const struct state *state, int step, int64_t *value)
{
    if (paths.steps[step].is->operation == OP_ALU) {
        if (!evaluate(state, step, value))
            return false;
        if (paths.steps[step].is->is_half)
            *value = (uint32_t)*value;
        return true;
    }
    if (!is_performed(state, step))
        return false;
    *value = loaded(state, step);
    return true;
}
