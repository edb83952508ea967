/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_GICV3_REDISTRIBUTORS_H
#define MUSTER_RUNTIME_GICV3_REDISTRIBUTORS_H

#include <stdint.h>

#include <muster/linkage.h>

struct fdt_device;

/* Finds the redistributors of a GICv3, of which each CPU has one (IHI 0069 12.10). */

/* A redistributor has two frames, or four with virtual LPIs. */
#define GICR_FRAME_BYTES UINT64_C(0x10000)

/*
 * Maps the redistributor regions of the controller's node, and calls @p found for each
 * redistributor: with the hardware id of its CPU, and the address of its second frame, which has
 * the registers of the private interrupts.
 *
 * Prints what is wrong with the node, and where a frame stands that is no redistributor. Called by
 * the boot CPU.
 */
void gicv3_find_redistributors(const struct fdt_device *device,
                               void (*found)(uint64_t hwid, uintptr_t private_frame))
    MUSTER_LINK_NAME(gicv3_find_redistributors);

#endif
