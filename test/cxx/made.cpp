/* SPDX-License-Identifier: MIT */
#include "made.h"

namespace
{
struct Number : Made {
    explicit Number(unsigned int of) : number(of)
    {
    }
    unsigned int value() const override
    {
        return number;
    }
    unsigned int number;
};
} // namespace

Made *make(unsigned int value)
{
    return new Number(value);
}
