/* SPDX-License-Identifier: MIT */
#include <stdarg.h>

#include <muster/console.h>
#include <muster/panic.h>

/* The functions that templates of the C++ library's headers call where they would throw. Each
 * panics, because there are no exceptions here. The names are those of functions in namespace std,
 * as the linker knows them. */

#define DEFINE_THROW(function, exception)                                                          \
    void function(void) __attribute__((noreturn));                                                 \
    void function(void)                                                                            \
    {                                                                                              \
        panic("C++: std::" exception);                                                             \
    }
#define DEFINE_THROW_WITH_TEXT(function, exception)                                                \
    void function(const char *text) __attribute__((noreturn));                                     \
    void function(const char *text)                                                                \
    {                                                                                              \
        panic("C++: std::" exception ": %s", text);                                                \
    }

DEFINE_THROW(_ZSt17__throw_bad_allocv, "bad_alloc")
DEFINE_THROW(_ZSt28__throw_bad_array_new_lengthv, "bad_array_new_length")
DEFINE_THROW(_ZSt16__throw_bad_castv, "bad_cast")
DEFINE_THROW(_ZSt25__throw_bad_function_callv, "bad_function_call")
DEFINE_THROW_WITH_TEXT(_ZSt19__throw_logic_errorPKc, "logic_error")
DEFINE_THROW_WITH_TEXT(_ZSt20__throw_domain_errorPKc, "domain_error")
DEFINE_THROW_WITH_TEXT(_ZSt24__throw_invalid_argumentPKc, "invalid_argument")
DEFINE_THROW_WITH_TEXT(_ZSt20__throw_length_errorPKc, "length_error")
DEFINE_THROW_WITH_TEXT(_ZSt20__throw_out_of_rangePKc, "out_of_range")
DEFINE_THROW_WITH_TEXT(_ZSt21__throw_runtime_errorPKc, "runtime_error")
DEFINE_THROW_WITH_TEXT(_ZSt19__throw_range_errorPKc, "range_error")
DEFINE_THROW_WITH_TEXT(_ZSt22__throw_overflow_errorPKc, "overflow_error")

void _ZSt24__throw_out_of_range_fmtPKcz(const char *format, ...)
    __attribute__((noreturn, format(printf, 1, 2)));
void _ZSt24__throw_out_of_range_fmtPKcz(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    console_printf("muster: C++: ");
    console_vprintf(format, args);
    console_printf("\n");
    va_end(args);
    panic("C++: std::out_of_range");
}
