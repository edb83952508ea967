/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_CXX_FEATURES_H
#define MUSTER_CXX_FEATURES_H

/* Answers the question of libstdc++'s headers which glibc there is: none. */
#define __GLIBC_PREREQ(major, minor) 0

#endif
