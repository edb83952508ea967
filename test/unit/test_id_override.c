/* SPDX-License-Identifier: MIT */
/* Options that lower fields of the ID registers: which are taken, which are refused and why, and
 * what the readers of the fields see then. */
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include <muster/arch/cpu.h>

#include "aarch64/cpu/compiled_for.h"
#include "aarch64/cpu/id_override.h"
#include "aarch64/cpu/sysreg_access.h"
#include "arch/cpu.h"
#include "arch/feature_override.h"
#include "cmocka_test.h"

/* The CPU: every field of every register is 2. */
#define ALL_FIELDS_2 UINT64_C(0x2222222222222222)

static const char *last_read;
static unsigned int level, published, limited;
static enum id_register compiled_register;
static unsigned int compiled_shift, compiled_least; /* least 0: compiled for nothing */

uint64_t host_sysreg_read(const char *name)
{
    last_read = name;
    return ALL_FIELDS_2;
}

unsigned int arch_current_el(void)
{
    return level;
}

void arch_publish(const void *address, size_t size_bytes)
{
    assert_ptr_equal(address, &entry_without);
    assert_int_equal(size_bytes, sizeof(entry_without));
    published++;
}

void map_limit_addresses(void)
{
    limited++;
}

bool is_compiled_for(enum id_register which, unsigned int shift, unsigned int most)
{
    return which == compiled_register && shift == compiled_shift && most < compiled_least;
}

static int forget(void **state)
{
    (void)state;
    memset(id_overrides, 0, sizeof(id_overrides));
    entry_without = 0;
    level = 1;
    published = limited = compiled_least = 0;
    return 0;
}

/* Returns what a reader sees on a CPU with 2 in each field. */
static unsigned int field(enum id_register which, unsigned int shift)
{
    return id_field(which, shift, ALL_FIELDS_2);
}

static void assert_taken(const char *name, const char *value)
{
    const char *why = "";

    assert_int_equal(arch_override_feature(name, value, &why), 0);
}

static void assert_refused(const char *name, const char *value, const char *reason)
{
    struct id_override before[ID_REGISTERS];
    const uint32_t without = entry_without;
    const char *why = "";

    memcpy(before, id_overrides, sizeof(before));
    assert_int_equal(arch_override_feature(name, value, &why), -EINVAL);
    assert_string_equal(why, reason);
    assert_memory_equal(before, id_overrides, sizeof(before));
    assert_int_equal(entry_without, without);
}

static void test_without_options(void **state)
{
    (void)state;
    for (unsigned int which = 0; which < ID_REGISTERS; which++)
        for (unsigned int shift = 0; shift < 64; shift += 4)
            assert_int_equal(field(which, shift), 2);
}

static void test_lowers_one_field(void **state)
{
    (void)state;
    assert_taken("id_aa64dfr0.pmuver", "1");
    for (unsigned int shift = 0; shift < 64; shift += 4)
        assert_int_equal(field(DFR0, shift), shift == ID_AA64DFR0_PMUVER_SHIFT ? 1 : 2);
    assert_int_equal(id_field(DFR0, ID_AA64DFR0_PMUVER_SHIFT, 0), 0); /* a CPU that has less */
    assert_string_equal(last_read, "id_aa64dfr0_el1");
    assert_int_equal(published, 0); /* the entry does not ask for it */
}

/* As in Linux: one hexadecimal digit, with or without 0x; the last option counts. */
static void test_values(void **state)
{
    (void)state;
    assert_taken("id_aa64isar0.atomic", "0x0");
    assert_int_equal(field(ISAR0, ID_AA64ISAR0_ATOMIC_SHIFT), 0);
    assert_taken("id_aa64isar0.atomic", "0X1");
    assert_int_equal(field(ISAR0, ID_AA64ISAR0_ATOMIC_SHIFT), 1);
    assert_taken("id_aa64isar0.atomic", "2");
    assert_int_equal(field(ISAR0, ID_AA64ISAR0_ATOMIC_SHIFT), 2);
    static const char *const bad[] = {NULL, "", "g", "00", "0x", "0x10", "-1", " 1", "x1"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_refused("id_aa64isar0.atomic", bad[i], "is not one hexadecimal digit");
}

static void test_raises_nothing(void **state)
{
    (void)state;
    static const char *const more[] = {"3", "9", "a", "0xF"};
    for (size_t i = 0; i < sizeof(more) / sizeof(more[0]); i++)
        assert_refused("id_aa64mmfr1.hcx", more[i],
                       "is more than the CPU has, and a field can only be lowered");
}

static void test_names(void **state)
{
    (void)state;
    const char *why;

    assert_refused("id_aa64pfr0.nothing", "0", "names no field that the runtime looks at");
    assert_refused("id_aa64pfr0.sv", "0", "names no field that the runtime looks at");
    assert_refused("id_aa64pfr0.svee", "0", "names no field that the runtime looks at");
    assert_refused("id_aa64pfr0", "0", "names no ID register that the runtime looks at");
    assert_refused("id_aa64pfr.sve", "0", "names no ID register that the runtime looks at");
    assert_refused("id_aa64pfr09.sve", "0", "names no ID register that the runtime looks at");
    assert_refused("id_aa64.", "0", "names no ID register that the runtime looks at");
    assert_int_equal(arch_override_feature("arm64.nothing", NULL, &why), -ENOENT);
    assert_int_equal(arch_override_feature("nofgtx", NULL, &why), -ENOENT);
    assert_int_equal(arch_override_feature("quiet", NULL, &why), -ENOENT);
    assert_refused("arm64.nosve", "1", "takes no value");
}

static void test_parts(void **state)
{
    static const struct {
        const char *name;
        enum id_register which;
        unsigned int shift;
    } parts[] = {
        {"arm64.nosve", PFR0, 32},   {"arm64.nosme", PFR1, 24},    {"arm64.nobti", PFR1, 0},
        {"arm64.nomte", PFR1, 8},    {"arm64.nogcs", PFR1, 44},    {"arm64.nomops", ISAR2, 16},
        {"nohcx", MMFR1, 40},        {"nofgt", MMFR0, 56},         {"arm64.nopauth", ISAR1, 4},
        {"arm64.nopauth", ISAR1, 8}, {"arm64.nopauth", ISAR1, 24}, {"arm64.nopauth", ISAR1, 28},
        {"arm64.nopauth", ISAR2, 8}, {"arm64.nopauth", ISAR2, 12},
    };

    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        forget(state);
        assert_taken(parts[i].name, NULL);
        assert_int_equal(field(parts[i].which, parts[i].shift), 0);
    }
}

/* What the entry code does without on another CPU, in memory before that CPU can start. */
static void test_entry(void **state)
{
    static const struct {
        const char *name, *value;
        uint32_t without;
    } cases[] = {
        {"id_aa64mmfr0.fgt", "1", 1u << WITHOUT_FGT2},
        {"id_aa64mmfr0.fgt", "0", 1u << WITHOUT_FGT2 | 1u << WITHOUT_FGT},
        {"nofgt", NULL, 1u << WITHOUT_FGT2 | 1u << WITHOUT_FGT},
        {"id_aa64mmfr1.hcx", "1", 0},
        {"nohcx", NULL, 1u << WITHOUT_HCX},
        {"id_aa64mmfr1.lo", "0", 1u << WITHOUT_LO},
        {"id_aa64mmfr1.vh", "0", 1u << WITHOUT_VH},
        {"id_aa64mmfr3.tcrx", "0", 1u << WITHOUT_TCR2},
        {"id_aa64mmfr3.sctlrx", "0", 1u << WITHOUT_SCTLR2},
        {"id_aa64pfr0.amu", "0", 1u << WITHOUT_AMU},
        {"id_aa64pfr0.gic", "0", 1u << WITHOUT_GIC},
        {"arm64.nogcs", NULL, 1u << WITHOUT_GCS},
        {"id_aa64dfr0.pmsver", "0", 1u << WITHOUT_SPE},
        {"id_aa64dfr0.tracebuffer", "0", 1u << WITHOUT_TRBE},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        forget(state);
        assert_taken(cases[i].name, cases[i].value);
        assert_int_equal(entry_without, cases[i].without);
        assert_int_equal(published, cases[i].without != 0);
    }
    assert_taken("id_aa64mmfr1.lo", "0");
    assert_taken("id_aa64mmfr1.lo", "2");
    assert_int_equal(entry_without, 1u << WITHOUT_TRBE); /* the other part's bit stays */
}

static void test_refuses_what_is_in_use(void **state)
{
    (void)state;
    compiled_register = PFR0;
    compiled_shift = 32;
    compiled_least = 1;
    assert_refused("id_aa64pfr0.sve", "0", "takes away what the program is compiled for");
    assert_refused("arm64.nosve", NULL, "takes away what the program is compiled for");
    assert_taken("id_aa64pfr0.sve", "1");
    compiled_register = ISAR2;
    compiled_shift = 12; /* of nopauth's fields the last */
    assert_refused("arm64.nopauth", NULL, "takes away what the program is compiled for");
    level = 2;
    assert_refused("id_aa64mmfr1.vh", "0", "cannot be, since the boot CPU has stayed at EL2");
}

static void test_addresses(void **state)
{
    (void)state;
    assert_taken("id_aa64mmfr0.parange", "1");
    assert_int_equal(limited, 1);
    assert_taken("nofgt", NULL); /* in the same register */
    assert_int_equal(limited, 1);
    assert_int_equal(field(MMFR0, ID_AA64MMFR0_PARANGE_SHIFT), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_without_options, forget),
        cmocka_unit_test_setup(test_lowers_one_field, forget),
        cmocka_unit_test_setup(test_values, forget),
        cmocka_unit_test_setup(test_raises_nothing, forget),
        cmocka_unit_test_setup(test_names, forget),
        cmocka_unit_test_setup(test_parts, forget),
        cmocka_unit_test_setup(test_entry, forget),
        cmocka_unit_test_setup(test_refuses_what_is_in_use, forget),
        cmocka_unit_test_setup(test_addresses, forget),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
