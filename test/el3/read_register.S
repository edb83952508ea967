/* SPDX-License-Identifier: MIT */
#include "el3_asm.h"
#include "registers.h"

/*
 * struct reading { uint64_t value, exists; } read_register(uint64_t row)
 * Reads the register of that row of registers.h, at EL3. `exists` is 0 where the CPU has none. The
 * caller has checked the row.
 */

#define READER_BYTES 32

.macro reader register, id, shift
    .balign READER_BYTES
    skip_unless \id, \shift, absent       /* clobbers x1; the field in x1 is more than 0 */
    mrs     x0, \register
    ret
.endm

#define READER(name, encoding, field, level, mask, value) READER_OF(encoding, field)
#define READER_OF(...) reader __VA_ARGS__ ;

    .text
    .global read_register
read_register:
    adr     x1, readers
    add     x0, x1, x0, lsl #5              /* READER_BYTES */
    br      x0

    .balign READER_BYTES
readers:
    READ_REGISTERS(READER)

absent:
    mov     x0, xzr
    mov     x1, xzr
    ret
