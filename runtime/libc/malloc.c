/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <muster/panic.h>
#include <muster/percpu.h>
#include <muster/smp.h>

#include "arch/cpu.h"
#include "libc/at_return.h"
#include "libc/heap.h"
#include "libc/libc_lock.h"
#include "libc/malloc_cache.h"
#include "libc/malloc_heap.h"
#include "libc/tlsf.h"

/*
 * malloc() and its kin, in place of either libc's own. All CPUs share one heap and one lock, and
 * each keeps a few small blocks for itself (malloc_cache.h). Interrupts are masked for a bounded
 * number of steps, so handlers may allocate and free, too.
 *
 * These functions are in one object: a program that defines some of them and calls the others does
 * not link, rather than freeing memory into the wrong heap.
 */

/* Memory is taken from the machine in steps of so many bytes, or more if a block needs more. */
#define STEP_BYTES ((size_t)64 << 10)

static struct tlsf heap; /* protected by malloc_lock */

/* A CPU's cache, and its address once the CPU has begun to use it: the boot does not pay for caches
 * that no CPU uses. Written by the CPU itself. */
static DEFINE_PER_CPU_UNCOPIED(struct malloc_cache, caches);
static DEFINE_PER_CPU(struct malloc_cache *, cache_in_use);

static bool is_power_of_two(size_t number)
{
    return number && (number & (number - 1)) == 0;
}

/* ---- allocating ------------------------------------------------------------------------------ */

/* Adds memory of the machine to the heap, so that a block of @p size_bytes is nearer. Returns false
 * if the machine has no range of memory that is large enough. */
static bool grow(size_t size_bytes, size_t alignment_bytes) __attribute__((noinline, cold));
static bool grow(size_t size_bytes, size_t alignment_bytes)
{
    size_t missing = tlsf_missing_bytes(&heap, size_bytes, alignment_bytes), taken;
    void *memory = missing ? heap_take(missing, STEP_BYTES, &taken) : NULL;

    if (memory)
        tlsf_add(&heap, memory, taken);
    return memory;
}

/* Gives up to CACHE_BATCH blocks of a list back to the heap. Called with interrupts masked. */
static void give_back(struct cache_list *list)
{
    uint64_t flags;
    void *memory;

    if (!list->first)
        return;
    flags = libc_lock_irqsave(&malloc_lock);
    for (unsigned int i = 0; i < CACHE_BATCH && (memory = cache_take(list)); i++)
        tlsf_free(&heap, memory);
    libc_unlock_irqrestore(&malloc_lock, flags);
}

/* Gives a part of a list of this CPU's cache back. Returns false if the list has no block. */
static bool empty_list(size_t list_number)
{
    uint64_t flags = arch_irq_save();
    struct malloc_cache *cache = this_cpu_read(cache_in_use);
    bool has_some = cache && cache->lists[list_number].first;

    if (has_some)
        give_back(&cache->lists[list_number]);
    arch_irq_restore(flags);
    return has_some;
}

/* Gives all blocks of this CPU's cache back. Returns false if there were none. Handlers come in
 * between. */
static bool empty_cache(void) __attribute__((noinline, cold));
static bool empty_cache(void)
{
    bool had_some = false;

    for (size_t list = 0; list < CACHE_LISTS; list++)
        while (empty_list(list))
            had_some = true;
    return had_some;
}

/* Called by a CPU that is about to go down. */
static void leave(void)
{
    empty_cache();
}

/* Begins to use this CPU's cache. Called with interrupts masked. */
static struct malloc_cache *begin_cache(void) __attribute__((noinline, cold));
static struct malloc_cache *begin_cache(void)
{
    struct malloc_cache *cache = this_cpu_ptr(&caches);

    *cache = (struct malloc_cache){.max_bytes = heap_room() / CACHE_PART_OF_MEMORY / nr_cpu_ids};
    if (cache->max_bytes > CACHE_MAX_BYTES)
        cache->max_bytes = CACHE_MAX_BYTES;
    __atomic_store_n(this_cpu_ptr(&cache_in_use), cache, __ATOMIC_RELEASE); /* cached_bytes() */
    libc_at_leave(leave);
    return cache;
}

/* Takes a block from the heap, which becomes larger if need be. */
static void *take_from_heap(size_t size_bytes, size_t alignment_bytes)
{
    uint64_t flags = libc_lock_irqsave(&malloc_lock);
    void *memory;

    do
        memory = tlsf_allocate(&heap, size_bytes, alignment_bytes, false);
    while (!memory && grow(size_bytes, alignment_bytes));
    if (!memory)
        memory = tlsf_allocate(&heap, size_bytes, alignment_bytes, true);
    libc_unlock_irqrestore(&malloc_lock, flags);
    return memory;
}

/* Allocates without the cache, except when all memory is in use: then what this CPU keeps goes back
 * to the heap. */
static __attribute__((noinline)) void *allocate(size_t size_bytes, size_t alignment_bytes)
{
    void *memory = take_from_heap(size_bytes, alignment_bytes);

    if (!memory && empty_cache())
        memory = take_from_heap(size_bytes, alignment_bytes);
    if (!memory)
        errno = ENOMEM;
    return memory;
}

/* Returns how many blocks a list takes from the heap: twice as many as the last time. So a size
 * that is hardly ever used takes no more than it needs. */
static unsigned int next_batch(struct malloc_cache *cache, size_t list_number)
{
    const unsigned int most = cache_batch(list_number), last = cache->batch[list_number];
    const unsigned int batch = last == 0 ? 1 : 2 * last < most ? 2 * last : most;

    cache->batch[list_number] = (uint8_t)batch;
    return batch;
}

/* Takes a few blocks from the heap for the list of a size, with malloc_lock held. A block may be 16
 * bytes larger than needed, and goes to the next list then. */
static void fill(struct malloc_cache *cache, size_t size_bytes, size_t list_number)
{
    for (unsigned int left = next_batch(cache, list_number); --left > 0;) {
        void *memory = tlsf_allocate(&heap, size_bytes, TLSF_ALIGNMENT, false);
        struct cache_list *list;

        if (!memory)
            return;
        list = &cache->lists[cache_list_of(tlsf_block_bytes(memory))];
        if (!list->room) {
            tlsf_free(&heap, memory);
            return;
        }
        cache_put(list, memory);
    }
}

/* Slow path of malloc(): takes a block from the heap, and with the same lock a few more for the
 * cache. */
static void *fill_and_take(size_t size_bytes) __attribute__((noinline));
static void *fill_and_take(size_t size_bytes)
{
    uint64_t flags = libc_lock_irqsave(&malloc_lock);
    struct malloc_cache *cache = this_cpu_read(cache_in_use);
    void *memory = tlsf_allocate(&heap, size_bytes, TLSF_ALIGNMENT, false);

    if (memory && cache)
        fill(cache, size_bytes, cache_list_of(tlsf_block_bytes_for(size_bytes)));
    libc_unlock_irqrestore(&malloc_lock, flags);
    return memory ? memory : allocate(size_bytes, TLSF_ALIGNMENT);
}

void *malloc(size_t size_bytes)
{
    if (size_bytes > CACHE_MAX_BLOCK_BYTES - TLSF_OVERHEAD_BYTES)
        return allocate(size_bytes, TLSF_ALIGNMENT);
    uint64_t flags = arch_irq_save();
    struct malloc_cache *cache = this_cpu_read(cache_in_use);
    void *memory =
        cache ? cache_take(&cache->lists[cache_list_of(tlsf_block_bytes_for(size_bytes))]) : NULL;
    arch_irq_restore(flags);
    return memory ? memory : fill_and_take(size_bytes);
}

/* The size need not be a multiple of the alignment (C17 DR 460). */
void *aligned_alloc(size_t alignment_bytes, size_t size_bytes)
{
    if (is_power_of_two(alignment_bytes))
        return allocate(size_bytes, alignment_bytes);
    errno = EINVAL;
    return NULL;
}

/* ---- freeing --------------------------------------------------------------------------------- */

/* Panics if there is no block in use: it was freed before, or never allocated, or its header was
 * overwritten. Needs no lock: of a block in use, what this reads does not change. */
static inline void check_in_use(const char *function, const void *memory)
{
    if (!tlsf_is_allocated(&heap, memory) || cache_has(memory))
        panic("%s(%p): malloc() has no block in use there", function, memory);
}

/* Takes capacity from another list, one after the other. */
static void shrink_another(struct malloc_cache *cache)
{
    for (size_t looks = 0; looks < CACHE_LISTS; looks++) {
        const size_t number = cache->next_to_shrink;
        struct cache_list *list = &cache->lists[number];

        cache->next_to_shrink = (number + 1) % CACHE_LISTS;
        if (list->capacity) {
            give_back(list);
            uint32_t batch = cache_batch(number), freed = list->room < batch ? list->room : batch;
            list->room -= freed;
            list->capacity -= freed;
            cache->capacity_bytes -= freed * cache_block_bytes(number);
            return;
        }
    }
}

/* Makes room in a full list: the list becomes longer, or gives blocks back to the heap. */
static void make_room(struct malloc_cache *cache, size_t list_number)
{
    struct cache_list *list = &cache->lists[list_number];
    const uint32_t more = cache_batch(list_number);
    const size_t more_bytes = more * cache_block_bytes(list_number);

    if (list->capacity < CACHE_MAX_BLOCKS) {
        if (cache->capacity_bytes + more_bytes > cache->max_bytes)
            shrink_another(cache);
        if (cache->capacity_bytes + more_bytes <= cache->max_bytes) {
            list->capacity += more;
            list->room += more;
            cache->capacity_bytes += more_bytes;
        }
    }
    if (!list->room)
        give_back(list);
}

/* Slow path of free(). */
static void free_slowly(void *memory) __attribute__((noinline));
static void free_slowly(void *memory)
{
    const size_t list_number = cache_list_of(tlsf_block_bytes(memory));
    uint64_t flags = libc_lock_irqsave(&malloc_lock);

    if (list_number < CACHE_LISTS) {
        struct malloc_cache *cache = this_cpu_read(cache_in_use);
        if (!cache)
            cache = begin_cache();
        make_room(cache, list_number);
        if (cache->lists[list_number].room) {
            cache_put(&cache->lists[list_number], memory);
            memory = NULL;
        }
    }
    if (memory)
        tlsf_free(&heap, memory);
    libc_unlock_irqrestore(&malloc_lock, flags);
}

void free(void *memory)
{
    if (!memory)
        return;
    check_in_use("free", memory);
    const size_t list_number = cache_list_of(tlsf_block_bytes(memory));
    if (list_number < CACHE_LISTS) {
        uint64_t flags = arch_irq_save();
        struct malloc_cache *cache = this_cpu_read(cache_in_use);
        bool has_room = cache && cache->lists[list_number].room;
        if (has_room)
            cache_put(&cache->lists[list_number], memory);
        arch_irq_restore(flags);
        if (has_room)
            return;
    }
    free_slowly(memory);
}

/* ---- other sizes ----------------------------------------------------------------------------- */

/* Makes a block larger or smaller where it is. Returns false if there is no room. The last block
 * grows into memory that the heap does not have yet. */
static bool resize(void *memory, size_t size_bytes)
{
    check_in_use("realloc", memory);
    uint64_t flags = libc_lock_irqsave(&malloc_lock);
    bool is_done = tlsf_resize(&heap, memory, size_bytes);

    if (!is_done && tlsf_is_last(&heap, memory)) {
        size_t more_bytes = size_bytes - tlsf_usable_bytes(memory);
        is_done = grow(more_bytes, TLSF_ALIGNMENT) && tlsf_resize(&heap, memory, size_bytes);
    }
    libc_unlock_irqrestore(&malloc_lock, flags);
    return is_done;
}

/* With a size of 0 the block stays, and becomes as small as a block can be. */
void *realloc(void *memory, size_t size_bytes)
{
    if (!memory)
        return malloc(size_bytes);
    if (resize(memory, size_bytes))
        return memory;
    void *larger = malloc(size_bytes);
    if (larger) {
        memcpy(larger, memory, tlsf_usable_bytes(memory));
        free(memory);
    }
    return larger;
}

/* Returns how much a cache holds. It may change meanwhile. */
static size_t bytes_in(const struct malloc_cache *cache)
{
    size_t bytes = 0;

    for (size_t number = 0; number < CACHE_LISTS; number++) {
        const struct cache_list *list = &cache->lists[number];
        uint32_t room = __atomic_load_n(&list->room, __ATOMIC_RELAXED),
                 capacity = __atomic_load_n(&list->capacity, __ATOMIC_RELAXED);
        bytes += room < capacity ? (capacity - room) * cache_block_bytes(number) : 0;
    }
    return bytes;
}

static size_t cached_bytes(void)
{
    size_t bytes = 0;

    for (unsigned int cpu = 0; cpu < nr_cpu_ids; cpu++) {
        const struct malloc_cache *cache =
            __atomic_load_n(per_cpu_ptr(&cache_in_use, cpu), __ATOMIC_ACQUIRE);
        bytes += cache ? bytes_in(cache) : 0;
    }
    return bytes;
}

void malloc_heap_bytes(size_t *all_bytes, size_t *free_bytes)
{
    uint64_t flags = libc_lock_irqsave(&malloc_lock);

    *all_bytes = heap.added_bytes;
    *free_bytes = heap.free_bytes + cached_bytes();
    libc_unlock_irqrestore(&malloc_lock, flags);
}
