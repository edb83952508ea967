/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_CXX_CONFIG_H
#define MUSTER_CXX_CONFIG_H

#include_next <bits/c++config.h>

/* What a libstdc++ that was made for Linux takes for granted. */
#undef _GLIBCXX_HAS_GTHREADS
#undef _GLIBCXX_HAVE_LINUX_FUTEX
#undef _GLIBCXX_HAVE_TIMESPEC_GET

/* newlib has few of the functions of C99 for long double, which <cmath> would name all. */
#if !__has_include(<picolibc.h>)
#undef _GLIBCXX_USE_C99_MATH_TR1
#endif

/* No template's code is taken from the library, which is not linked: std::string's, for one. */
#undef _GLIBCXX_EXTERN_TEMPLATE
#define _GLIBCXX_EXTERN_TEMPLATE 0

#endif
