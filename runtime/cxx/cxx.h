/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_CXX_H
#define MUSTER_RUNTIME_CXX_H

#include <stddef.h>
#include <stdint.h>

/*
 * What C++ compilers call by name: the functions of the Itanium C++ ABI (3.2.6, 3.3), and the
 * operators new and delete. They are written in C and carry the names that C++ gives them for the
 * linker. Each operator that a program may replace has a file of its own, so that a program's
 * replacement is the only definition.
 */

/* std::align_val_t and const std::nothrow_t &, in the form in which they are passed. */
typedef size_t align_val;
typedef const char *nothrow;

void *cxx_new(size_t bytes) __asm__("_Znwm");
void *cxx_new_array(size_t bytes) __asm__("_Znam");
void *cxx_new_nothrow(size_t bytes, nothrow tag) __asm__("_ZnwmRKSt9nothrow_t");
void *cxx_new_array_nothrow(size_t bytes, nothrow tag) __asm__("_ZnamRKSt9nothrow_t");
void *cxx_new_aligned(size_t bytes, align_val alignment) __asm__("_ZnwmSt11align_val_t");
void *cxx_new_array_aligned(size_t bytes, align_val alignment) __asm__("_ZnamSt11align_val_t");
void *cxx_new_aligned_nothrow(size_t bytes, align_val alignment,
                              nothrow tag) __asm__("_ZnwmSt11align_val_tRKSt9nothrow_t");
void *cxx_new_array_aligned_nothrow(size_t bytes, align_val alignment,
                                    nothrow tag) __asm__("_ZnamSt11align_val_tRKSt9nothrow_t");

void cxx_delete(void *memory) __asm__("_ZdlPv");
void cxx_delete_array(void *memory) __asm__("_ZdaPv");
void cxx_delete_nothrow(void *memory, nothrow tag) __asm__("_ZdlPvRKSt9nothrow_t");
void cxx_delete_array_nothrow(void *memory, nothrow tag) __asm__("_ZdaPvRKSt9nothrow_t");
void cxx_delete_sized(void *memory, size_t bytes) __asm__("_ZdlPvm");
void cxx_delete_array_sized(void *memory, size_t bytes) __asm__("_ZdaPvm");
void cxx_delete_aligned(void *memory, align_val alignment) __asm__("_ZdlPvSt11align_val_t");
void cxx_delete_array_aligned(void *memory, align_val alignment) __asm__("_ZdaPvSt11align_val_t");
void cxx_delete_aligned_sized(void *memory, size_t bytes,
                              align_val alignment) __asm__("_ZdlPvmSt11align_val_t");
void cxx_delete_array_aligned_sized(void *memory, size_t bytes,
                                    align_val alignment) __asm__("_ZdaPvmSt11align_val_t");
void cxx_delete_aligned_nothrow(void *memory, align_val alignment,
                                nothrow tag) __asm__("_ZdlPvSt11align_val_tRKSt9nothrow_t");
void cxx_delete_array_aligned_nothrow(void *memory, align_val alignment,
                                      nothrow tag) __asm__("_ZdaPvSt11align_val_tRKSt9nothrow_t");

/* The guard of a static local variable. All zeroes: not initialised, and no CPU at it. The
 * compiler's code reads is_done itself. */
struct guard {
    uint8_t is_done; /* written once, by the owner */
    uint8_t unused[3];
    uint32_t owner; /* the CPU that initialises plus one, or 0; by compare-and-swap */
};
/* Returns 1 if the caller must initialise the variable; the caller must then call
 * __cxa_guard_release() after success or __cxa_guard_abort() after a failure. Otherwise waits until
 * another CPU has initialised the variable, and returns 0. */
int __cxa_guard_acquire(struct guard *guard);
void __cxa_guard_release(struct guard *guard);
void __cxa_guard_abort(struct guard *guard);

/* Register destructors: __cxa_atexit() for the program's end, __cxa_thread_atexit() for when the
 * calling CPU leaves the application. */
int __cxa_atexit(void (*function)(void *), void *argument, void *dso);
int __cxa_thread_atexit(void (*function)(void *), void *argument, void *dso);
extern void *const __dso_handle;

/* Panic. A compiler puts these into a class's table where there is no function to call. */
void __cxa_pure_virtual(void) __attribute__((noreturn));
void __cxa_deleted_virtual(void) __attribute__((noreturn));

#endif
