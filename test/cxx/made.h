/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_TEST_CXX_MADE_H
#define MUSTER_TEST_CXX_MADE_H

/* What the library of replaced.cpp makes. */
struct Made {
    virtual ~Made() = default;
    virtual unsigned int value() const = 0;
};

Made *make(unsigned int value);

#endif
