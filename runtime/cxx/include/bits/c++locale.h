/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_CXX_LOCALE_H
#define MUSTER_CXX_LOCALE_H

/* Names from libstdc++'s locales that its headers mention. Locales serve streams, which are not
 * available here. */
#define _GLIBCXX_NUM_CATEGORIES 0

namespace std
{
typedef int *__c_locale;

int __convert_from_v(const __c_locale &locale, char *to, const int bytes, const char *format, ...);
} // namespace std

#endif
