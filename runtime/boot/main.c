/* SPDX-License-Identifier: MIT */
#include "app/app.h"
#include "arch/cpu.h"
#include "arch/el3.h"
#include "arch/firmware.h"
#include "arch/generic_timer.h"
#include "base/boot_record.h"
#include "base/boot_times.h"
#include "base/clock.h"
#include "base/cpumask_set.h"
#include "base/ticks.h"
#include "boot/console_port.h"
#include "boot/start.h"
#include "cmdline/cmdline.h"
#include "console/port.h"
#include "console/stack_protector.h"
#include "cpu/cpu_map.h"
#include "cpu/percpu_areas.h"
#include "debug/report.h"
#include "debug/watchdog.h"
#include "devicetree/fdt.h"
#include "devicetree/fdt_scan.h"
#include "devicetree/reserved_memory.h"
#include "hotplug/bring_up.h"
#include "hotplug/fault.h"
#include "hotplug/handshake.h"
#include "hotplug/setup.h"
#include "hotplug/show.h"
#include "hotplug/steps.h"
#include "idle/idle_states.h"
#include "irq/irqchip_init.h"
#include "libc/libc.h"
#include "memory/memory.h"
#include "sync/barrier.h"
#include "time/clock_init.h"
#include "time/rtc.h"
#include "time/timer.h"

/* The boot, as a list: what the boot CPU does, and in which order. */

/* Kept across the switch of stacks. Written and read by the boot CPU only. */
static const struct boot_args *boot_args;
static const struct fdt_scan *scan;

/* Does the second part of the boot, on CPU 0's own stack and with all memory mapped. */
static void start_on_own_stack(void) __attribute__((noreturn, no_stack_protector));
static void start_on_own_stack(void)
{
    set_stack_end_magic(0);
    boot_records[0].entry_el = boot_args->entry_el;
    handshake_init();
    stack_protector_init(scan->rng_seed, scan->rng_seed_bytes);
    if (boot_args->entry_el == ARCH_EL3)
        arch_el3_take(clock_hz());
    arch_firmware_init(&scan->psci);
    cpu_map_init_ops();
    irqchip_init(scan);
    timers_init(scan);
    rtc_init(scan);
    idle_states_init(scan);
    report_init();
    cpuhp_init();
    console_listen();
    watchdog_init();
    barriers_early_init();
    app_init();
    libc_init();
    cpuhp_take_entries();
    cpuhp_show_if_asked();
    fault_apply_options();
    boot_times.smp_begin_ticks = counter_in_order();
    smp_init();
    boot_times.smp_end_ticks = counter_in_order();
    app_release();
    app_run(0);
}

void start(const struct boot_args *args)
{
    boot_args = args;
    clock_early_init();
    scan = fdt_init(args->x0);
    console_early_init();
    console_init(scan);
    fdt_report();
    clock_init(scan);
    arch_event_stream_init(clock_hz());
    cmdline_parse(scan->bootargs);
    arch_choose_atomics();
    cpu_map_init(scan);
    memory_init(scan);
    fdt_exclude_memory();
    reserved_memory_init(scan);
    memory_map(percpu_allocate());
    setup_per_cpu_areas();
    arch_switch_stacks(cpu_stack_top(0), cpu_exception_stack_top(0), start_on_own_stack);
}
