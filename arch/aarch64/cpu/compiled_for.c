/* SPDX-License-Identifier: MIT */
#include <muster/arch/compiled_for.h>

#include <stddef.h>

#include "aarch64/cpu/compiled_for.h"
#include "aarch64/cpu/id_override.h"
#include "arch/cpu.h"
#include "base/image.h"

/*
 * Compares what the program is compiled for with what a CPU has. The boot CPU does so with its MMU
 * off, before any code that the compiler has made of C11 atomics or of vectors; the code of this
 * file and of a panic with the MMU off has none.
 */

IMAGE_SYMBOL(const uint32_t, notes_start, compiled_for_start);
IMAGE_SYMBOL(const uint32_t, notes_end, compiled_for_end);

/* The bits of <muster/arch/compiled_for.h>: where each part stands in the ID registers (Arm ARM
 * D17.2), and the least value that means that it is there. */
static const struct {
    uint8_t id_register, shift, least;
    char name[10];
} parts[] = {
    {ISAR0, 20, 2, "LSE"},     {ISAR0, 16, 1, "CRC32"},   {ISAR0, 28, 1, "RDM"},
    {ISAR0, 44, 1, "DotProd"}, {PFR0, 16, 1, "FP16"},     {ISAR0, 48, 1, "FHM"},
    {ISAR0, 4, 1, "AES"},      {ISAR0, 12, 1, "SHA256"},  {ISAR0, 32, 1, "SHA3"},
    {ISAR0, 40, 1, "SM4"},     {ISAR1, 16, 1, "FCMA"},    {ISAR1, 12, 1, "JSCVT"},
    {ISAR1, 20, 1, "LRCPC"},   {ISAR1, 32, 1, "FRINTTS"}, {ISAR1, 44, 1, "BF16"},
    {ISAR1, 52, 1, "I8MM"},    {PFR0, 32, 1, "SVE"},      {ISAR2, 16, 1, "MOPS"},
};
#define PARTS (sizeof(parts) / sizeof(parts[0]))
/* PFR0.FP is signed, and negative when the CPU has no FP at all. */
#define ABSENT 0xf

uint32_t program_compiled_for __attribute__((section(".data"))) = 0;

static void read_id_registers(uint64_t values[ID_REGISTERS])
{
    __asm__("mrs %0, id_aa64isar0_el1" : "=r"(values[ISAR0]));
    __asm__("mrs %0, id_aa64isar1_el1" : "=r"(values[ISAR1]));
    __asm__("mrs %0, s3_0_c0_c6_2" : "=r"(values[ISAR2])); /* ID_AA64ISAR2_EL1, 0 in old CPUs */
    __asm__("mrs %0, id_aa64pfr0_el1" : "=r"(values[PFR0]));
}

static uint32_t missing_parts(void)
{
    uint64_t values[ID_REGISTERS];
    uint32_t missing = 0;

    read_id_registers(values);
    for (unsigned int part = 0; part < PARTS; part++) {
        unsigned int value = (values[parts[part].id_register] >> parts[part].shift) & 0xf;
        if (value < parts[part].least || value == ABSENT)
            missing |= program_compiled_for & (1u << part);
    }
    return missing;
}

const char *arch_missing_part(void)
{
    uint32_t missing = program_compiled_for ? missing_parts() : 0;

    return missing ? parts[__builtin_ctz(missing)].name : NULL;
}

bool is_compiled_for(enum id_register which, unsigned int shift, unsigned int most)
{
    for (unsigned int part = 0; part < PARTS; part++)
        if (program_compiled_for & (1u << part) && parts[part].id_register == which &&
            parts[part].shift == shift && most < parts[part].least)
            return true;
    return false;
}

uint32_t collect_compiled_for(void)
{
    for (const uint32_t *note = notes_start; note < notes_end; note++)
        program_compiled_for |= *note;
    return program_compiled_for ? missing_parts() : 0;
}
