// SPDX-License-Identifier: MIT
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <forward_list>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include <muster/app.h>
#include <muster/clock.h>

#include "check.h"

/* Uses what of the C++ library is compiled, on all CPUs at once.
 * usage: cxx-linked [terminate|handler] */

namespace
{

void use_trees_and_lists()
{
    std::map<std::string, int> numbers{{"one", 1}, {"two", 2}, {"three", 3}};
    std::set<int> sorted;
    std::list<int> list{3, 1, 2};

    CHECK(numbers.at("three") == 3 && numbers.erase("two") == 1 && numbers.size() == 2);
    for (int i = 100; i > 0; i--)
        sorted.insert(i);
    CHECK(*sorted.begin() == 1 && sorted.size() == 100);
    list.sort();
    list.splice(list.end(), std::list<int>{4});
    CHECK(list.front() == 1 && list.back() == 4);
}

void use_hashes()
{
    std::unordered_map<std::string, unsigned int> lengths;
    std::unordered_set<int> numbers;

    for (unsigned int i = 0; i < 100; i++) {
        lengths[std::string(i, 'x')] = i;
        numbers.insert(static_cast<int>(i * i));
    }
    CHECK(lengths.size() == 100 && lengths.at("xxx") == 3 && numbers.count(81) == 1);
}

void use_pointers(unsigned int cpu)
{
    auto shared = std::make_shared<unsigned int>(cpu);
    std::weak_ptr<unsigned int> weak = shared;

    CHECK(*weak.lock() == cpu);
    CHECK(shared.use_count() == 1);
    shared.reset();
    CHECK(weak.expired());
}

void use_clocks()
{
    auto before = std::chrono::steady_clock::now();
    auto between = static_cast<std::chrono::nanoseconds::rep>(muster_clock_ns());
    auto after = std::chrono::steady_clock::now();

    CHECK(before.time_since_epoch().count() <= between &&
          between <= after.time_since_epoch().count());
    CHECK(std::chrono::system_clock::now().time_since_epoch() >= std::chrono::nanoseconds(0));
}

void on_terminate()
{
    std::puts("the program's own handler");
    std::_Exit(3);
}

} // namespace

int app_main_percpu(unsigned int cpu)
{
    const char *word = muster_app_args()->argc > 1 ? muster_app_args()->argv[1] : "";

    use_trees_and_lists();
    use_hashes();
    use_pointers(cpu);
    use_clocks();
    if (cpu == 0 && std::strcmp(word, "handler") == 0)
        CHECK(!std::set_terminate(on_terminate) && std::get_terminate() == on_terminate);
    if (cpu == 0 && *word)
        std::terminate();
    return 0;
}
