/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_CXX_LOCALE_H
#define MUSTER_CXX_LOCALE_H

/* libstdc++'s locales, which are for streams: of these its headers want the names. */
#define _GLIBCXX_NUM_CATEGORIES 0

namespace std
{
typedef int *__c_locale;

int __convert_from_v(const __c_locale &locale, char *to, const int bytes, const char *format, ...);
} // namespace std

#endif
