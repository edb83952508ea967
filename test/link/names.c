/* SPDX-License-Identifier: MIT */
#include <muster/app.h>

/*
 * An application may define functions and variables with names that the runtime uses in C, and
 * calls its own. It includes no header that declares these.
 */

#define MINE 4711

#define DEFINE_FUNCTION(name)                                                                      \
    int name(void);                                                                                \
    __attribute__((noinline)) int name(void)                                                       \
    {                                                                                              \
        return MINE;                                                                               \
    }
#define DEFINE_VARIABLE(name)                                                                      \
    extern int name;                                                                               \
    int name = MINE;

/* clang-format off */
#define FOR_EACH_FUNCTION(what)                                                                    \
    what(cpu_up) what(cpu_down) what(panic) what(barrier) what(init) what(start) what(main)       \
    what(smp_init) what(secondary_start) what(secondary_entry) what(exception) what(idle)         \
    what(cpu_logical_map) what(get_logical_index) what(cpu_to_node) what(set_cpu_online)          \
    what(console_printf) what(console_write) what(console_init) what(psci_cpu_on)                 \
    what(arm_smccc_hvc) what(arm_smccc_smc) what(cpuhp_setup_state) what(cpuhp_init)              \
    what(setup_per_cpu_areas) what(memory_init) what(irq_dispatch) what(map_image)                \
    what(fdt_scan) what(fdt_init) what(device_map) what(enable_mmu) what(vectors)
#define FOR_EACH_VARIABLE(what)                                                                    \
    what(nr_cpu_ids) what(cpu_online_mask) what(cpu_possible_mask) what(psci_ops)                 \
    what(boot_args) what(root_table) what(per_cpu_offset) what(cpus) what(port) what(scan)
/* clang-format on */

FOR_EACH_FUNCTION(DEFINE_FUNCTION)
FOR_EACH_VARIABLE(DEFINE_VARIABLE)

#define CALL_IS_MINE(name) &&name() == MINE
#define VALUE_IS_MINE(name) &&name == MINE

int app_main_percpu(unsigned int cpu)
{
    (void)cpu;
    return 1 FOR_EACH_FUNCTION(CALL_IS_MINE) FOR_EACH_VARIABLE(VALUE_IS_MINE) ? 0 : 1;
}
