/* SPDX-License-Identifier: MIT */
/* Checks the set-up of GICv3's CPU interface on a model of its system registers, for each number of
 * priority bits that a CPU may have. */
#include "cmocka_test.h"

#include <stdio.h>
#include <string.h>

#include "aarch64/cpu/id_override.h"
#include "aarch64/cpu/sysreg.h"
#include "aarch64/cpu/sysreg_access.h"
#include "arch/gicv3_cpu_interface.h"

#define LEAST_BITS 5
#define MOST_BITS 8
#define PRIBITS_SHIFT 8
#define NAME(register) SYSREG_STRING(register)
#define JUNK 0xa5a5a5a5u

static struct {
    const char *name;
    uint64_t value;
} registers[] = {
    {NAME(SYS_ICC_SRE_EL1), JUNK},   {NAME(SYS_ICC_PMR_EL1), 0},
    {NAME(SYS_ICC_CTLR_EL1), JUNK},  {NAME(SYS_ICC_BPR1_EL1), JUNK},
    {NAME(SYS_ICC_BPR0_EL1), JUNK},  {NAME(SYS_ICC_IGRPEN1_EL1), 0},
    {NAME(SYS_ICC_IGRPEN0_EL1), 0},  {NAME(SYS_ICC_AP0R0_EL1), JUNK},
    {NAME(SYS_ICC_AP0R1_EL1), JUNK}, {NAME(SYS_ICC_AP0R2_EL1), JUNK},
    {NAME(SYS_ICC_AP0R3_EL1), JUNK}, {NAME(SYS_ICC_AP1R0_EL1), JUNK},
    {NAME(SYS_ICC_AP1R1_EL1), JUNK}, {NAME(SYS_ICC_AP1R2_EL1), JUNK},
    {NAME(SYS_ICC_AP1R3_EL1), JUNK},
};
#define COUNT (sizeof(registers) / sizeof(registers[0]))

static unsigned int priority_bits;
static bool group0_is_ours, fiq_is_masked, has_field, sre_stays_0;

static uint64_t *value_of(const char *name)
{
    for (unsigned int i = 0; i < COUNT; i++)
        if (strcmp(registers[i].name, name) == 0)
            return &registers[i].value;
    fail_msg("%s is accessed", name);
    return NULL;
}

/* Fails for what is UNDEFINED, or traps to EL3. */
static void check_existence(const char *name)
{
    static const char *const group0[] = {NAME(SYS_ICC_AP0R0_EL1), NAME(SYS_ICC_AP0R1_EL1),
                                         NAME(SYS_ICC_AP0R2_EL1), NAME(SYS_ICC_AP0R3_EL1),
                                         NAME(SYS_ICC_BPR0_EL1),  NAME(SYS_ICC_IGRPEN0_EL1)};
    static const struct {
        const char *name;
        unsigned int bits;
    } needs[] = {{NAME(SYS_ICC_AP0R1_EL1), 6}, {NAME(SYS_ICC_AP1R1_EL1), 6},
                 {NAME(SYS_ICC_AP0R2_EL1), 7}, {NAME(SYS_ICC_AP1R2_EL1), 7},
                 {NAME(SYS_ICC_AP0R3_EL1), 7}, {NAME(SYS_ICC_AP1R3_EL1), 7}};

    if (!has_field)
        fail_msg("%s is UNDEFINED", name);
    if (sre_stays_0 && strcmp(name, NAME(SYS_ICC_SRE_EL1)) != 0)
        fail_msg("%s is UNDEFINED while SRE is 0", name);
    for (unsigned int i = 0; i < sizeof(group0) / sizeof(group0[0]); i++)
        if (!group0_is_ours && strcmp(name, group0[i]) == 0)
            fail_msg("%s traps", name);
    for (unsigned int i = 0; i < sizeof(needs) / sizeof(needs[0]); i++)
        if (priority_bits < needs[i].bits && strcmp(name, needs[i].name) == 0)
            fail_msg("%s does not exist with %u bits", name, priority_bits);
}

struct id_override id_overrides[ID_REGISTERS]; /* of the command line */

uint64_t host_sysreg_read(const char *name)
{
    if (strcmp(name, NAME(id_aa64pfr0_el1)) == 0)
        return (uint64_t)has_field << ID_AA64PFR0_GIC_SHIFT;
    check_existence(name);
    if (strcmp(name, NAME(SYS_ICC_CTLR_EL1)) == 0)
        return (*value_of(name) & ~(UINT64_C(7) << PRIBITS_SHIFT)) | (uint64_t)(priority_bits - 1)
                                                                         << PRIBITS_SHIFT;
    return *value_of(name);
}

/* The active priorities are clear before the group is enabled. */
void host_sysreg_write(const char *name, uint64_t value)
{
    check_existence(name);
    *value_of(name) = value;
    if (sre_stays_0 && strcmp(name, NAME(SYS_ICC_SRE_EL1)) == 0)
        *value_of(name) &= ~(uint64_t)ICC_SRE_SRE;
}

void host_daif_change(unsigned int mask, int is_set)
{
    assert_int_equal(mask, DAIF_FIQ);
    fiq_is_masked = is_set;
}

static void begin(unsigned int bits, bool group0)
{
    for (unsigned int i = 0; i < COUNT; i++)
        registers[i].value = JUNK;
    priority_bits = bits;
    group0_is_ours = group0;
    fiq_is_masked = has_field = true;
    sre_stays_0 = false;
    *value_of(NAME(SYS_ICC_SRE_EL1)) &= ~(uint64_t)ICC_SRE_SRE;
}

/* Checks that group @p group has no active priority, in any register that exists. */
static void check_active(const char *const names[4])
{
    unsigned int exist = priority_bits >= 7 ? 4 : priority_bits == 6 ? 2 : 1;

    for (unsigned int i = 0; i < 4; i++)
        assert_int_equal(*value_of(names[i]), i < exist ? 0 : JUNK);
}

static void check(unsigned int bits, bool group0)
{
    static const char *const ap1[] = {NAME(SYS_ICC_AP1R0_EL1), NAME(SYS_ICC_AP1R1_EL1),
                                      NAME(SYS_ICC_AP1R2_EL1), NAME(SYS_ICC_AP1R3_EL1)};
    static const char *const ap0[] = {NAME(SYS_ICC_AP0R0_EL1), NAME(SYS_ICC_AP0R1_EL1),
                                      NAME(SYS_ICC_AP0R2_EL1), NAME(SYS_ICC_AP0R3_EL1)};

    begin(bits, group0);
    assert_true(arch_gicv3_cpu_enable(group0));
    check_active(ap1);
    assert_int_equal(*value_of(NAME(SYS_ICC_SRE_EL1)), JUNK | ICC_SRE_SRE); /* DIB, DFB stay */
    assert_int_equal(*value_of(NAME(SYS_ICC_PMR_EL1)), 0xff);
    assert_int_equal(*value_of(NAME(SYS_ICC_CTLR_EL1)), 0);
    assert_int_equal(*value_of(NAME(SYS_ICC_BPR1_EL1)), 0);
    assert_int_equal(*value_of(NAME(SYS_ICC_IGRPEN1_EL1)), 1);
    assert_int_equal(fiq_is_masked, !group0);
    if (!group0)
        return;
    check_active(ap0);
    assert_int_equal(*value_of(NAME(SYS_ICC_BPR0_EL1)), 0);
    assert_int_equal(*value_of(NAME(SYS_ICC_IGRPEN0_EL1)), 1);
}

static void test_enable(void **state)
{
    (void)state;
    for (unsigned int bits = LEAST_BITS; bits <= MOST_BITS; bits++) {
        check(bits, false);
        check(bits, true);
    }
}

/* A CPU that has no system registers, or may not use them, touches none of the others. */
static void test_refused(void **state)
{
    (void)state;
    begin(LEAST_BITS, false);
    has_field = false;
    assert_false(arch_gicv3_available());
    begin(LEAST_BITS, false);
    sre_stays_0 = true;
    assert_false(arch_gicv3_cpu_enable(false));
    assert_false(arch_gicv3_available());
    begin(LEAST_BITS, false);
    assert_true(arch_gicv3_available());
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_enable),
                                       cmocka_unit_test(test_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
