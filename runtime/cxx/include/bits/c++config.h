/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_CXX_CONFIG_H
#define MUSTER_CXX_CONFIG_H

#include_next <bits/c++config.h>

/* Corrects the configuration of a libstdc++ that was built for Linux: takes back what is not
 * available here. */
#undef _GLIBCXX_HAS_GTHREADS
#undef _GLIBCXX_HAVE_LINUX_FUTEX
#undef _GLIBCXX_HAVE_TIMESPEC_GET

/* newlib lacks most of C99's functions for long double, and <cmath> would name them all. */
#if !__has_include(<picolibc.h>)
#undef _GLIBCXX_USE_C99_MATH_TR1
#endif

/* Makes each program instantiate templates such as std::string itself, because the library with the
 * ready-made code is not linked. */
#undef _GLIBCXX_EXTERN_TEMPLATE
#define _GLIBCXX_EXTERN_TEMPLATE 0

#endif
