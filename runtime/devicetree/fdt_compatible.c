/* SPDX-License-Identifier: MIT */
/* Searches the `compatible` lists of a device tree; see fdt_compatible.h. */
#include "devicetree/fdt_compatible.h"

#include <string.h>

#include "devicetree/fdt_walk.h"

static const char psci_0_1[] = "arm,psci", psci_0_2[] = "arm,psci-0.2", psci_1_0[] = "arm,psci-1.0";

void fdt_wanted_init(struct fdt_wanted *wanted, const struct driver *drivers, unsigned int count)
{
    wanted->drivers = drivers;
    wanted->drivers_end = drivers + count;
    wanted->unwanted_bytes = 0;
    memset(wanted->first, 0, sizeof(wanted->first));
    /* behind the last driver: PSCI has none */
    wanted->first[driver_key(psci_0_1, sizeof(psci_0_1) - 1) % DRIVER_HASHES] =
        wanted->first[driver_key(psci_0_2, sizeof(psci_0_2) - 1) % DRIVER_HASHES] =
            wanted->first[driver_key(psci_1_0, sizeof(psci_1_0) - 1) % DRIVER_HASHES] =
                (uint16_t)(count + 1);
    for (; count > 0; count--)
        wanted->first[drivers[count - 1].key % DRIVER_HASHES] = (uint16_t)count;
}

#define IS(string, length, literal)                                                                \
    ((length) == sizeof(literal) - 1 && strcmp((string), (literal)) == 0)

/* Compares @p string with the wanted strings. Kept out of line: inlined, its registers would be
 * saved for each list, and few lists get here. */
__attribute__((noinline)) static void match(const struct fdt_wanted *wanted, const char *string,
                                            size_t length, unsigned int key,
                                            struct fdt_compatible *found)
{
    /* a list goes from the specific to the general, so its first match is the best */
    if (!found->device) {
        const struct driver *driver = &wanted->drivers[wanted->first[key % DRIVER_HASHES] - 1];
        for (; driver < wanted->drivers_end; driver++) {
            if (driver->key != key || strcmp(string, driver->compatible) != 0)
                continue;
            found->device = true;
            found->device_match = (unsigned int)(driver - wanted->drivers);
            return;
        }
    }
    bool standard_ids = IS(string, length, psci_0_2) || IS(string, length, psci_1_0);

    found->psci |= standard_ids || IS(string, length, psci_0_1);
    found->psci_standard_ids |= standard_ids;
}

/* Returns the NUL of the string at @p at, or @p end when there is none before @p end. */
static inline const char *string_end(const char *at, const char *end)
{
    for (; at < end && (uintptr_t)at % 4 != 0; at++)
        if (!*at)
            return at;
    for (; end - at >= 4; at += 4) {
        uint32_t nul = fdt_nul_bits(*(const fdt_word *)(const void *)at);
        if (nul)
            return at + __builtin_ctz(nul) / 8;
    }
    while (at < end && *at)
        at++;
    return at;
}

/* Returns true if two lists at 4-byte boundaries are equal, up to the end of the last string's
 * word. */
static inline bool is_same(const char *list, const char *other, size_t size_bytes)
{
    const fdt_word *word = (const void *)list, *other_word = (const void *)other;

    for (size_t words = (size_bytes + 3) / 4; words > 0; words--)
        if (*word++ != *other_word++)
            return false;
    return true;
}

static bool search(const struct fdt_wanted *wanted, const char *list, size_t size_bytes,
                   struct fdt_compatible *found)
{
    const char *const end = list + size_bytes;
    const char *nul;

    for (; (nul = string_end(list, end)) < end; list = nul + 1) {
        size_t length = (size_t)(nul - list);
        unsigned int key = length ? driver_key(list, length) : 0;

        if (wanted->first[key % DRIVER_HASHES])
            match(wanted, list, length, key, found);
    }
    return found->psci || found->device;
}

bool fdt_compatible(struct fdt_wanted *wanted, const char *list, size_t size_bytes,
                    struct fdt_compatible *found)
{
    if (size_bytes == wanted->unwanted_bytes && is_same(list, wanted->unwanted, size_bytes))
        return false;
    if (search(wanted, list, size_bytes, found))
        return true;
    wanted->unwanted = list;
    wanted->unwanted_bytes = size_bytes;
    return false;
}
