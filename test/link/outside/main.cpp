// SPDX-License-Identifier: MIT
#include <cerrno>
#include <cstdio>
#include <ctime>
#include <vector>

#include <muster/app.h>
#include <muster/smp.h>

extern "C" {
#include "answer.h"
}
#include "headers.h"

static_assert(CLOCK_MONOTONIC == 4, "both C libraries' <time.h> say so; Linux's says 1");

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

bool are_same(const headers &some, const headers &other)
{
    return some.stat_bytes == other.stat_bytes && some.jmp_buf_bytes == other.jmp_buf_bytes &&
           some.clock_monotonic == other.clock_monotonic && some.path_max == other.path_max &&
           some.error_stream == other.error_stream && some.error_number == other.error_number;
}

} // namespace

// No function calls this one, so neither this one nor the library is in the program.
unsigned int not_in_the_program()
{
    return answer();
}

int app_main_percpu(unsigned int cpu)
{
    const headers seen = headers_seen();

    own.push_back(cpu);
    errno = static_cast<int>(cpu);
    std::fprintf(stderr, "CPU %u: struct stat has %zu bytes\n", cpu, seen.stat_bytes);
    if (!are_same(seen, headers_in_c()) || !are_same(seen, headers_in_library()) ||
        *headers_in_c().error_number != static_cast<int>(cpu))
        return 2;
    return sum.total == 49 && own.at(1) == cpu && cpu_online(cpu) ? 0 : 1;
}
