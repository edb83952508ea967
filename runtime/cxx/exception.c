/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <stddef.h>

#include <muster/panic.h>

/* What libstdc++'s objects call to throw and to catch. There are no exceptions here: what throws
 * panics. Without these functions the linker would take libstdc++'s, and an unwinder with them. */

void *__cxa_allocate_exception(size_t bytes) __attribute__((noreturn));
void __cxa_throw(void *exception, void *type, void (*destroy)(void *)) __attribute__((noreturn));
void *__cxa_begin_catch(void *exception) __attribute__((noreturn));
void __cxa_end_catch(void) __attribute__((noreturn));
void __cxa_rethrow(void) __attribute__((noreturn));
void __cxa_free_exception(void *exception) __attribute__((noreturn));
int __gxx_personality_v0(void) __attribute__((noreturn));
void _Unwind_Resume(void *exception) __attribute__((noreturn));
bool _ZSt18uncaught_exceptionv(void);
int _ZSt19uncaught_exceptionsv(void);

static void thrown(void) __attribute__((noreturn));
static void thrown(void)
{
    panic("C++: an exception is thrown, and there are none");
}

void *__cxa_allocate_exception(size_t bytes)
{
    (void)bytes;
    thrown();
}

void __cxa_throw(void *exception, void *type, void (*destroy)(void *))
{
    (void)exception;
    (void)type;
    (void)destroy;
    thrown();
}

void *__cxa_begin_catch(void *exception)
{
    (void)exception;
    thrown();
}

void __cxa_end_catch(void)
{
    thrown();
}

void __cxa_rethrow(void)
{
    thrown();
}

void __cxa_free_exception(void *exception)
{
    (void)exception;
    thrown();
}

int __gxx_personality_v0(void)
{
    thrown();
}

void _Unwind_Resume(void *exception)
{
    (void)exception;
    thrown();
}

/* std::uncaught_exception() and std::uncaught_exceptions(). */
bool _ZSt18uncaught_exceptionv(void)
{
    return false;
}

int _ZSt19uncaught_exceptionsv(void)
{
    return 0;
}
