/* SPDX-License-Identifier: MIT */
#include "arch/generic_timer.h"
#include "aarch64/cpu/at_el2.h"
#include "aarch64/cpu/sysreg.h"
#include "arch/cpu.h"

/*
 * Sets the CPU's own timer (Arm ARM D11.2), and the event stream that ends each WFE.
 *
 * At EL1 it is the virtual timer: that one exists under every hypervisor, and it compares with the
 * counter that arch_counter() reads, whatever the counter's offset.
 *
 * At EL2 with VHE it is the EL2 physical timer, which the names CNTP_*_EL0 mean there
 * (HCR_EL2.E2H). Many device trees do not name the interrupt of the EL2 virtual timer, and the
 * virtual counter has no offset at EL2 (D11.1.2), so it agrees with the physical one.
 *
 * head.S stops the timer on each CPU's way in.
 */

#define CTL_ENABLE 1

enum arch_timer arch_timer(void)
{
    return is_at_el2() ? ARCH_GENERIC_TIMER_HYP_PHYS : ARCH_TIMER_VIRT;
}

/* The ISBs make a write to the timer take effect before the function returns (D17.1.2). So it has
 * taken effect before the interrupt controller is told that a handler is over, and before a WFI. */
void arch_timer_set(uint64_t value)
{
    const uint64_t enable = CTL_ENABLE;

    if (is_at_el2())
        __asm__ volatile("msr cntp_cval_el0, %0\n\tmsr cntp_ctl_el0, %1\n\tisb"
                         :
                         : "r"(value), "r"(enable)
                         : "memory");
    else
        __asm__ volatile("msr cntv_cval_el0, %0\n\tmsr cntv_ctl_el0, %1\n\tisb"
                         :
                         : "r"(value), "r"(enable)
                         : "memory");
}

void arch_timer_stop(void)
{
    if (is_at_el2())
        __asm__ volatile("msr cntp_ctl_el0, xzr\n\tisb" ::: "memory");
    else
        __asm__ volatile("msr cntv_ctl_el0, xzr\n\tisb" ::: "memory");
}

bool arch_timer_is_set(void)
{
    uint64_t control;

    if (is_at_el2())
        __asm__ volatile("mrs %0, cntp_ctl_el0" : "=r"(control)::"memory");
    else
        __asm__ volatile("mrs %0, cntv_ctl_el0" : "=r"(control)::"memory");
    return (control & CTL_ENABLE) != 0;
}

/* ---- the event stream ---------------------------------------------------------------------- */

/* The value that head.S writes to CNTKCTL_EL1 on the way in of each CPU but the boot CPU. The boot
 * CPU sets it before it starts another. */
uint64_t event_stream MUSTER_LINK_NAME(event_stream) MUSTER_IN_THIS_PROGRAM;

#define EVENTS_PER_S 10000u

void arch_event_stream_init(uint32_t counter_hz)
{
    unsigned int bit = 0;

    /* Bit n of the counter goes from 0 to 1 every 2^(n + 1) ticks. */
    while (bit < CNTKCTL_EVNTI_MAX && counter_hz / EVENTS_PER_S >> (bit + 2))
        bit++;
    event_stream = CNTKCTL_EVNTEN | (uint64_t)bit << CNTKCTL_EVNTI_SHIFT;
    /* there the name means CNTHCTL_EL2, which needs these two bits as well (el2.S) */
    if (is_at_el2())
        event_stream |= CNTHCTL_E2H_EL1PCTEN | CNTHCTL_E2H_EL1PCEN;
    __asm__ volatile("msr cntkctl_el1, %0" : : "r"(event_stream) : "memory");
}
