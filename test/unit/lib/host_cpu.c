/* SPDX-License-Identifier: MIT */
#include <muster/arch/cpu.h>

_Thread_local unsigned int host_processor_id;
_Thread_local uintptr_t host_percpu_offset;
_Thread_local bool host_irqs_are_masked;
_Thread_local uint64_t host_counter;
uint32_t host_midr;
