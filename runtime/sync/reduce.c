/* SPDX-License-Identifier: MIT */
#include <muster/reduce.h>

#include <errno.h>
#include <string.h>

/* The values of all CPUs of a barrier: combined by rank 0, in the order of the ranks. */

static void combine_all(struct muster_barrier *barrier, void (*combine)(void *, const void *))
{
    void *result = this_cpu_ptr(barrier->nodes)->value;
    unsigned int cpu;

    for_each_possible_cpu (cpu) {
        const struct muster_barrier_node *node = per_cpu_ptr(barrier->nodes, cpu);
        if (node->is_in && node->rank != 0)
            combine(result, node->value);
    }
    barrier->result = result;
}

int muster_reduce(struct muster_barrier *barrier, void *value, size_t bytes,
                  void (*combine)(void *into, const void *from))
{
    this_cpu_ptr(barrier->nodes)->value = value;
    int error = muster_barrier_wait(barrier);
    if (error)
        return error;
    if (muster_barrier_rank(barrier) == 0)
        combine_all(barrier, combine);
    error = muster_barrier_wait(barrier);
    if (!error && value != barrier->result)
        memcpy(value, barrier->result, bytes);
    return error ? error : muster_barrier_wait(barrier);
}

int muster_broadcast(struct muster_barrier *barrier, unsigned int from_rank, void *value,
                     size_t bytes)
{
    if (from_rank >= muster_barrier_size(barrier))
        return -EINVAL;
    if (muster_barrier_rank(barrier) == from_rank)
        barrier->result = value;
    int error = muster_barrier_wait(barrier);
    if (!error && value != barrier->result)
        memcpy(value, barrier->result, bytes);
    return error ? error : muster_barrier_wait(barrier);
}
