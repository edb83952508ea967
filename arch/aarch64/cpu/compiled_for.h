/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_AARCH64_COMPILED_FOR_H
#define MUSTER_AARCH64_COMPILED_FOR_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>

#include "aarch64/cpu/id_override.h"

/* What the entry code asks about the parts of the architecture that the program uses. */

/* The bits of <muster/arch/compiled_for.h> for the whole program. collect_compiled_for() sets
 * them. */
extern uint32_t program_compiled_for MUSTER_LINK_NAME(program_compiled_for) MUSTER_IN_THIS_PROGRAM;

/* Collects what the files of the program are compiled for. Returns a bit for each part that this
 * CPU lacks. Called by head.S with the MMU off. */
uint32_t collect_compiled_for(void) MUSTER_LINK_NAME(collect_compiled_for);

/* Returns true if the program is compiled for what a CPU has only if the field at @p shift of its
 * ID register is more than @p most. */
bool is_compiled_for(enum id_register which, unsigned int shift, unsigned int most)
    MUSTER_LINK_NAME(is_compiled_for);

#endif
