/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_ARCH_ATOMIC_H
#define MUSTER_ARCH_ATOMIC_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/*
 * Atomic read-modify-write operations. Each is one instruction on a CPU with FEAT_LSE, and a loop
 * of exclusives on a CPU without (Arm ARM B2.9, C6.2). Not for applications: use <muster/atomic.h>.
 */

/* Not 0 when the program uses LSE instructions. Written once, by the boot CPU before it starts
 * another CPU. */
extern uint32_t muster_arch_uses_lse MUSTER_IN_THIS_PROGRAM;

static inline bool arch_uses_lse(void)
{
#ifdef __ARM_FEATURE_ATOMICS
    return true;
#else
    return muster_arch_uses_lse != 0;
#endif
}

/* Returns true if this CPU has LSE instructions: ID_AA64ISAR0_EL1.Atomic, bits 23:20, is 2 or
 * more. */
static inline bool arch_cpu_has_lse(void)
{
    const unsigned int shift = 20;
    uint64_t isar0;
    __asm__("mrs %0, id_aa64isar0_el1" : "=r"(isar0));
    return ((isar0 >> shift) & 0xf) >= 2;
}

#define ARCH_LSE ".arch_extension lse\n\t"

/* Calls the macro @p use with the suffix that an LSE instruction has for @p order, a constant. */
#define ARCH_BY_ORDER(order, use)                                                                  \
    switch (order) {                                                                               \
    case __ATOMIC_RELAXED:                                                                         \
        use("");                                                                                   \
        break;                                                                                     \
    case __ATOMIC_CONSUME:                                                                         \
    case __ATOMIC_ACQUIRE:                                                                         \
        use("a");                                                                                  \
        break;                                                                                     \
    case __ATOMIC_RELEASE:                                                                         \
        use("l");                                                                                  \
        break;                                                                                     \
    default:                                                                                       \
        use("al");                                                                                 \
    }

#define ARCH_ATOMIC_FUNCTION static inline __attribute__((always_inline))

/* Defines an operation that returns the value before. @p register: w or x. @p lse_operand: what the
 * LSE instruction takes instead of the value. */
#define ARCH_DEFINE_FETCH(name, instruction, builtin, type, bits, register, lse_operand)           \
    ARCH_ATOMIC_FUNCTION type arch_atomic_##name##_u##bits(type *word, type value, int order)      \
    {                                                                                              \
        type before, operand = (lse_operand);                                                      \
        if (!arch_uses_lse())                                                                      \
            return builtin(word, value, order);                                                    \
        ARCH_BY_ORDER(order, ARCH_LSE_FETCH_##register##_##instruction)                            \
        return before;                                                                             \
    }

#define ARCH_LSE_FETCH(instruction, register)                                                      \
    __asm__ volatile(ARCH_LSE instruction " %" register "2, %" register "0, %1"                    \
                     : "=r"(before), "+Q"(*word)                                                   \
                     : "r"(operand)                                                                \
                     : "memory")
#define ARCH_LSE_FETCH_w_ldadd(suffix) ARCH_LSE_FETCH("ldadd" suffix, "w")
#define ARCH_LSE_FETCH_x_ldadd(suffix) ARCH_LSE_FETCH("ldadd" suffix, "x")
#define ARCH_LSE_FETCH_w_ldset(suffix) ARCH_LSE_FETCH("ldset" suffix, "w")
#define ARCH_LSE_FETCH_x_ldset(suffix) ARCH_LSE_FETCH("ldset" suffix, "x")
#define ARCH_LSE_FETCH_w_ldclr(suffix) ARCH_LSE_FETCH("ldclr" suffix, "w")
#define ARCH_LSE_FETCH_x_ldclr(suffix) ARCH_LSE_FETCH("ldclr" suffix, "x")
#define ARCH_LSE_FETCH_w_swp(suffix) ARCH_LSE_FETCH("swp" suffix, "w")
#define ARCH_LSE_FETCH_x_swp(suffix) ARCH_LSE_FETCH("swp" suffix, "x")

#define ARCH_DEFINE_FETCH_ALL(type, bits, register)                                                \
    ARCH_DEFINE_FETCH(fetch_add, ldadd, __atomic_fetch_add, type, bits, register, value)           \
    ARCH_DEFINE_FETCH(fetch_or, ldset, __atomic_fetch_or, type, bits, register, value)             \
    ARCH_DEFINE_FETCH(fetch_and, ldclr, __atomic_fetch_and, type, bits, register, (type)~value)    \
    ARCH_DEFINE_FETCH(exchange, swp, __atomic_exchange_n, type, bits, register, value)

ARCH_DEFINE_FETCH_ALL(uint32_t, 32, w)
ARCH_DEFINE_FETCH_ALL(uint64_t, 64, x)

/* The memory order of a compare-and-exchange that did not exchange: the load's part of @p order. */
#define ARCH_FAILURE_ORDER(order)                                                                  \
    ((order) == __ATOMIC_RELEASE   ? __ATOMIC_RELAXED                                              \
     : (order) == __ATOMIC_ACQ_REL ? __ATOMIC_ACQUIRE                                              \
                                   : (order))

#define ARCH_LSE_CAS(instruction, register)                                                        \
    __asm__ volatile(ARCH_LSE instruction " %" register "0, %" register "2, %1"                    \
                     : "+r"(before), "+Q"(*word)                                                   \
                     : "r"(desired)                                                                \
                     : "memory")
#define ARCH_LSE_CAS_w(suffix) ARCH_LSE_CAS("cas" suffix, "w")
#define ARCH_LSE_CAS_x(suffix) ARCH_LSE_CAS("cas" suffix, "x")

/* Defines compare-and-exchange: stores @p desired if the word equals *expected, and returns true.
 * Otherwise sets *expected to the word's value and returns false. */
#define ARCH_DEFINE_COMPARE_EXCHANGE(type, bits, register)                                         \
    ARCH_ATOMIC_FUNCTION bool arch_atomic_compare_exchange_u##bits(type *word, type *expected,     \
                                                                   type desired, int order)        \
    {                                                                                              \
        type before = *expected;                                                                   \
        if (!arch_uses_lse())                                                                      \
            return __atomic_compare_exchange_n(word, expected, desired, false, order,              \
                                               ARCH_FAILURE_ORDER(order));                         \
        ARCH_BY_ORDER(order, ARCH_LSE_CAS_##register)                                              \
        bool is_expected = before == *expected;                                                    \
        *expected = before;                                                                        \
        return is_expected;                                                                        \
    }

ARCH_DEFINE_COMPARE_EXCHANGE(uint32_t, 32, w)
ARCH_DEFINE_COMPARE_EXCHANGE(uint64_t, 64, x)

MUSTER_END_DECLS

#endif
