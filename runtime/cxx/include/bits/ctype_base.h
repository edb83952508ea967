/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_CXX_CTYPE_BASE_H
#define MUSTER_CXX_CTYPE_BASE_H

/* Character classes of libstdc++'s locales. The installed header takes glibc's bits for them; here
 * each class has a bit of its own, and glibc is not needed. */
namespace std
{
struct ctype_base {
    typedef const int *__to_type;
    typedef unsigned short mask;
    static const mask upper = 1 << 0, lower = 1 << 1, alpha = 1 << 2, digit = 1 << 3;
    static const mask xdigit = 1 << 4, space = 1 << 5, print = 1 << 6, punct = 1 << 7;
    static const mask cntrl = 1 << 8, blank = 1 << 9;
    static const mask alnum = alpha | digit, graph = alnum | punct;
};
} // namespace std

#endif
