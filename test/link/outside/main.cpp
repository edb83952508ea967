// SPDX-License-Identifier: MIT
#include <vector>

#include <muster/app.h>
#include <muster/smp.h>

extern "C" {
#include "answer.h"
}

// A constructor before the application, a virtual call, a template, an object of each CPU, a heap.

namespace
{

struct Shape {
    virtual int area() const = 0;
};

template <int side> struct Square final : Shape {
    int area() const override
    {
        return side * side;
    }
};

class Sum
{
  public:
    explicit Sum(const Shape &shape) : total(shape.area())
    {
    }
    int total;
};

thread_local std::vector<unsigned int> own(1, 7);

const Square<7> square;
Sum sum(square);

} // namespace

// Nobody calls it, so neither it nor the library is in the program.
unsigned int not_in_the_program()
{
    return answer();
}

int app_main_percpu(unsigned int cpu)
{
    own.push_back(cpu);
    return sum.total == 49 && own.at(1) == cpu && cpu_online(cpu) ? 0 : 1;
}
