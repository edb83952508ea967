/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "reading.h"

/* Reads atomic instructions (LSE, Arm ARM C6.2): a load and a store of the same bytes between which
 * no other thread writes there. */

/* Where the instruction keeps what it has loaded, and what it is about to store. */
#define LOADED 32
#define COMPUTED 33
/* In place of an operator: the instruction stores its operand. */
#define OPERAND 's'

static const struct {
    char name[4], sign;
} computations[] = {{"add", '+'}, {"set", '|'}, {"clr", 'c'}};

/* Sets *load and *store to what the suffix of an atomic instruction says. */
static void parse_order(const char *suffix, const char *name, struct instruction *load,
                        struct instruction *store)
{
    if (*suffix == 'a')
        load->acquires = true, suffix++;
    if (*suffix == 'l')
        store->releases = true, suffix++;
    if (*suffix)
        bad("no such instruction", name);
}

/* Sets what the load and the store of an atomic instruction have in common: the address at `at`,
 * and the size, which is that of the register `value`. */
static void begin_atomic(const char *value, char *const *at, int count, struct instruction *load,
                         struct instruction *store)
{
    struct instruction both = {.is_atomic = true, .is_exclusive = true};

    both.bytes = is_half(value) ? 4 : WORD_BYTES;
    parse_address(&both, at, count);
    *load = *store = both;
    load->operation = OP_LOAD;
    load->target = LOADED;
    store->operation = OP_STORE;
    store->data = (struct operand){.is_register = true, .value = COMPUTED};
}

/* Adds the operation that gives the register what was loaded, and what the two orders make
 * together. */
static void end_atomic(struct code *code, const char *target, struct instruction *load,
                       struct instruction *store)
{
    store->orders_later = load->acquires && store->releases;
    if (target)
        code->at[code->count++] = (struct instruction){
            .operation = OP_ALU,
            .target = parse_target(target),
            .operands = {.left = {.is_register = true, .value = LOADED}, .sign = '+'}};
}

/* ldadd x1, x2, [x] and the like, swp x1, x2, [x], and stadd x1, [x] and the like, which return no
 * value. A load that returns no value does not acquire (C6.2, LDADD). */
static void parse_fetch(struct code *code, const struct words *list, char sign, const char *suffix,
                        bool returns)
{
    char *const *at = list->at + 1;
    struct instruction *load = &code->at[0], *sum = &code->at[1], *store = &code->at[2];

    if (list->count < 3 + returns)
        bad("a value, a register for the value before, or an address is missing", list->at[0]);
    begin_atomic(at[returns], at + 1 + returns, list->count - 2 - returns, load, store);
    parse_order(suffix, list->at[0], load, store);
    if (!returns && load->acquires)
        bad("no such instruction", list->at[0]);
    load->is_discarded = !returns || parse_target(at[1]) == ZERO_REGISTER;
    load->acquires &= !load->is_discarded;
    *sum = (struct instruction){.operation = OP_ALU, .target = COMPUTED};
    sum->operands =
        (struct expression){{.is_register = true, .value = LOADED}, parse_operand(at[0]), sign};
    if (sign == OPERAND)
        sum->operands = (struct expression){.left = parse_operand(at[0]), .sign = '+'};
    code->count = 3;
    end_atomic(code, load->is_discarded ? NULL : at[1], load, store);
}

/* cas x1, x2, [x]: stores x2 if the bytes are x1, and sets x1 to what they were. */
static void parse_cas(struct code *code, const struct words *list, const char *suffix)
{
    char *const *at = list->at + 1;
    struct instruction *load = &code->at[0], *differs = &code->at[1], *store = &code->at[2];

    if (list->count < 4)
        bad("two registers or an address are missing", list->at[0]);
    begin_atomic(at[0], at + 2, list->count - 3, load, store);
    parse_order(suffix, list->at[0], load, store);
    *differs = (struct instruction){.operation = OP_BRANCH, .is_local = true, .target = 1};
    differs->operands =
        (struct expression){{.is_register = true, .value = LOADED}, parse_operand(at[0]), 'n'};
    store->data = parse_operand(at[1]);
    code->count = 3;
    end_atomic(code, at[0], load, store);
}

bool parse_atomic(struct code *code, const struct words *list)
{
    const char *name = list->at[0];

    if (strncmp(name, "cas", 3) == 0) {
        parse_cas(code, list, name + 3);
        return true;
    }
    if (strncmp(name, "swp", 3) == 0) {
        parse_fetch(code, list, OPERAND, name + 3, true);
        return true;
    }
    bool returns = strncmp(name, "ld", 2) == 0;
    if (!returns && strncmp(name, "st", 2) != 0)
        return false;
    for (size_t i = 0; i < sizeof(computations) / sizeof(*computations); i++)
        if (strncmp(name + 2, computations[i].name, 3) == 0) {
            parse_fetch(code, list, computations[i].sign, name + 5, returns);
            return true;
        }
    return false;
}
