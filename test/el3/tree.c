/* SPDX-License-Identifier: MIT */
/*
 * Writes QEMU's device tree anew, with what this firmware offers: a /psci node, enable-method for
 * each CPU, and on request a power-down idle state. (QEMU leaves all this to a firmware at EL3.)
 * The format is that of the Devicetree Specification, chapter 5.
 */
#include "el3.h"

#define FDT_MAGIC 0xd00dfeedu
#define FDT_VERSION 17u
#define FDT_LAST_COMPATIBLE 16u
#define FDT_BEGIN_NODE 1u
#define FDT_END_NODE 2u
#define FDT_PROP 3u
#define FDT_NOP 4u
#define FDT_END 9u
#define HEADER_BYTES 40u
#define RESERVATION_END_BYTES 16u

/* The words of the header. */
enum {
    MAGIC,
    TOTAL_SIZE,
    OFF_STRUCT,
    OFF_STRINGS,
    OFF_RESERVATIONS,
    VERSION,
    LAST_COMPATIBLE,
    BOOT_CPU,
    SIZE_STRINGS,
    SIZE_STRUCT,
    HEADER_WORDS
};

/* Higher than those that QEMU makes, from 0x8000 on. */
#define PHANDLE_OFF 0xe100u

/* PSCI's extended StateID is not used: bit 16 says power-down. */
#define POWER_DOWN_STATE 0x10001u

static uint32_t made[32 * 1024]; /* the new tree */
static char strings[4096];
static uint32_t next_word, strings_bytes;

static uint32_t big_endian(uint32_t word)
{
    return __builtin_bswap32(word);
}

static bool is_same(const char *text, const char *other)
{
    while (*text && *text == *other)
        text++, other++;
    return *text == *other;
}

static bool begins_with(const char *text, const char *start)
{
    while (*start && *text == *start)
        text++, start++;
    return !*start;
}

static void put_word(uint32_t word)
{
    if (next_word == sizeof(made) / sizeof(made[0]))
        fail("the device tree is larger than", sizeof(made));
    made[next_word++] = big_endian(word);
}

/* Puts bytes, and fills up their last word with zeros. */
static void put_bytes(const char *bytes, uint32_t count)
{
    for (uint32_t i = 0; i < count; i += 4) {
        uint32_t word = 0;
        for (uint32_t j = i; j < i + 4; j++)
            word = word << 8 | (j < count ? (uint8_t)bytes[j] : 0);
        put_word(word);
    }
}

static uint32_t length_of(const char *text)
{
    uint32_t length = 0;

    while (text[length])
        length++;
    return length;
}

/* Returns where the name stands among the strings, at the end if it is new. */
static uint32_t string_offset(const char *name)
{
    uint32_t offset = 0, length = length_of(name);

    for (; offset < strings_bytes; offset += length_of(strings + offset) + 1)
        if (is_same(strings + offset, name))
            return offset;
    if (strings_bytes + length + 1 > sizeof(strings))
        fail("the names of the device tree are longer than", sizeof(strings));
    for (uint32_t i = 0; i <= length; i++)
        strings[strings_bytes++] = name[i];
    return offset;
}

static void put_property(const char *name, const char *value, uint32_t bytes)
{
    put_word(FDT_PROP);
    put_word(bytes);
    put_word(string_offset(name));
    put_bytes(value, bytes);
}

static void put_text(const char *name, const char *text)
{
    put_property(name, text, length_of(text) + 1);
}

static void put_cell(const char *name, uint32_t cell)
{
    uint32_t stored = big_endian(cell);

    put_property(name, (const char *)&stored, sizeof(stored));
}

static void begin_node(const char *name)
{
    put_word(FDT_BEGIN_NODE);
    put_bytes(name, length_of(name) + 1);
}

static void put_psci(void)
{
    begin_node("psci");
    put_text("compatible", "arm,psci-1.0");
    put_text("method", "smc");
    put_word(FDT_END_NODE);
}

/* A state that is always worth it, so that each sleep loses the context. */
static void put_idle_states(void)
{
    begin_node("idle-states");
    put_text("entry-method", "psci");
    begin_node("cpu-off");
    put_text("compatible", "arm,idle-state");
    put_cell("arm,psci-suspend-param", POWER_DOWN_STATE);
    put_cell("entry-latency-us", 1);
    put_cell("exit-latency-us", 1);
    put_cell("min-residency-us", 0);
    put_cell("phandle", PHANDLE_OFF);
    put_word(FDT_END_NODE);
    put_word(FDT_END_NODE);
}

/* Puts what is new in a node, after its name. */
static void add_properties(const char *node)
{
    if (!begins_with(node, "cpu@"))
        return;
    put_text("enable-method", "psci");
    if (has_option(OPTION_IDLE))
        put_cell("cpu-idle-states", PHANDLE_OFF);
}

/* Puts what is new at the end of a node: in / itself, and in /cpus. */
static void add_nodes(const char *node, unsigned int depth)
{
    if (depth == 1)
        put_psci();
    if (depth == 2 && is_same(node, "cpus") && has_option(OPTION_IDLE))
        put_idle_states();
}

static void copy_property(const uint32_t *property, const char *old_strings)
{
    put_property(old_strings + big_endian(property[2]), (const char *)&property[3],
                 big_endian(property[1]));
}

static uint32_t words_of(uint32_t bytes)
{
    return (bytes + 3) / 4;
}

/* Copies the nodes with what is new. Notes how many CPUs there are, and how much RAM. */
static void copy_nodes(const uint32_t *token, const char *old_strings, struct tree *tree)
{
    const char *names[16]; /* of the nodes that the token is in, from 1 on */
    unsigned int depth = 0;
    uint32_t kind;

    while ((kind = big_endian(*token)) != FDT_END) {
        const char *name = (const char *)(token + 1);
        if (kind == FDT_BEGIN_NODE) {
            if (++depth == sizeof(names) / sizeof(names[0]))
                fail("the device tree is deeper than", depth);
            names[depth] = name;
            begin_node(name);
            add_properties(name);
            tree->cpus += begins_with(name, "cpu@");
            token += 1 + words_of(length_of(name) + 1);
        } else if (kind == FDT_PROP) {
            copy_property(token, old_strings);
            if (begins_with(names[depth], "memory@") &&
                is_same(old_strings + big_endian(token[2]), "reg"))
                tree->ram_bytes = (uint64_t)big_endian(token[5]) << 32 | big_endian(token[6]);
            token += 3 + words_of(big_endian(token[1]));
        } else {
            if (kind == FDT_END_NODE) {
                add_nodes(names[depth], depth);
                put_word(kind);
                depth--;
            }
            token++;
        }
    }
    put_word(FDT_END);
}

static void put_header(uint32_t struct_bytes)
{
    uint32_t start = HEADER_BYTES + RESERVATION_END_BYTES;
    const uint32_t header[HEADER_WORDS] = {
        [MAGIC] = FDT_MAGIC,
        [TOTAL_SIZE] = 4 * next_word,
        [OFF_STRUCT] = start,
        [OFF_STRINGS] = start + struct_bytes,
        [OFF_RESERVATIONS] = HEADER_BYTES,
        [VERSION] = FDT_VERSION,
        [LAST_COMPATIBLE] = FDT_LAST_COMPATIBLE,
        [SIZE_STRINGS] = strings_bytes,
        [SIZE_STRUCT] = struct_bytes,
    };

    for (unsigned int i = 0; i < HEADER_WORDS; i++)
        made[i] = big_endian(header[i]);
}

struct tree complete_tree(void)
{
    const uint32_t *old = (const uint32_t *)(uintptr_t)TREE_PA;
    struct tree tree = {0};

    if (big_endian(old[MAGIC]) != FDT_MAGIC)
        fail("no device tree at", TREE_PA);
    next_word = (HEADER_BYTES + RESERVATION_END_BYTES) / 4;
    copy_nodes(old + big_endian(old[OFF_STRUCT]) / 4,
               (const char *)old + big_endian(old[OFF_STRINGS]), &tree);
    uint32_t struct_bytes = 4 * next_word - HEADER_BYTES - RESERVATION_END_BYTES;
    put_bytes(strings, strings_bytes);
    put_header(struct_bytes);
    tree.size_bytes = 4 * next_word;
    for (uint32_t i = 0; i < next_word; i++)
        write32(TREE_PA + 4 * i, made[i]);
    return tree;
}
