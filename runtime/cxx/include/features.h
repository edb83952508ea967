/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_CXX_FEATURES_H
#define MUSTER_CXX_FEATURES_H

/* The headers of a libstdc++ that was made for glibc ask which glibc there is: none. */
#define __GLIBC_PREREQ(major, minor) 0

#endif
