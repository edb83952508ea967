// SPDX-License-Identifier: MIT
// The port's <pthread.h> in a program in C++: a thread on every other CPU.
#include <pthread.h>

#include <muster/smp.h>

static void *add_one(void *sum)
{
    __atomic_add_fetch(static_cast<unsigned int *>(sum), 1, __ATOMIC_RELAXED);
    return sum;
}

int main()
{
    pthread_t threads[NR_CPUS];
    unsigned int sum = 0;
    void *result;

    for (unsigned int i = 1; i < nr_cpu_ids; i++)
        if (pthread_create(&threads[i], nullptr, add_one, &sum) != 0)
            return 1;
    for (unsigned int i = 1; i < nr_cpu_ids; i++)
        if (pthread_join(threads[i], &result) != 0 || result != &sum)
            return 2;
    return sum == nr_cpu_ids - 1 ? 0 : 3;
}
