/* SPDX-License-Identifier: MIT */
#include "coremark.h"

ee_u16 sum_state(const ee_u8 *data, ee_u32 size)
{
    ee_u16 sum = 0;

    for (ee_u32 i = 0; i < size; i++)
        sum = (ee_u16)(sum * 13 + data[i]);
    return sum;
}
