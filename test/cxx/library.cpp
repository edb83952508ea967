/* SPDX-License-Identifier: MIT */
#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <bitset>
#include <cctype>
#include <cerrno>
#include <cfloat>
#include <charconv>
#include <chrono>
#include <climits>
#include <cmath>
#include <compare>
#include <complex>
#include <concepts>
#include <coroutine>
#include <cstdarg>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <functional>
#include <initializer_list>
#include <iterator>
#include <limits>
#include <memory>
#include <new>
#include <numbers>
#include <numeric>
#include <optional>
#include <random>
#include <ranges>
#include <ratio>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <typeinfo>
#include <utility>
#include <variant>
#include <vector>
#include <version>

#include <muster/app.h>

#include "check.h"
#include "rendezvous.h"

/* Uses the header part of the C++ library on all CPUs at once. */

namespace
{

constexpr unsigned int ROUNDS = 2000, COPIES = 3000;

struct rendezvous place;
std::atomic<uint64_t> sum;
std::atomic_flag flag = ATOMIC_FLAG_INIT;
std::shared_ptr<unsigned int> shared;
std::atomic<unsigned int> deleted;

void use_containers(unsigned int cpu)
{
    std::vector<unsigned int> numbers(100);
    std::iota(numbers.begin(), numbers.end(), cpu);
    std::ranges::reverse(numbers);
    numbers.push_back(cpu + 50);
    std::sort(numbers.begin(), numbers.end());
    CHECK(std::is_sorted(numbers.begin(), numbers.end()) && numbers.at(50) == cpu + 50);

    std::string text = "a text " + std::to_string(cpu);
    text.append(100, '.').insert(0, "> ");
    CHECK(text.find("text") == 4 && text.substr(2, 6) == "a text" && text.length() > 108);

    std::array<int, 3> three{1, 2, 3};
    auto [least, most] = std::minmax_element(three.begin(), three.end());
    CHECK(*least == 1 && *most == 3 && std::span(three).size() == 3);

    std::function<unsigned int(unsigned int)> add = [&](unsigned int x) { return x + numbers[0]; };
    CHECK(add(1) == cpu + 1);
    std::variant<int, std::string_view> either = std::string_view("text");
    CHECK(std::get<1>(either).substr(1) == "ext" && !std::optional<int>());
    CHECK(std::popcount(0xffu) == 8 && std::bitset<8>(5).count() == 2);
}

void use_numbers()
{
    std::mt19937 random(5489);
    for (unsigned int i = 1; i < 10000; i++)
        random();
    CHECK(random() == 4123659995u); /* what the standard says */

    volatile double one = 1;
    CHECK(std::abs(std::complex<double>(3 * one, 4 * one)) == 5);
    CHECK(std::fabs(std::sin(std::numbers::pi / 6 * one) - 0.5) < 1e-15);
    const char text[] = "4711x";
    int number = 0;
    CHECK(*std::from_chars(text, text + strlen(text), number).ptr == 'x' && number == 4711);
    CHECK(std::chrono::duration_cast<std::chrono::minutes>(std::chrono::hours(2)).count() == 120);
}

/* Counted by all CPUs, deleted by the last. */
void use_atomics()
{
    for (unsigned int round = 0; round < COPIES; round++) {
        std::vector<std::shared_ptr<unsigned int>> mine(4, shared);
        CHECK(mine[3].use_count() > 4);
    }
    for (unsigned int round = 0; round < ROUNDS; round++) {
        std::shared_ptr<unsigned int> mine = shared;
        while (flag.test_and_set(std::memory_order_acquire))
            cpu_relax();
        ++*mine;
        flag.clear(std::memory_order_release);
        sum.fetch_add(3, std::memory_order_relaxed);
    }
}

} // namespace

int app_main_percpu(unsigned int cpu)
{
    if (cpu == 0)
        shared = std::shared_ptr<unsigned int>(new unsigned int(0), [](unsigned int *number) {
            deleted++;
            delete number;
        });
    rendezvous(&place);
    use_atomics();
    use_containers(cpu);
    use_numbers();
    rendezvous(&place);
    if (cpu == 0) {
        CHECK(sum == UINT64_C(3) * ROUNDS * num_online_cpus());
        CHECK(*shared == ROUNDS * num_online_cpus() && shared.use_count() == 1);
        shared.reset();
        CHECK(deleted == 1);
    }
    return 0;
}
