/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_ARCH_COMPILED_FOR_H
#define MUSTER_ARCH_COMPILED_FOR_H

/*
 * Notes in the program what the compiler was allowed to use in each file that includes this header:
 * the optional parts of the architecture that -march or -mcpu switch on. The entry code compares
 * the notes with the CPU's ID registers (arch/aarch64/cpu/compiled_for.c). So a program for
 * another CPU ends with a message, and not with an undefined instruction somewhere.
 *
 * The options of muster::runtime, pkg-config and the specs file include this header in front of
 * every file (-include). So it includes no header itself: feature macros that the file defines,
 * such as _GNU_SOURCE, must come before the first header of the C library.
 *
 * A file that is compiled for parts that only some CPUs have, and that the program calls only where
 * the CPU has them, is compiled with MUSTER_CHECKS_CPU_ITSELF.
 */
#if !defined(__ASSEMBLER__) && !defined(MUSTER_CHECKS_CPU_ITSELF)

/* A bit for each part, by its place in the table of compiled_for.c. */
#ifdef __ARM_FEATURE_ATOMICS
#define MUSTER_FOR_LSE (1u << 0)
#else
#define MUSTER_FOR_LSE 0u
#endif
#ifdef __ARM_FEATURE_CRC32
#define MUSTER_FOR_CRC32 (1u << 1)
#else
#define MUSTER_FOR_CRC32 0u
#endif
#ifdef __ARM_FEATURE_QRDMX
#define MUSTER_FOR_RDM (1u << 2)
#else
#define MUSTER_FOR_RDM 0u
#endif
#ifdef __ARM_FEATURE_DOTPROD
#define MUSTER_FOR_DOTPROD (1u << 3)
#else
#define MUSTER_FOR_DOTPROD 0u
#endif
#ifdef __ARM_FEATURE_FP16_SCALAR_ARITHMETIC
#define MUSTER_FOR_FP16 (1u << 4)
#else
#define MUSTER_FOR_FP16 0u
#endif
#ifdef __ARM_FEATURE_FP16_FML
#define MUSTER_FOR_FHM (1u << 5)
#else
#define MUSTER_FOR_FHM 0u
#endif
#ifdef __ARM_FEATURE_AES
#define MUSTER_FOR_AES (1u << 6)
#else
#define MUSTER_FOR_AES 0u
#endif
#ifdef __ARM_FEATURE_SHA2
#define MUSTER_FOR_SHA2 (1u << 7)
#else
#define MUSTER_FOR_SHA2 0u
#endif
#ifdef __ARM_FEATURE_SHA3
#define MUSTER_FOR_SHA3 (1u << 8)
#else
#define MUSTER_FOR_SHA3 0u
#endif
#ifdef __ARM_FEATURE_SM4
#define MUSTER_FOR_SM4 (1u << 9)
#else
#define MUSTER_FOR_SM4 0u
#endif
#ifdef __ARM_FEATURE_COMPLEX
#define MUSTER_FOR_FCMA (1u << 10)
#else
#define MUSTER_FOR_FCMA 0u
#endif
#ifdef __ARM_FEATURE_JCVT
#define MUSTER_FOR_JSCVT (1u << 11)
#else
#define MUSTER_FOR_JSCVT 0u
#endif
#if defined(__ARM_FEATURE_RCPC)
#define MUSTER_FOR_LRCPC (1u << 12)
#else
#define MUSTER_FOR_LRCPC 0u
#endif
#ifdef __ARM_FEATURE_FRINT
#define MUSTER_FOR_FRINTTS (1u << 13)
#else
#define MUSTER_FOR_FRINTTS 0u
#endif
#if defined(__ARM_FEATURE_BF16_SCALAR_ARITHMETIC) || defined(__ARM_FEATURE_BF16)
#define MUSTER_FOR_BF16 (1u << 14)
#else
#define MUSTER_FOR_BF16 0u
#endif
#ifdef __ARM_FEATURE_MATMUL_INT8
#define MUSTER_FOR_I8MM (1u << 15)
#else
#define MUSTER_FOR_I8MM 0u
#endif
#ifdef __ARM_FEATURE_SVE
#define MUSTER_FOR_SVE (1u << 16)
#else
#define MUSTER_FOR_SVE 0u
#endif
#ifdef __ARM_FEATURE_MOPS
#define MUSTER_FOR_MOPS (1u << 17)
#else
#define MUSTER_FOR_MOPS 0u
#endif

__attribute__((used,
               section(".muster_compiled_for"))) static const __UINT32_TYPE__ muster_compiled_for =
    MUSTER_FOR_LSE | MUSTER_FOR_CRC32 | MUSTER_FOR_RDM | MUSTER_FOR_DOTPROD | MUSTER_FOR_FP16 |
    MUSTER_FOR_FHM | MUSTER_FOR_AES | MUSTER_FOR_SHA2 | MUSTER_FOR_SHA3 | MUSTER_FOR_SM4 |
    MUSTER_FOR_FCMA | MUSTER_FOR_JSCVT | MUSTER_FOR_LRCPC | MUSTER_FOR_FRINTTS | MUSTER_FOR_BF16 |
    MUSTER_FOR_I8MM | MUSTER_FOR_SVE | MUSTER_FOR_MOPS;

#endif

#endif
