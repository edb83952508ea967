/* SPDX-License-Identifier: MIT */
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <vector>

#include <muster/app.h>
#include <muster/order.h>

#include "args.h"
#include "check.h"
#include "rendezvous.h"

/*
 * usage: cxx-objects all|exit|recursive|memory|range|pure
 *
 * Objects and their lives: static ones, local ones that all CPUs want at once, one for each CPU,
 * and those on the heap. Each of the other words ends the program in its own way.
 */

/* Not in the nameless namespace, where a compiler knows that there is one kind of shape. */
struct Shape;
Shape *volatile shape; /* so that the compiler does not know which one it is */

struct Shape {
    Shape()
    {
        shape = this;
        (void)shape->area();
    }
    virtual ~Shape() = default;
    virtual double area() = 0;
};
struct Square : Shape {
    double area() override
    {
        return 4;
    }
};

namespace
{

struct rendezvous place;
uint32_t static_made, static_destroyed, local_made, local_destroyed, own_made, own_destroyed;
bool own_is_destroyed[NR_CPUS];

/* ---- static objects ----------------------------------------------------------------------- */

/* The first to be made and the last to go: sees that all others have gone. */
struct Witness {
    ~Witness()
    {
        CHECK(static_destroyed == static_made && local_destroyed == local_made);
        CHECK(own_destroyed == own_made || arg_is(1, "exit"));
        CHECK(own_is_destroyed[smp_processor_id()]);
        printf("destroyed in order\n");
    }
};
__attribute__((init_priority(101))) Witness witness;

struct Static {
    explicit Static(uint32_t order) : number(order)
    {
        CHECK(static_made++ == number);
    }
    ~Static()
    {
        CHECK(static_made - static_destroyed++ == number + 1);
    }
    uint32_t number;
};
/* Out of order, as priorities go. */
__attribute__((init_priority(103))) Static third(2);
__attribute__((init_priority(102))) Static first(0), second(1);
Static fourth(3), fifth(4);

/* ---- static objects of functions ---------------------------------------------------------- */

constexpr unsigned int LOCALS = 50; /* more than some libcs have places for in atexit() */

struct Local {
    explicit Local(unsigned int which) : number(which)
    {
        relax(200); /* so that the others come in between */
        value = number + 1;
        __atomic_add_fetch(&local_made, 1, __ATOMIC_RELAXED);
    }
    ~Local()
    {
        CHECK(value == number + 1);
        local_destroyed++;
    }
    unsigned int number, value = 0;
};

template <unsigned int NUMBER> unsigned int value_of_local()
{
    static Local local(NUMBER);
    return local.value;
}

template <unsigned int NUMBER> void use_locals()
{
    if constexpr (NUMBER % 8 == 0)
        rendezvous(&place);
    CHECK(value_of_local<NUMBER>() == NUMBER + 1);
    if constexpr (NUMBER > 0)
        use_locals<NUMBER - 1>();
}

unsigned int needs_itself(unsigned int depth)
{
    static unsigned int value = depth < 1000 ? needs_itself(depth + 1) : depth;
    return value;
}

/* ---- objects of each CPU ------------------------------------------------------------------ */

struct Own {
    Own() : cpu(smp_processor_id())
    {
        __atomic_add_fetch(&own_made, 1, __ATOMIC_RELAXED);
    }
    ~Own()
    {
        CHECK(cpu == smp_processor_id());
        own_is_destroyed[cpu] = true;
        __atomic_add_fetch(&own_destroyed, 1, __ATOMIC_RELAXED);
    }
    unsigned int cpu, uses = 0;
};
thread_local Own own;

void use_own(unsigned int cpu)
{
    CHECK(own.cpu == cpu && own.uses++ == 0);
    rendezvous(&place);
    CHECK(own.uses == 1 && own_made == num_online_cpus());
}

/* ---- the heap ----------------------------------------------------------------------------- */

struct Wide {
    alignas(256) char bytes[300];
};

constexpr size_t TOO_MUCH = SIZE_MAX / 4;

void use_heap()
{
    for (unsigned int i = 0; i < 100; i++) {
        auto *numbers = new unsigned int[i + 1]{i};
        auto *wide = new Wide;
        auto *more = new Wide[3];
        CHECK(numbers[0] == i && (i == 0 || numbers[1] == 0));
        CHECK((uintptr_t)wide % 256 == 0 && (uintptr_t)more % 256 == 0);
        delete[] numbers;
        delete wide;
        delete[] more;
    }
    CHECK(!::operator new(TOO_MUCH, std::nothrow));
    CHECK(!::operator new(TOO_MUCH, std::align_val_t(64), std::nothrow));
    void *empty = ::operator new(0);
    CHECK(empty);
    ::operator delete(empty);
}

int panic_by(const char *what)
{
    std::vector<int> numbers(3);

    if (what[0] == 'r' && what[1] == 'e')
        return (int)needs_itself(0);
    if (what[0] == 'm')
        ::operator delete(::operator new(TOO_MUCH));
    if (what[0] == 'r')
        return numbers.at((size_t)muster_app_args()->argc + 2);
    return Square().area() == 4;
}

} // namespace

int app_main_percpu(unsigned int cpu)
{
    if (!arg_is(1, "all") && !arg_is(1, "exit"))
        return cpu == 0 ? panic_by(arg_text(1)) : 0;
    CHECK(static_made == 5);
    use_locals<LOCALS - 1>();
    use_own(cpu);
    use_heap();
    rendezvous(&place);
    CHECK(local_made == LOCALS);
    rendezvous(&place);
    if (arg_is(1, "exit") && cpu == 1) {
        CHECK(own_destroyed < num_online_cpus());
        exit(7);
    }
    return 0;
}
