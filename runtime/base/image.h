/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_IMAGE_H
#define MUSTER_RUNTIME_IMAGE_H

#include <stdint.h>

/* The linker script's symbols that the runtime uses. arch/aarch64/image.ld.S defines them. */

#define IMAGE_SYMBOL(type, c_name, symbol)                                                         \
    extern type c_name[] __asm__("__muster_" #symbol) __attribute__((visibility("hidden")))

IMAGE_SYMBOL(const char, image_start, image_start);
IMAGE_SYMBOL(const char, image_end, image_end);

/* Sizes that the linker computes. They are numbers stored in the image, not addresses, so that they
 * stay right wherever the image is loaded. */
struct image_sizes {
    uint64_t stack_bytes, exception_stack_bytes, irq_stack_bytes;
    uint64_t tls_bytes, tls_align_bytes;
    uint64_t percpu_align_bytes;
};
extern const struct image_sizes image_sizes __asm__("__muster_image_sizes")
    __attribute__((visibility("hidden")));

/* The guard pages below the two stacks that the boot CPU starts on. */
IMAGE_SYMBOL(const char, init_exception_stack_guard, init_exception_stack_guard);
IMAGE_SYMBOL(const char, init_stack_guard, init_stack_guard);

/* Templates from which each CPU's copies are made. Per-CPU variables that are copied to each CPU
 * lie between percpu_start and percpu_copied_end; from there to percpu_end lie those that start
 * undefined. [tdata_start, tdata_end) holds the initialised part of the thread-local variables. */
IMAGE_SYMBOL(char, percpu_start, percpu_start);
IMAGE_SYMBOL(char, percpu_copied_end, percpu_copied_end);
IMAGE_SYMBOL(char, percpu_end, percpu_end);
IMAGE_SYMBOL(const char, tdata_start, tdata_start);
IMAGE_SYMBOL(const char, tdata_end, tdata_end);

#endif
