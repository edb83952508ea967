/* SPDX-License-Identifier: MIT */
#include "libc/libc.h"

#include <unistd.h>

#include <muster/smp.h>

#include "cmdline/cmdline.h"
#include "libc/heap.h"

/* The beginning and end of the libc: heap, environment, constructors and destructors. */

/* The constructors and destructors: arrays of functions that the linker collects. */
typedef void init_function(void);
extern init_function *const init_array_start[] __asm__("__muster_init_array_start")
    __attribute__((visibility("hidden")));
extern init_function *const init_array_end[] __asm__("__muster_init_array_end")
    __attribute__((visibility("hidden")));
extern init_function *const fini_array_start[] __asm__("__muster_fini_array_start")
    __attribute__((visibility("hidden")));
extern init_function *const fini_array_end[] __asm__("__muster_fini_array_end")
    __attribute__((visibility("hidden")));

/* The libc's function that runs atexit() functions. Absent from programs that register none. */
extern void __call_exitprocs(int status, void *unused) __attribute__((weak));

void libc_init(void)
{
    heap_init();
    libc_streams_init();
    environ = cmdline_environment();
    for (init_function *const *function = init_array_start; function < init_array_end; function++)
        (*function)();
}

void libc_run_exit_handlers(int status)
{
    if (__call_exitprocs)
        __call_exitprocs(status, (void *)0);
    /* `next` is static: if a destructor calls exit(), this function runs again and goes on with the
     * next destructor. */
    static init_function *const *next = fini_array_end;
    while (next > fini_array_start)
        (*--next)();
    libc_flush_streams(smp_processor_id());
}
