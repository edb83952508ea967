/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include <muster/panic.h>

#include "cxx/cxx.h"

/* std::terminate() and its handler. libstdc++'s own would bring in exceptions. The names are those
 * of functions in namespace std, as the linker knows them. */

typedef void terminate_handler(void);

terminate_handler *_ZSt13set_terminatePFvvE(terminate_handler *handler);
terminate_handler *_ZSt13get_terminatev(void);
void _ZSt9terminatev(void) __attribute__((noreturn));

/* NULL: panic. Any CPU may set it. */
static terminate_handler *on_terminate;

terminate_handler *_ZSt13set_terminatePFvvE(terminate_handler *handler)
{
    return __atomic_exchange_n(&on_terminate, handler, __ATOMIC_ACQ_REL);
}

terminate_handler *_ZSt13get_terminatev(void)
{
    return __atomic_load_n(&on_terminate, __ATOMIC_ACQUIRE);
}

void _ZSt9terminatev(void)
{
    terminate_handler *handler = _ZSt13get_terminatev();

    if (handler)
        handler();
    panic("C++: std::terminate() called");
}
