/* SPDX-License-Identifier: MIT */
/* Lowers fields of the ID registers by the command line, as Linux's arm64.no* options do. */
#include "aarch64/cpu/id_override.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "aarch64/cpu/compiled_for.h"
#include "aarch64/cpu/sysreg_access.h"
#include "arch/cpu.h"
#include "arch/feature_override.h"
#include "base/published.h"

/*
 * A field can only be lowered: Linux, too, ignores an override that is not the safe value. Code in
 * C that asks for a part of the architecture reads the field by id_field(). The entry code, which
 * runs before C, has one word with a bit for each part.
 */
struct id_override id_overrides[ID_REGISTERS];
uint32_t entry_without PUBLISHED = 0;

/* The tables have no pointers, which would have to be relocated at each boot. */

#define REGISTER_NAME_PREFIX "id_aa64"
static const char register_names[ID_REGISTERS][6] = {"isar0", "isar1", "isar2", "pfr0", "pfr1",
                                                     "dfr0",  "mmfr0", "mmfr1", "mmfr3"};

/* The fields, with their names in the Arm ARM (D23.2) in small letters. Of a part that the entry
 * code asks for: its bit, and the least value that means that the CPU has it. */
#define NOT_AT_ENTRY 0xff
static const struct {
    uint8_t which, shift, bit, least;
    char name[12];
} fields[] = {
    {ISAR0, ID_AA64ISAR0_ATOMIC_SHIFT, NOT_AT_ENTRY, 0, "atomic"},
    {ISAR1, 4, NOT_AT_ENTRY, 0, "apa"},
    {ISAR1, 8, NOT_AT_ENTRY, 0, "api"},
    {ISAR1, 24, NOT_AT_ENTRY, 0, "gpa"},
    {ISAR1, 28, NOT_AT_ENTRY, 0, "gpi"},
    {ISAR2, 8, NOT_AT_ENTRY, 0, "gpa3"},
    {ISAR2, 12, NOT_AT_ENTRY, 0, "apa3"},
    {ISAR2, 16, NOT_AT_ENTRY, 0, "mops"},
    {PFR0, ID_AA64PFR0_GIC_SHIFT, WITHOUT_GIC, 1, "gic"},
    {PFR0, 32, NOT_AT_ENTRY, 0, "sve"},
    {PFR0, ID_AA64PFR0_AMU_SHIFT, WITHOUT_AMU, 1, "amu"},
    {PFR1, 0, NOT_AT_ENTRY, 0, "bt"},
    {PFR1, 8, NOT_AT_ENTRY, 0, "mte"},
    {PFR1, 24, NOT_AT_ENTRY, 0, "sme"},
    {PFR1, ID_AA64PFR1_GCS_SHIFT, WITHOUT_GCS, 1, "gcs"},
    {DFR0, ID_AA64DFR0_PMUVER_SHIFT, NOT_AT_ENTRY, 0, "pmuver"},
    {DFR0, ID_AA64DFR0_PMSVER_SHIFT, WITHOUT_SPE, 1, "pmsver"},
    {DFR0, ID_AA64DFR0_TRACEBUFFER_SHIFT, WITHOUT_TRBE, 1, "tracebuffer"},
    {MMFR0, ID_AA64MMFR0_PARANGE_SHIFT, NOT_AT_ENTRY, 0, "parange"},
    {MMFR0, ID_AA64MMFR0_FGT_SHIFT, WITHOUT_FGT, 1, "fgt"},
    {MMFR0, ID_AA64MMFR0_FGT_SHIFT, WITHOUT_FGT2, ID_AA64MMFR0_FGT_FGT2, "fgt"},
    {MMFR1, ID_AA64MMFR1_VH_SHIFT, WITHOUT_VH, 1, "vh"},
    {MMFR1, ID_AA64MMFR1_LO_SHIFT, WITHOUT_LO, 1, "lo"},
    {MMFR1, ID_AA64MMFR1_HCX_SHIFT, WITHOUT_HCX, 1, "hcx"},
    {MMFR3, ID_AA64MMFR3_TCRX_SHIFT, WITHOUT_TCR2, 1, "tcrx"},
    {MMFR3, ID_AA64MMFR3_SCTLRX_SHIFT, WITHOUT_SCTLR2, 1, "sctlrx"},
};
#define FIELDS (sizeof(fields) / sizeof(fields[0]))

/* The names of parts of the architecture: each sets these fields to 0. */
static const struct {
    char name[16];
    struct {
        uint8_t which, shift;
    } zero[6];
    uint8_t count;
} parts[] = {
    {"arm64.nosve", {{PFR0, 32}}, 1},
    {"arm64.nosme", {{PFR1, 24}}, 1},
    {"arm64.nobti", {{PFR1, 0}}, 1},
    {"arm64.nomte", {{PFR1, 8}}, 1},
    {"arm64.nogcs", {{PFR1, ID_AA64PFR1_GCS_SHIFT}}, 1},
    {"arm64.nomops", {{ISAR2, 16}}, 1},
    {"arm64.nopauth",
     {{ISAR1, 4}, {ISAR1, 8}, {ISAR1, 24}, {ISAR1, 28}, {ISAR2, 8}, {ISAR2, 12}},
     6},
    {"nohcx", {{MMFR1, ID_AA64MMFR1_HCX_SHIFT}}, 1},
    {"nofgt", {{MMFR0, ID_AA64MMFR0_FGT_SHIFT}}, 1},
};
#define PARTS (sizeof(parts) / sizeof(parts[0]))

/* Returns what the calling CPU's register says. */
static uint64_t read_register(enum id_register which)
{
    switch (which) {
    case ISAR0:
        return READ_SYSREG(id_aa64isar0_el1);
    case ISAR1:
        return READ_SYSREG(id_aa64isar1_el1);
    case ISAR2:
        return READ_SYSREG(SYS_ID_AA64ISAR2_EL1);
    case PFR0:
        return READ_SYSREG(id_aa64pfr0_el1);
    case PFR1:
        return READ_SYSREG(id_aa64pfr1_el1);
    case DFR0:
        return READ_SYSREG(id_aa64dfr0_el1);
    case MMFR0:
        return READ_SYSREG(id_aa64mmfr0_el1);
    case MMFR1:
        return READ_SYSREG(id_aa64mmfr1_el1);
    default:
        return READ_SYSREG(SYS_ID_AA64MMFR3_EL1);
    }
}

void id_override(enum id_register which, unsigned int shift, unsigned int most)
{
    const uint64_t field = UINT64_C(0xf) << shift;
    struct id_override *override = &id_overrides[which];
    uint32_t without = entry_without;

    override->value = (override->value & ~field) | (uint64_t)most << shift;
    override->mask = most < 0xf ? override->mask | field : override->mask & ~field;
    for (size_t i = 0; i < FIELDS; i++) {
        if (fields[i].which != which || fields[i].shift != shift || fields[i].bit == NOT_AT_ENTRY)
            continue;
        without &= ~(UINT32_C(1) << fields[i].bit);
        if (most < fields[i].least)
            without |= UINT32_C(1) << fields[i].bit;
    }
    if (without != entry_without) {
        entry_without = without;
        arch_publish(&entry_without, sizeof(entry_without));
    }
    if (which == MMFR0 && shift == ID_AA64MMFR0_PARANGE_SHIFT)
        map_limit_addresses();
}

/* Returns why the field cannot be lowered to @p most, or NULL. */
static const char *reason_against(enum id_register which, unsigned int shift, unsigned int most)
{
    if (most > ((read_register(which) >> shift) & 0xf))
        return "is more than the CPU has, and a field can only be lowered";
    if (is_compiled_for(which, shift, most))
        return "takes away what the program is compiled for";
    if (which == MMFR1 && shift == ID_AA64MMFR1_VH_SHIFT && arch_current_el() == 2)
        return "cannot be, since the boot CPU has stayed at EL2";
    return NULL;
}

/* Reads a value as Linux does: one hexadecimal digit, behind 0x if that is there. Returns 16 for
 * anything else. */
static unsigned int parse_digit(const char *value)
{
    static const char digits[] = "0123456789abcdef";
    const char *found;

    if (!value)
        return 16;
    if (value[0] == '0' && (value[1] | 0x20) == 'x')
        value += 2;
    if (!value[0] || value[1])
        return 16;
    found = strchr(digits, value[0] >= 'A' && value[0] <= 'F' ? value[0] | 0x20 : value[0]);
    return found ? (unsigned int)(found - digits) : 16;
}

/* Takes an option about one field. @p name is what follows the prefix. */
static int override_field(const char *name, const char *value, const char **why)
{
    const char *dot = strchr(name, '.');
    const unsigned int most = parse_digit(value);
    bool is_register = false;

    for (size_t i = 0; dot && i < FIELDS; i++) {
        const char *register_name = register_names[fields[i].which];
        const size_t bytes = strlen(register_name);

        if (bytes != (size_t)(dot - name) || memcmp(name, register_name, bytes) != 0)
            continue;
        is_register = true;
        if (strcmp(dot + 1, fields[i].name) != 0)
            continue;
        *why = most > 15 ? "is not one hexadecimal digit"
                         : reason_against(fields[i].which, fields[i].shift, most);
        if (*why)
            return -EINVAL;
        id_override(fields[i].which, fields[i].shift, most);
        return 0;
    }
    *why = is_register ? "names no field that the runtime looks at"
                       : "names no ID register that the runtime looks at";
    return -EINVAL;
}

/* Takes an option that names a part of the architecture. */
static int override_part(size_t part, const char *value, const char **why)
{
    *why = value ? "takes no value" : NULL;
    for (size_t i = 0; !*why && i < parts[part].count; i++)
        *why = reason_against(parts[part].zero[i].which, parts[part].zero[i].shift, 0);
    if (*why)
        return -EINVAL;
    for (size_t i = 0; i < parts[part].count; i++)
        id_override(parts[part].zero[i].which, parts[part].zero[i].shift, 0);
    return 0;
}

int arch_override_feature(const char *name, const char *value, const char **why)
{
    const size_t prefix_bytes = sizeof(REGISTER_NAME_PREFIX) - 1;

    if (strncmp(name, REGISTER_NAME_PREFIX, prefix_bytes) == 0)
        return override_field(name + prefix_bytes, value, why);
    for (size_t part = 0; part < PARTS; part++)
        if (strcmp(name, parts[part].name) == 0)
            return override_part(part, value, why);
    return -ENOENT;
}
