/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_AARCH64_IMAGE_H
#define MUSTER_AARCH64_IMAGE_H

#include <stdint.h>

#include <muster/linkage.h>

/* Declares the linker script's symbols that the architecture's C code uses; see image.ld.S. */

#define IMAGE_SYMBOL(c_name, symbol)                                                               \
    extern const char c_name[] __asm__("__muster_" #symbol) __attribute__((visibility("hidden")))

IMAGE_SYMBOL(image_start, image_start);
IMAGE_SYMBOL(image_text_end, text_end);
IMAGE_SYMBOL(image_rodata_end, rodata_end);
IMAGE_SYMBOL(image_end, image_end);
IMAGE_SYMBOL(image_relocated_start, relocated_start);
IMAGE_SYMBOL(image_relocated_end, relocated_end);
IMAGE_SYMBOL(init_exception_stack_guard, init_exception_stack_guard);
IMAGE_SYMBOL(init_exception_stack, init_exception_stack);
IMAGE_SYMBOL(init_stack_guard, init_stack_guard);
IMAGE_SYMBOL(init_stack, init_stack);
IMAGE_SYMBOL(nested_stack_guard, nested_stack_guard);
IMAGE_SYMBOL(nested_stack, nested_stack);

/* An entry of the table of instructions that may fault: such an instruction, and where to continue
 * when it faults. Each is an offset from its own field. exceptions.c searches the table. */
struct fixup {
    int32_t instruction, resume;
};
extern const struct fixup fixups_start[] __asm__("__muster_fixups_start")
    __attribute__((visibility("hidden")));
extern const struct fixup fixups_end[] __asm__("__muster_fixups_end")
    __attribute__((visibility("hidden")));

/* Builds the boot CPU's first map, of the image only. Called by head.S with the MMU off. */
void map_image(void) MUSTER_LINK_NAME(map_image);

#endif
