/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <muster/app.h>
#include <muster/cpuhp.h>
#include <muster/machine.h>
#include <muster/panic.h>
#include <muster/psci.h>
#include <muster/smp.h>

/*
 * Panics after each line of the boot list, and at places on a CPU's way up: one place in each boot
 * of one machine. The end of a panic resets the machine, and so begins the next boot. Then does it
 * all again with an exception at each place.
 *
 * The linker's option --wrap puts the functions of boot_steps.S around those that the boot calls.
 * They call passed() with the number of the place. boot_steps.S is made from the boot's
 * own source (CMakeLists.txt), so that a new line of the list is tested too.
 */

/* QEMU's reset keeps memory, but loads the program anew; it also keeps the calendar clock's match
 * register (PL031, DDI 0224, RTCMR). The register counts the boots. */
#define RTC_PA 0x09010000
#define RTCMR ((volatile uint32_t *)(RTC_PA + 4))

#define SECONDARY 1
#define NOT_REACHED_STATUS 98

extern const char *const boot_step_names[];
/* How many places there are, and the first one of those on CPU SECONDARY. */
extern const struct {
    uint32_t count, first_of_secondary;
} boot_steps;
#define STEPS boot_steps.count
/* The last two places have no wrapper. */
#define STEP_ONLINE (STEPS - 2)
#define STEP_APP (STEPS - 1)

bool arch_caches_on(void) __asm__("muster_arch_caches_on");
void real_exit(unsigned int status) __asm__("__real_muster_semihosting_exit");
void next_boot(unsigned int status) __asm__("__wrap_muster_semihosting_exit");
void next_boot_uncached(void) __asm__("__wrap_muster_arch_leave_machine");
void passed(unsigned int step) __asm__("boot_step_passed");

/* Returns how many boots have ended: the number of the place to panic at, plus STEPS for an
 * exception there. */
static unsigned int boots(void)
{
    if (arch_caches_on()) /* otherwise no map is in use */
        muster_map_device(RTC_PA, sizeof(uint32_t));
    return *RTCMR;
}

/* Ends this boot if it is the one for this place. A line may come to its place on several CPUs. */
void passed(unsigned int step)
{
    unsigned int cpu = step < boot_steps.first_of_secondary ? 0 : SECONDARY;

    if (boots() == 2 * STEPS || step != boots() % STEPS || smp_processor_id() != cpu)
        return;
    if (boots() < STEPS)
        panic("at %s", boot_step_names[step]);
    __builtin_trap();
}

/* Begins the next boot in place of the semihosting call that ends the emulator. Calls the firmware
 * itself, because the boot may not know it yet. */
void next_boot(unsigned int status)
{
    const uint32_t psci_system_reset = 0x84000009;
    struct arm_smccc_res unused;

    if (boots() == 2 * STEPS)
        real_exit(status);
    *RTCMR = boots() + 1;
    arm_smccc_hvc(psci_system_reset, 0, 0, 0, 0, 0, 0, 0, &unused);
}

/* The same for a report with the MMU off. */
void next_boot_uncached(void)
{
    next_boot(0);
}

/* ---- places that are no function's end ---------------------------------------------------- */

static int in_online(unsigned int cpu)
{
    (void)cpu;
    passed(STEP_ONLINE);
    return 0;
}
MUSTER_CPUHP_STATE(online, CPUHP_AP_ONLINE_DYN, "test:online", in_online, NULL);

int app_main_percpu(unsigned int cpu)
{
    passed(STEP_APP);
    return boots() == 2 * STEPS || cpu == SECONDARY ? 0 : NOT_REACHED_STATUS;
}
