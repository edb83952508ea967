/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_CXX_H
#define MUSTER_RUNTIME_CXX_H

#include <stddef.h>
#include <stdint.h>

/*
 * What C++ compilers call by name: the Itanium C++ ABI's functions (3.2.6, 3.3), and operators new
 * and delete. In C, with the names that C++ gives them for the linker. Each operator that a
 * program may replace has a file of its own, so that its replacement is the only definition.
 */

/* std::align_val_t and const std::nothrow_t &, as they are passed. */
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

/* The guard of a static local variable: free as zeroes. The compiler looks at is_done itself. */
struct guard {
    uint8_t is_done; /* written once, by the owner */
    uint8_t unused[3];
    uint32_t owner; /* the CPU that initialises plus one, or 0; changed by compare-and-swap */
};
/* Whether the caller is to initialise the variable, and then call one of the other two. */
int __cxa_guard_acquire(struct guard *guard);
void __cxa_guard_release(struct guard *guard);
void __cxa_guard_abort(struct guard *guard);

/* Destructors for the program's end, and for when the CPU has left the application. */
int __cxa_atexit(void (*function)(void *), void *argument, void *dso);
int __cxa_thread_atexit(void (*function)(void *), void *argument, void *dso);
extern void *const __dso_handle;

void __cxa_pure_virtual(void) __attribute__((noreturn));
void __cxa_deleted_virtual(void) __attribute__((noreturn));

#endif
