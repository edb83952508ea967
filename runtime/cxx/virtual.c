/* SPDX-License-Identifier: MIT */
#include <muster/panic.h>

#include "cxx/cxx.h"

/* What is called in place of a virtual function that a class does not have. */

void __cxa_pure_virtual(void)
{
    panic("a pure virtual function was called: in a constructor or destructor, or after it");
}

void __cxa_deleted_virtual(void)
{
    panic("a deleted virtual function was called");
}
