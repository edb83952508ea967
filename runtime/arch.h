/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_RUNTIME_ARCH_H
#define MUSTER_RUNTIME_ARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <muster/arch/cpu.h>
#include <muster/linkage.h>

/*
 * The arch contract: everything the runtime asks of an architecture, and the functions that the
 * architecture calls. arch/aarch64 implements it and includes nothing else of the runtime
 * but boot_record.h, cpu_ops.h and fdt_scan.h's struct fdt_psci.
 *
 * Unless a line says otherwise a function may be called on any CPU at any time, does not wait, and
 * orders nothing.
 */

/* ---- calls into the runtime ------------------------------------------------------------- */

/* What the firmware handed over; in the image, written once by the boot CPU's entry code. */
struct boot_args {
    uint64_t x0, x1, x2, x3;
    uint32_t entry_el; /* the EL the boot CPU came in at */
};

/*
 * The boot CPU's first C function. State: MMU and caches on with the image and nothing else
 * mapped, on the boot stack (SP_EL0), exceptions reported, DAIF masked, FP enabled, .bss zero,
 * relocated, CPU number 0, per-CPU offset 0 (the template).
 */
void start(const struct boot_args *args) MUSTER_LINK_NAME(start) __attribute__((noreturn));

/*
 * Another CPU's first C function. State as for start(), but with the runtime's whole map, the
 * CPU's own stack, number, per-CPU offset and libc thread pointer, all from its boot record.
 */
struct boot_record;
void secondary_start(struct boot_record *record) MUSTER_LINK_NAME(secondary_start)
    __attribute__((noreturn));

/* What an exception has interrupted: the architecture's. */
struct exception_frame;

/*
 * An interrupt, on the IRQ stack with interrupts masked. The FP registers are the program's: what
 * may use them comes between arch_fp_set_aside() and arch_fp_bring_back().
 */
void irq_dispatch(const struct exception_frame *interrupted) MUSTER_LINK_NAME(irq_dispatch);

/*
 * An interrupt that local masking does not keep out, on the exception stack; it may have come
 * anywhere. May use no FP register. Returns whether it was one.
 */
bool nmi_dispatch(const struct exception_frame *interrupted) MUSTER_LINK_NAME(nmi_dispatch);

/*
 * Ends the program after an exception that nothing handles: panic() with a report in the
 * architecture's words. write_report prints the registers through console_printf().
 */
void panic_with_report(const char *reason, void (*write_report)(const void *), const void *context)
    MUSTER_LINK_NAME(panic_with_report) __attribute__((noreturn));

/* Whether @p address is in the page below a CPU's stack, and whose: that CPU ran out of stack. */
bool stack_guard_owner(uintptr_t address, unsigned int *cpu) MUSTER_LINK_NAME(stack_guard_owner);

/* ---- who and where ---------------------------------------------------------------------- */

/* This CPU's hardware id: MPIDR_EL1's affinity bits. */
uint64_t arch_hwid(void) MUSTER_LINK_NAME(arch_hwid);
/* Whether its lowest level is a thread of a core, and not a core (MPIDR_EL1.MT). */
bool arch_hwid_has_threads(void) MUSTER_LINK_NAME(arch_hwid_has_threads);
/* The bits that a hardware id may have. */
#define ARCH_HWID_MASK UINT64_C(0xff00ffffff)
/* The exception level that this CPU runs at. */
unsigned int arch_current_el(void) MUSTER_LINK_NAME(arch_current_el);

/* Decides which atomic instructions the program uses, by what this CPU has and the command line:
 * those of FEAT_LSE or exclusives. The boot CPU, while it is the only one. */
void arch_choose_atomics(void) MUSTER_LINK_NAME(arch_choose_atomics);

/* ---- interrupts and waiting ------------------------------------------------------------- */

/* arch_irq_mask() and its kin, and arch_wait_for_interrupt(), are inline functions in
 * <muster/arch/cpu.h>, and so is arch_counter() below. */
/*
 * Around handlers that may use FP or SIMD registers, on the CPU that was interrupted: those of the
 * program are saved when a handler first uses one, which traps until then, and put back afterwards.
 */
void arch_fp_set_aside(void) MUSTER_LINK_NAME(arch_fp_set_aside);
void arch_fp_bring_back(void) MUSTER_LINK_NAME(arch_fp_bring_back);

/* ---- time ------------------------------------------------------------------------------- */

/* What the CPU says of the counter's frequency: what its firmware has written, 0 if nothing. Only
 * time/clock.c asks; everybody else asks clock_hz(). */
uint32_t arch_counter_hz(void) MUSTER_LINK_NAME(arch_counter_hz);

/* A CPU's timers, in the order of their interrupts in the device tree. */
enum arch_timer {
    ARCH_TIMER_SEC_PHYS,
    ARCH_TIMER_PHYS,
    ARCH_TIMER_VIRT,
    ARCH_TIMER_HYP_PHYS,
    ARCH_TIMER_HYP_VIRT,
};
/* The one that these set, which is stopped when a CPU runs its first C function. */
enum arch_timer arch_timer(void) MUSTER_LINK_NAME(arch_timer);
/* This CPU's interrupt stays pending from when arch_counter() is @p ticks until the next call. */
void arch_timer_set(uint64_t ticks) MUSTER_LINK_NAME(arch_timer_set);
void arch_timer_stop(void) MUSTER_LINK_NAME(arch_timer_stop);

/* Ends every WFE, on this CPU and each that is started from now on, within some 0.1 ms, by an event
 * that a counter of this frequency makes (Arm ARM D11.2.4). */
void arch_event_stream_init(uint32_t counter_hz) MUSTER_LINK_NAME(arch_event_stream_init);

/* ---- memory ----------------------------------------------------------------------------- */

enum arch_map_type {
    ARCH_MAP_RAM,    /* Normal write-back, read and write, never executed */
    ARCH_MAP_RODATA, /* Normal write-back, read only, never executed */
    ARCH_MAP_TEXT,   /* Normal write-back, read only, executed */
    ARCH_MAP_DEVICE, /* Device-nGnRE, read and write, never executed */
};

#define ARCH_PAGE_BYTES 4096u

/*
 * Adds [pa, pa + size_bytes), whole pages, to the identity map with the largest blocks that fit.
 * Entries only ever go from invalid to valid, so no TLB maintenance is needed (Arm ARM D8.14);
 * arch_map_commit() must come before the first access.
 * Returns 0; -EINVAL for a range that is not whole pages, holds page 0 or leaves the physical
 * range; -EEXIST when a part of it is mapped; -ENOMEM without a free table. One caller at a time.
 */
int arch_map(uintptr_t pa, size_t size_bytes, enum arch_map_type type) MUSTER_LINK_NAME(arch_map);
/* As arch_map(), a page that is mapped with this very type already being no error. */
int arch_map_again(uintptr_t pa, size_t size_bytes, enum arch_map_type type)
    MUSTER_LINK_NAME(arch_map_again);
/* Makes all that arch_map() has written visible to every CPU's table walks. */
void arch_map_commit(void) MUSTER_LINK_NAME(arch_map_commit);
/* The most table pages that mapping [pa, pa + size_bytes) in separate 4 KiB pages can take. */
size_t arch_map_tables_for(uintptr_t pa, size_t size_bytes) MUSTER_LINK_NAME(arch_map_tables_for);
/* Gives the map more table pages; [pa, pa + size_bytes) is mapped and belongs to the map then. */
void arch_map_add_tables(uintptr_t pa, size_t size_bytes) MUSTER_LINK_NAME(arch_map_add_tables);

/* Whether the MMU and caches of this CPU are on: without them no atomic operation may be used. */
bool arch_caches_on(void) MUSTER_LINK_NAME(arch_caches_on);

/* Reads a word at a mapped address that may not answer. Returns whether it did. */
bool arch_probe_u32(uintptr_t pa, uint32_t *value) MUSTER_LINK_NAME(arch_probe_u32);

/* ---- starting and stopping -------------------------------------------------------------- */

/* Makes a boot record readable by a CPU whose caches are off; a barrier as well (DSB). */
void arch_publish_boot_record(const struct boot_record *record)
    MUSTER_LINK_NAME(arch_publish_boot_record);

/* Goes on in @p function at the top of these stacks, with the FP state of a CPU that has just been
 * started; the caller's frames may be on them. */
void arch_switch_stacks(uintptr_t stack_top, uintptr_t exception_stack_top, void (*function)(void))
    MUSTER_LINK_NAME(arch_switch_stacks) __attribute__((noreturn));
/* The per-CPU registers of the boot CPU, once its area exists. */
void arch_set_percpu_offset(uintptr_t offset) MUSTER_LINK_NAME(arch_set_percpu_offset);
void arch_set_thread_pointer(uintptr_t pointer) MUSTER_LINK_NAME(arch_set_thread_pointer);
/* Bytes between the thread pointer and the TLS data for data of this alignment. */
size_t arch_tls_offset_bytes(size_t alignment) MUSTER_LINK_NAME(arch_tls_offset_bytes);

/* A semihosting call with its block of arguments, and its answer in @p result. Returns whether
 * somebody has answered; otherwise there is no result. */
bool arch_semihosting_call(unsigned int operation, const void *block, long *result)
    MUSTER_LINK_NAME(arch_semihosting_call);

/* Reads the firmware's version and functions. struct fdt_psci is what the device tree says. */
struct fdt_psci;
void arch_firmware_init(const struct fdt_psci *psci) MUSTER_LINK_NAME(arch_firmware_init);

/* ---- interrupt controller: the system-register half of GICv3 ----------------------------- */

void arch_gicv3_cpu_enable(void) MUSTER_LINK_NAME(arch_gicv3_cpu_enable);
/* Takes no interrupt any more, pending ones stay pending. */
void arch_gicv3_cpu_disable(void) MUSTER_LINK_NAME(arch_gicv3_cpu_disable);
bool arch_gicv3_available(void) MUSTER_LINK_NAME(arch_gicv3_available);
uint32_t arch_gicv3_acknowledge(void) MUSTER_LINK_NAME(arch_gicv3_acknowledge);
void arch_gicv3_end(uint32_t intid) MUSTER_LINK_NAME(arch_gicv3_end);
/* The CPU with that hardware id as a target of SGIs. Targets whose bits differ only below
 * ARCH_GICV3_LIST_BITS may be combined by OR. */
uint64_t arch_gicv3_target(uint64_t hwid) MUSTER_LINK_NAME(arch_gicv3_target);
#define ARCH_GICV3_LIST_BITS 16
/* Sends SGI @p intid; earlier stores are visible to the CPUs first. */
void arch_gicv3_send(uint64_t target, uint32_t intid) MUSTER_LINK_NAME(arch_gicv3_send);
/* The same for group 0, whose interrupts come as FIQs, which local_irq_disable() does not mask;
 * lets the calling CPU take them; takes the pending one; and ends it. */
void arch_gicv3_send_nmi(uint64_t target, uint32_t intid) MUSTER_LINK_NAME(arch_gicv3_send_nmi);
void arch_gicv3_nmi_enable(void) MUSTER_LINK_NAME(arch_gicv3_nmi_enable);
/* Takes none any more. */
void arch_gicv3_nmi_disable(void) MUSTER_LINK_NAME(arch_gicv3_nmi_disable);
/* Whether group 0 is not a more privileged level's. */
bool arch_gicv3_has_group0(void) MUSTER_LINK_NAME(arch_gicv3_has_group0);
uint32_t arch_gicv3_nmi_acknowledge(void) MUSTER_LINK_NAME(arch_gicv3_nmi_acknowledge);
void arch_gicv3_nmi_end(uint32_t intid) MUSTER_LINK_NAME(arch_gicv3_nmi_end);
/* Sends SGI @p intid to every CPU but this one; all earlier stores are visible to them first. */
void arch_gicv3_send_all_others(uint32_t intid) MUSTER_LINK_NAME(arch_gicv3_send_all_others);

/* ---- reports ---------------------------------------------------------------------------- */

/* Who has called whom: return addresses, innermost first, and which of them are none, but where an
 * exception has come from (a bit each, the lowest the first). */
#define BACKTRACE_MAX 32
struct backtrace {
    uintptr_t addresses[BACKTRACE_MAX];
    uint32_t interrupted;
    uint32_t count;
};
/* Takes it from a frame that arch_frame_pointer() or arch_interrupted_frame_pointer() returned, of
 * a CPU that stays below it; no longer than that takes, in any context; uses no FP register. */
void arch_backtrace_take(struct backtrace *trace, uintptr_t frame_pointer)
    MUSTER_LINK_NAME(arch_backtrace_take);
/* The frame of the function that calls; good until that returns. */
uintptr_t arch_frame_pointer(void) MUSTER_LINK_NAME(arch_frame_pointer);
/* Of an interrupted program: its innermost frame, where it was, and whether it had interrupts
 * masked. */
uintptr_t arch_interrupted_frame_pointer(const struct exception_frame *frame)
    MUSTER_LINK_NAME(arch_interrupted_frame_pointer);
uintptr_t arch_interrupted_pc(const struct exception_frame *frame)
    MUSTER_LINK_NAME(arch_interrupted_pc);
bool arch_interrupted_masks(const struct exception_frame *frame)
    MUSTER_LINK_NAME(arch_interrupted_masks);

#endif
