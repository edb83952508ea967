/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "litmus.h"

/* Reads litmus tests from their files. */

static FILE *file;
static const char *file_path;
static int line_number;
static char pending[512]; /* a line that has been read, and belongs to the next test */

static struct {
    char name[TEXT_MOST];
    int address, count;
} words[WORDS_MOST];
static int named_words;

/* The labels of the thread, and of the branches the lines and names that they are to get. */
static struct {
    char name[TEXT_MOST];
    int line;
} labels[LINES_MOST], branches[2 * LINES_MOST];
static struct instruction *branching[2 * LINES_MOST];
static int label_count, branch_count;

static void bad(const char *what, const char *text)
{
    litmus_fail("%s:%d: %s: %s", file_path, line_number, what, text);
}

/* Splits a text into words. Commas and brackets count as blanks. */
struct words {
    char text[512], *at[24];
    int count;
};

static void split(struct words *list, const char *text)
{
    char *rest = list->text, *word;

    snprintf(list->text, sizeof(list->text), "%s", text);
    list->count = 0;
    while (list->count < 24 && (word = strsep(&rest, " \t,[]\n")))
        if (*word)
            list->at[list->count++] = word;
}

static int find_word(const char *name)
{
    for (int i = 0; i < named_words; i++)
        if (strcmp(words[i].name, name) == 0)
            return words[i].address;
    return 0;
}

static int find_register(const char *text)
{
    char *end;
    if (*text != 'x' && *text != 'w')
        return -1;
    long number = strtol(text + 1, &end, 10);
    return end == text + 1 || *end || number < 0 || number >= REGISTERS ? -1 : (int)number;
}

static struct operand parse_operand(const char *text)
{
    char *end;
    int number = find_register(text);

    if (number >= 0)
        return (struct operand){true, number};
    if (find_word(text + (*text == '&')))
        return (struct operand){false, find_word(text + (*text == '&'))};
    number = (int)strtol(text + (*text == '#'), &end, 10);
    if (*end)
        bad("no register, word or number", text);
    return (struct operand){false, number};
}

static int parse_target(const char *text)
{
    int number = find_register(text);
    if (number < 0)
        bad("no register", text);
    return number;
}

static char parse_sign(const char *text)
{
    if (strcmp(text, "==") == 0)
        return 'e';
    if (strcmp(text, "!=") == 0)
        return 'n';
    if (strlen(text) != 1 || !strchr("<>+-&", *text))
        bad("no operator", text);
    return *text;
}

/* A, or A operator B. */
static struct expression parse_expression(char *const *at, int count)
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

/* ---- instructions ---------------------------------------------------------------------------- */

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

static void branch_to(const char *label, struct instruction *instruction)
{
    if (branch_count == 2 * LINES_MOST)
        bad("too many branches", label);
    snprintf(branches[branch_count].name, TEXT_MOST, "%s", label);
    branching[branch_count++] = instruction;
}

static void parse_operands(struct instruction *to, struct words *list)
{
    char **at = list->at + 1;
    int count = list->count - 1;

    switch (to->operation) {
    case OP_NOP:
    case OP_END:
        break;
    case OP_FENCE:
        to->fence = parse_fence(count ? at[0] : "");
        break;
    case OP_STORE:
        if (count < 2)
            bad("a value and an address are missing", list->at[0]);
        to->data = parse_operand(at[0]);
        to->operands = parse_expression(at + 1, count - 1);
        break;
    case OP_ALU: /* set x1 = a + b */
        if (count < 3 || strcmp(at[1], "=") != 0)
            bad("a register, = and a value are missing", list->at[0]);
        to->target = parse_target(at[0]);
        to->operands = parse_expression(at + 2, count - 2);
        break;
    case OP_LOAD:
        if (count < 2)
            bad("a register and an address are missing", list->at[0]);
        to->target = parse_target(at[0]);
        to->operands = parse_expression(at + 1, count - 1);
        break;
    case OP_AWAIT:
        to->operands = parse_expression(at, count);
        break;
    case OP_BRANCH: /* if a == b goto label, goto label */
        if (strcmp(list->at[0], "goto") == 0 && count == 1) {
            to->operands = (struct expression){.right = {false, 1}, .sign = '+'};
        } else if (count == 5 && strcmp(at[3], "goto") == 0) {
            to->operands = parse_expression(at, 3);
        } else {
            bad("a condition and goto are missing", list->at[0]);
        }
        branch_to(at[count - 1], to);
    }
}

static void parse_instruction(const char *text, struct instruction *to)
{
    struct words list;

    split(&list, text);
    if (!list.count)
        bad("no instruction", text);
    for (size_t i = 0; i < sizeof(mnemonics) / sizeof(*mnemonics); i++) {
        if (strcmp(mnemonics[i].name, list.at[0]) != 0)
            continue;
        *to = mnemonics[i].is;
        snprintf(to->text, TEXT_MOST, "%s", text);
        parse_operands(to, &list);
        return;
    }
    bad("no such instruction", list.at[0]);
}

/* instruction, or instruction ~ mutation: instruction, or label: */
static void parse_line(char *text, struct thread *thread)
{
    struct line *line = &thread->lines[thread->line_count];
    char *mutation = strchr(text, '~'), *colon;
    size_t length = strlen(text);

    if (thread->line_count == LINES_MOST)
        bad("the thread is too long", text);
    if (!mutation && text[length - 1] == ':') {
        text[length - 1] = '\0';
        labels[label_count].line = thread->line_count;
        snprintf(labels[label_count++].name, TEXT_MOST, "%s", text);
        return;
    }
    if (mutation) {
        *mutation++ = '\0';
        if (!(colon = strchr(mutation, ':')))
            bad("a mutation has a name, a colon and an instruction", mutation);
        *colon = '\0';
        sscanf(mutation, "%95s", line->mutation);
        parse_instruction(colon + 1 + strspn(colon + 1, " "), &line->mutated);
        for (length = strlen(text); length && text[length - 1] == ' '; length--)
            text[length - 1] = '\0';
    }
    parse_instruction(text, &line->plain);
    thread->line_count++;
}

static void resolve_labels(void)
{
    for (int i = 0; i < branch_count; i++) {
        int label = 0;
        while (label < label_count && strcmp(labels[label].name, branches[i].name) != 0)
            label++;
        if (label == label_count)
            bad("no such label in the thread", branches[i].name);
        branching[i]->target = labels[label].line;
    }
    branch_count = label_count = 0;
}

/* ---- the rest -------------------------------------------------------------------------------- */

/* word NAME = value, or word NAME = value value ... for several in a row */
static void parse_word(struct litmus *test, struct words *list)
{
    if (list->count < 4 || strcmp(list->at[2], "=") != 0)
        bad("a name, = and values are missing", "word");
    snprintf(words[named_words].name, TEXT_MOST, "%s", list->at[1]);
    words[named_words].address = test->word_count;
    for (int i = 3; i < list->count; i++) {
        if (test->word_count == WORDS_MOST)
            bad("too many words", list->at[1]);
        test->initial[test->word_count++] = parse_operand(list->at[i]).value;
    }
    named_words++;
}

/* thread.register, the name of a word for its value, &name for its address, or a number */
static struct place parse_place(const struct litmus *test, const char *text)
{
    const char *dot = strchr(text, '.');

    for (int i = 0; dot && i < test->thread_count; i++) {
        const char *name = test->threads[i].name;
        if (strlen(name) == (size_t)(dot - text) && strncmp(name, text, strlen(name)) == 0)
            return (struct place){i, parse_target(dot + 1)};
    }
    if (find_word(text))
        return (struct place){WORD, find_word(text)};
    return (struct place){NUMBER, parse_operand(text).value};
}

/* never|sometimes A == B and C == D ... */
static void parse_condition(struct litmus *test, const char *text, struct words *list)
{
    struct condition *condition = &test->conditions[test->condition_count++];

    if (test->condition_count > CONDITIONS_MOST || list->count % 4 != 0)
        bad("too many conditions, or not one of comparisons with `and` between them", text);
    condition->must_be_possible = strcmp(list->at[0], "sometimes") == 0;
    snprintf(condition->text, TEXT_MOST, "%s", text);
    for (int i = 1; i < list->count; i += 4) {
        if (condition->term_count == TERMS_MOST)
            bad("too many comparisons", text);
        condition->terms[condition->term_count++] =
            (struct term){parse_place(test, list->at[i]), parse_place(test, list->at[i + 2]),
                          parse_sign(list->at[i + 1])};
    }
}

/* Returns the next line that is not empty, without its comment. */
static bool next_line(char text[512])
{
    if (*pending) {
        strcpy(text, pending);
        *pending = '\0';
        return true;
    }
    while (fgets(text, 512, file)) {
        line_number++;
        text[strcspn(text, ";\n")] = '\0';
        size_t length = strlen(text), begin = strspn(text, " \t");
        while (length > begin && text[length - 1] == ' ')
            text[--length] = '\0';
        memmove(text, text + begin, length + 1 - begin);
        if (*text)
            return true;
    }
    return false;
}

static void begin_thread(struct litmus *test, const char *name)
{
    if (test->thread_count == THREADS_MOST)
        bad("too many threads", name);
    resolve_labels();
    snprintf(test->threads[test->thread_count++].name, TEXT_MOST, "%s", name);
}

bool litmus_read(struct litmus *test, const char *path)
{
    char text[512];

    if (!file) {
        file = fopen(path, "r");
        file_path = path;
        line_number = 0;
        if (!file)
            litmus_fail("%s cannot be read", path);
    }
    *test = (struct litmus){.word_count = 1};
    named_words = 0;
    while (next_line(text)) {
        struct words list;
        split(&list, text);
        if (strcmp(list.at[0], "test") == 0 && list.count == 2) {
            if (*test->name) {
                strcpy(pending, text);
                break;
            }
            snprintf(test->name, TEXT_MOST, "%s", list.at[1]);
        } else if (strcmp(list.at[0], "word") == 0) {
            parse_word(test, &list);
        } else if (strcmp(list.at[0], "thread") == 0 && list.count == 2) {
            begin_thread(test, list.at[1]);
        } else if (strcmp(list.at[0], "never") == 0 || strcmp(list.at[0], "sometimes") == 0) {
            parse_condition(test, text, &list);
        } else if (test->thread_count) {
            parse_line(text, &test->threads[test->thread_count - 1]);
        } else {
            bad("not understood", text);
        }
    }
    resolve_labels();
    if (*test->name)
        return true;
    fclose(file);
    file = NULL;
    return false;
}
