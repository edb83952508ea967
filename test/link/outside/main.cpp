// SPDX-License-Identifier: MIT
#include <memory>
#include <vector>

#include <muster/app.h>
#include <muster/smp.h>

extern "C" {
#include "answer.h"
}

// A constructor before the application, a virtual call, templates of the library, a variable of
// each CPU, and one that the first CPU makes.

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

struct Own {
    std::vector<unsigned int> cpus{num_online_cpus()};
};

const Square<7> square;
thread_local Own own;
Sum sum(square);

} // namespace

// Nobody calls it, so neither it nor the library is in the program.
unsigned int not_in_the_program()
{
    return answer();
}

int app_main_percpu(unsigned int cpu)
{
    static const std::unique_ptr<Sum> once = std::make_unique<Sum>(square);

    own.cpus.push_back(cpu);
    return sum.total == 49 && once->total == 49 && own.cpus.size() == 2 && own.cpus[1] == cpu ? 0
                                                                                              : 1;
}
