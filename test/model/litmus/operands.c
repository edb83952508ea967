/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reading.h"

/* Reads the operands of instructions: registers, numbers, sums and addresses. */

void split(struct words *list, const char *text)
{
    char *rest = list->text, *word;

    snprintf(list->text, sizeof(list->text), "%s", text);
    list->count = 0;
    while (list->count < SPLIT_MOST && (word = strsep(&rest, " \t,[]\n")))
        if (*word)
            list->at[list->count++] = word;
}

bool is_half(const char *text)
{
    return *text == 'w';
}

/* Returns the number of a register that the text is the name of, or -1. */
static int find_register(const char *text)
{
    char *end;

    if (*text != 'x' && *text != 'w')
        return -1;
    if (strcmp(text + 1, "zr") == 0)
        return ZERO_REGISTER;
    long number = strtol(text + 1, &end, 10);
    return end == text + 1 || *end || number < 0 || number >= ZERO_REGISTER ? -1 : (int)number;
}

struct operand parse_operand(const char *text)
{
    char *end;
    int number = find_register(text);

    if (number == ZERO_REGISTER)
        return (struct operand){.value = 0};
    if (number >= 0)
        return (struct operand){.is_register = true, .is_half = is_half(text), .value = number};
    if (find_word(text + (*text == '&')))
        return (struct operand){.value = find_word(text + (*text == '&'))};
    int64_t value = (int64_t)strtoull(text + (*text == '#'), &end, 0);
    if (*end || end == text)
        bad("no register, word or number", text);
    return (struct operand){.value = value};
}

int parse_target(const char *text)
{
    int number = find_register(text);

    if (number < 0)
        bad("no register", text);
    return number;
}

static const struct {
    char text[3], sign;
} signs[] = {{"==", 'e'}, {"!=", 'n'}, {"<", '<'}, {">", '>'},  {"+", '+'},
             {"-", '-'},  {"&", '&'},  {"|", '|'}, {"<<", 'l'}, {">>", 'r'}};

char parse_sign(const char *text)
{
    for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++)
        if (strcmp(text, signs[i].text) == 0)
            return signs[i].sign;
    bad("no operator", text);
}

struct expression parse_expression(char *const *at, int count)
{
    struct expression sum = {.sign = '+'};

    if (count != 1 && count != 3)
        bad("one operand, or two with an operator", count ? at[0] : "nothing");
    sum.left = parse_operand(at[0]);
    if (count == 3) {
        sum.sign = parse_sign(at[1]);
        sum.right = parse_operand(at[2]);
    }
    return sum;
}

void parse_address(struct instruction *to, char *const *at, int count)
{
    char *end;

    if ((count == 2 || count == 4) && *at[count - 1] == '#') {
        to->offset = (int)strtol(at[count - 1] + 1, &end, 10);
        if (*end || to->offset < 0 || to->offset + to->bytes > WORD_BYTES || to->offset % to->bytes)
            bad("not the aligned first byte of a part of a word", at[count - 1]);
        count--;
    }
    to->operands = parse_expression(at, count);
}
