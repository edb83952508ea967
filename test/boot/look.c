/* SPDX-License-Identifier: MIT */
#include <stdint.h>

#include <muster/app.h>
#include <muster/machine.h>
#include <muster/mmio.h>

#include "args.h"
#include "check.h"

/*
 * usage: boot-look device|ram
 *
 * x0 did not hold the address of a device tree. What the runtime's look for one has left:
 * device: nothing. x0 was the address of QEMU's fw_cfg device, where each read takes bytes off a
 * queue (docs/specs/fw_cfg.rst). After a reset the queue holds the text "QEMU".
 * ram: RAM that is free for the heap, which can be written.
 */

#define FW_CFG_DATA_PA 0x09020000
#define RAM_PA 0x4f000000

int app_main_percpu(unsigned int cpu)
{
    (void)cpu;
    if (arg_is(1, "device")) {
        CHECK(muster_map_device(FW_CFG_DATA_PA, 1) == 0);
        CHECK(muster_mmio_read8(FW_CFG_DATA_PA) == 'Q');
        return 0;
    }
    uint64_t *word = (uint64_t *)RAM_PA;
    __atomic_store_n(word, __atomic_load_n(word, __ATOMIC_RELAXED), __ATOMIC_RELAXED);
    return 0;
}
