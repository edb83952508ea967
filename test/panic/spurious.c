/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <stdint.h>

#include <muster/app.h>
#include <muster/machine.h>
#include <muster/mmio.h>

#include "args.h"
#include "check.h"

/*
 * usage: panic-spurious CPU retried|for-ever
 *
 * CPU takes a translation fault on an address that is mapped when its handler looks: as on a CPU
 * without FEAT_ETS2, just after another CPU has mapped the address. The linker's option --wrap puts
 * a function in front of the handler (CMakeLists.txt).
 * retried: the function maps the address. The access is made again, and reads the device.
 * for-ever: the function reports another address, which is mapped, with each fault. The CPU must
 * give up and end the program.
 */

/* A virtio transport of QEMU virt, which no driver maps; and what it holds (virtio 1.1, 4.2.2). */
#define TRANSPORT_PA 0x0a000000
#define TRANSPORT_MAGIC 0x74726976
/* An address at which there is nothing. */
#define NOTHING_PA 0x20000000

/* Where the frame of an exception holds FAR, in words (exception_frame.h). */
#define FRAME_FAR 35

void real_exception(uint64_t *frame) __asm__("__real_muster_exception");
void first_exception(uint64_t *frame) __asm__("__wrap_muster_exception");

static uint32_t mapped_word;
/* Written and read by the CPU that faults. */
static bool maps_on_fault, reports_other_address;

void first_exception(uint64_t *frame)
{
    if (__atomic_exchange_n(&maps_on_fault, false, __ATOMIC_RELAXED))
        CHECK(muster_map_device(TRANSPORT_PA, sizeof(uint32_t)) == 0);
    if (__atomic_load_n(&reports_other_address, __ATOMIC_RELAXED))
        frame[FRAME_FAR] = (uintptr_t)&mapped_word;
    real_exception(frame);
}

int app_main_percpu(unsigned int cpu)
{
    if (cpu != arg_number(1))
        return 0;
    if (arg_is(2, "retried")) {
        __atomic_store_n(&maps_on_fault, true, __ATOMIC_RELAXED);
        CHECK(muster_mmio_read32(TRANSPORT_PA) == TRANSPORT_MAGIC);
        CHECK(!__atomic_load_n(&maps_on_fault, __ATOMIC_RELAXED));
        return 0;
    }
    __atomic_store_n(&reports_other_address, true, __ATOMIC_RELAXED);
    return (int)muster_mmio_read32(NOTHING_PA);
}
