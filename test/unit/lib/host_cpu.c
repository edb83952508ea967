/* SPDX-License-Identifier: MIT */
#include <muster/arch/cpu.h>

_Thread_local unsigned int host_processor_id;
_Thread_local uintptr_t host_percpu_offset;
