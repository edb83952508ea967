/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reading.h"

/* Reads litmus tests from their files. */

static FILE *file;
static const char *file_path;
static int line_number;
static char pending[512]; /* a line that has been read, and belongs to the next test */

static struct {
    char name[TEXT_MOST];
    int address;
} words[WORDS_MOST];
static int named_words;

/* The labels of the thread, and of the branches the names that they are to get. */
static struct {
    char name[TEXT_MOST];
    int line;
} labels[LINES_MOST];
static char branches[2 * LINES_MOST][TEXT_MOST];
static struct instruction *branching[2 * LINES_MOST];
static int label_count, branch_count;

void bad(const char *what, const char *text)
{
    litmus_fail("%s:%d: %s: %s", file_path, line_number, what, text);
}

int find_word(const char *name)
{
    for (int i = 0; i < named_words; i++)
        if (strcmp(words[i].name, name) == 0)
            return words[i].address;
    return 0;
}

/* ---- lines of threads ------------------------------------------------------------------------ */

void branch_to(const char *label, struct instruction *instruction)
{
    if (branch_count == 2 * LINES_MOST)
        bad("too many branches", label);
    snprintf(branches[branch_count], TEXT_MOST, "%s", label);
    branching[branch_count++] = instruction;
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
        parse_code(colon + 1 + strspn(colon + 1, " "), &line->mutated);
        for (length = strlen(text); length && text[length - 1] == ' '; length--)
            text[length - 1] = '\0';
    }
    parse_code(text, &line->plain);
    thread->line_count++;
}

static void resolve_labels(void)
{
    for (int i = 0; i < branch_count; i++) {
        int label = 0;
        while (label < label_count && strcmp(labels[label].name, branches[i]) != 0)
            label++;
        if (label == label_count)
            bad("no such label in the thread", branches[i]);
        branching[i]->target = labels[label].line;
    }
    branch_count = label_count = 0;
}

/* ---- words and conditions -------------------------------------------------------------------- */

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
    struct operand number = parse_operand(text);
    if (number.is_register)
        bad("a register stands after its thread and a dot", text);
    return (struct place){NUMBER, number.value};
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

/* ---- parts of words -------------------------------------------------------------------------- */

/* Calls `use` for each load and store of the test, mutations included. */
static void for_each_access(struct litmus *test, void (*use)(struct litmus *, struct instruction *))
{
    for (int thread = 0; thread < test->thread_count; thread++)
        for (int line = 0; line < test->threads[thread].line_count; line++)
            for (int i = 0; i < 2 * MICRO_MOST; i++) {
                struct line *of = &test->threads[thread].lines[line];
                struct instruction *is = &(i & 1 ? &of->mutated : &of->plain)->at[i / 2];
                if (is->operation == OP_LOAD || is->operation == OP_STORE)
                    use(test, is);
            }
}

static bool begins_part[WORD_BYTES + 1];

static void mark_parts(struct litmus *test, struct instruction *is)
{
    (void)test;
    begins_part[is->offset] = begins_part[is->offset + is->bytes] = true;
}

static void find_parts(struct litmus *test, struct instruction *is)
{
    while (test->part_begin[is->part] != is->offset)
        is->part++;
    is->part_end = is->part + 1;
    while (test->part_begin[is->part_end] != is->offset + is->bytes)
        is->part_end++;
}

/* Divides words into as few parts as the test's loads and stores allow. */
static void divide_words(struct litmus *test)
{
    memset(begins_part, 0, sizeof(begins_part));
    begins_part[0] = true;
    for_each_access(test, mark_parts);
    for (int byte = 0; byte < WORD_BYTES; byte++)
        if (begins_part[byte])
            test->part_begin[test->part_count++] = byte;
    test->part_begin[test->part_count] = WORD_BYTES;
    for_each_access(test, find_parts);
}

/* ---- files ----------------------------------------------------------------------------------- */

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
    divide_words(test);
    if (*test->name)
        return true;
    fclose(file);
    file = NULL;
    return false;
}
