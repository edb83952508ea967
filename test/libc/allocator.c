/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <malloc.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <muster/app.h>
#include <muster/timer.h>

#include "check.h"
#include "rendezvous.h"

/*
 * What malloc() and its kin promise: alignment, contents, sizes, errors. Then all CPUs allocate,
 * while a timer's handler on each CPU does so, too.
 */

#define PAGE_BYTES 4096
#define FUNDAMENTAL _Alignof(max_align_t)
#define KIB ((size_t)1 << 10)

/* Functions that not all headers of both libcs declare. */
void *pvalloc(size_t size_bytes);
void cfree(void *memory);
int asprintf(char **text, const char *format, ...);
int posix_memalign(void **memory, size_t alignment_bytes, size_t size_bytes);

/* Returns the address, about which the compiler then knows nothing. */
static uintptr_t address_of(const void *memory)
{
    volatile uintptr_t address = (uintptr_t)memory;

    return address;
}

/* Returns a size that the compiler does not know. */
static size_t unknown(size_t size_bytes)
{
    volatile size_t size = size_bytes;

    return size;
}

static bool is_aligned(const void *memory, size_t alignment_bytes)
{
    return memory && address_of(memory) % alignment_bytes == 0;
}

static bool is_full_of(const unsigned char *memory, unsigned char byte, size_t size_bytes)
{
    for (size_t i = 0; i < size_bytes; i++)
        if (memory[i] != byte)
            return false;
    return true;
}

/* ---- one CPU --------------------------------------------------------------------------------- */

/* An instruction that faults when its operand is not aligned. */
static void exchange_16_bytes(void *memory)
{
    unsigned __int128 *number = memory, expected = 0;

    *number = 0;
    CHECK(__atomic_compare_exchange_n(number, &expected, 5, false, __ATOMIC_SEQ_CST,
                                      __ATOMIC_SEQ_CST));
}

static void every_block_is_aligned(void)
{
    void *blocks[4 * 64], **block = blocks;

    for (size_t i = 0; i < 64; i++) {
        size_t bytes = i < 32 ? i : (i * i * 37) % (5 * PAGE_BYTES);
        *block++ = malloc(bytes);
        *block++ = calloc(1, bytes);
        *block++ = realloc(NULL, bytes);
        *block++ = realloc(malloc(bytes / 2), bytes);
    }
    while (block-- > blocks) {
        CHECK(is_aligned(*block, FUNDAMENTAL));
        if (malloc_usable_size(*block) >= 16)
            exchange_16_bytes(*block);
        free(*block);
    }
}

static void alignments_that_are_asked_for(void)
{
    for (size_t alignment = 1; alignment <= 1024 * KIB; alignment *= 2) {
        void *memory = memalign(alignment, 100), *more = aligned_alloc(alignment, 3 * alignment);
        CHECK(is_aligned(memory, alignment) && is_aligned(memory, FUNDAMENTAL));
        CHECK(is_aligned(more, alignment));
        memset(more, 1, 3 * alignment);
        free(more);
        free(memory);
        int error = posix_memalign(&memory, alignment, 100);
        CHECK(error == (alignment < sizeof(void *) ? EINVAL : 0));
        if (!error) {
            CHECK(is_aligned(memory, alignment));
            free(memory);
        }
    }
    void *unchanged = NULL;
    CHECK(posix_memalign(&unchanged, 24, 100) == EINVAL && !unchanged);
    CHECK(posix_memalign(&unchanged, 0, 100) == EINVAL && !unchanged);
    CHECK(!memalign(unknown(24), 100) && errno == EINVAL);
    void *page = valloc(10), *pages = pvalloc(PAGE_BYTES + 1);
    CHECK(is_aligned(page, PAGE_BYTES) && is_aligned(pages, PAGE_BYTES));
    CHECK(malloc_usable_size(pages) >= 2 * PAGE_BYTES);
    free(page);
    cfree(pages);
}

/* calloc() clears, also memory that was used before, and malloc() knows how much may be used. */
static void contents(void)
{
    for (size_t bytes = 0; bytes < 300 * KIB; bytes = bytes * 3 + 7) {
        unsigned char *memory = malloc(bytes);
        CHECK(malloc_usable_size(memory) >= bytes);
        memset(memory, 0xaa, malloc_usable_size(memory));
        free(memory);
        memory = calloc(bytes, 1);
        CHECK(is_full_of(memory, 0, bytes));
        free(memory);
    }
    CHECK(malloc_usable_size(NULL) == 0);
    free(NULL);
}

static void realloc_keeps_contents(void)
{
    unsigned char *memory = malloc(1), *wall = malloc(1);

    memory[0] = 7;
    for (size_t bytes = 1; bytes < 200 * KIB; bytes = bytes * 2 + 3) {
        memory = realloc(memory, 2 * bytes + 3);
        CHECK(is_full_of(memory, 7, bytes));
        memset(memory, 7, 2 * bytes + 3);
    }
    memory = realloc(memory, 50);
    CHECK(is_full_of(memory, 7, 50));
    memory = realloc(memory, 0); /* still a block */
    CHECK(memory);
    free(memory);
    free(wall);
}

/* A block grows where it is when what follows is free, be it a block or the end of the heap. */
static void realloc_stays_in_place(void)
{
    char *memory = malloc(100 * KIB), *next = malloc(100 * KIB), *last = malloc(500 * KIB);
    uintptr_t at = address_of(memory), last_at = address_of(last);

    free(next);
    memory = realloc(memory, 150 * KIB);
    CHECK(address_of(memory) == at);
    memory = realloc(memory, 10 * KIB);
    CHECK(address_of(memory) == at);
    for (size_t kib = 600; kib <= 8000; kib += 400) {
        last = realloc(last, kib * KIB);
        CHECK(address_of(last) == last_at);
    }
    free(last);
    free(memory);
}

static void what_cannot_be_is_refused(void)
{
    static const size_t sizes[] = {SIZE_MAX,        SIZE_MAX - 15,
                                   PTRDIFF_MAX,     (size_t)PTRDIFF_MAX + 1,
                                   (size_t)1 << 47, (size_t)1 << 40};
    void *memory = malloc(10), *kept = memory;

    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        errno = 0;
        CHECK(!malloc(unknown(sizes[i])) && errno == ENOMEM);
        errno = 0;
        CHECK(!realloc(memory, unknown(sizes[i])) && errno == ENOMEM);
        CHECK(!memalign(PAGE_BYTES, unknown(sizes[i])) && !pvalloc(unknown(sizes[i])));
        errno = 0;
        CHECK(posix_memalign(&kept, PAGE_BYTES, sizes[i]) == ENOMEM && !errno && kept == memory);
    }
    errno = 0;
    CHECK(!calloc(unknown((size_t)1 << 32), unknown((size_t)1 << 32)) && errno == ENOMEM);
    free(memory);
}

/* All of the memory goes into one block, and again after that. */
static void the_largest_block_can_be_had_again(void)
{
    size_t bytes = (size_t)4 << 30;

    void *memory;
    while (!(memory = malloc(bytes)))
        bytes -= 64 * KIB;
    for (unsigned int i = 0; i < 3; i++) {
        free(memory);
        memory = malloc(bytes);
        CHECK(memory);
        CHECK(!malloc(64 * KIB * 64));
    }
    free(memory);
}

/* ---- all CPUs, and their handlers ------------------------------------------------------------ */

#define PERIOD_NS 30000
#define SLOTS 8
#define MIN_HANDLER_CALLS 50

/* Blocks of a CPU, or of its handler. */
struct user {
    unsigned char *blocks[SLOTS];
    size_t size_bytes[SLOTS];
    uint32_t calls;
};
static struct user programs[NR_CPUS], handlers[NR_CPUS];

static void exchange(struct user *user, unsigned char byte)
{
    unsigned int slot = user->calls++ % SLOTS;
    size_t size_bytes = user->calls * 2654435761u >> 22;

    CHECK(is_full_of(user->blocks[slot], byte, user->size_bytes[slot]));
    if (user->calls & 1) {
        free(user->blocks[slot]);
        user->blocks[slot] = malloc(size_bytes);
    } else {
        user->blocks[slot] = realloc(user->blocks[slot], size_bytes);
    }
    CHECK(user->blocks[slot]);
    user->size_bytes[slot] = size_bytes;
    memset(user->blocks[slot], byte, size_bytes);
}

static void release_all(struct user *user)
{
    for (unsigned int i = 0; i < SLOTS; i++)
        free(user->blocks[i]);
}

static void on_timer(struct muster_timer *timer)
{
    (void)timer;
    exchange(&handlers[smp_processor_id()], (unsigned char)(0x80 + smp_processor_id()));
}

static void allocate_with_handlers(unsigned int cpu)
{
    struct muster_timer timer = MUSTER_TIMER_INIT(on_timer, NULL);

    CHECK(muster_timer_start_periodic(&timer, PERIOD_NS) == 0);
    WAIT_LOOP((exchange(&programs[cpu], (unsigned char)cpu),
               __atomic_load_n(&handlers[cpu].calls, __ATOMIC_RELAXED) >= MIN_HANDLER_CALLS),
              LONG_WAIT_LIMIT_MS, "the handler has allocated often enough");
    CHECK(muster_timer_cancel_sync(&timer) >= 0);
    release_all(&programs[cpu]);
    release_all(&handlers[cpu]);
}

/* The libc's own functions take memory from the same heap, so the program can free it. */
static void the_libcs_blocks_can_be_freed(void)
{
    char *text, *copy = strdup("a copy");

    CHECK(is_aligned(copy, FUNDAMENTAL) && malloc_usable_size(copy) >= sizeof("a copy"));
    copy = realloc(copy, KIB);
    CHECK(copy && strcmp(copy, "a copy") == 0);
    free(copy);
    CHECK(asprintf(&text, "%d", 12345) == 5 && strcmp(text, "12345") == 0);
    free(text);
}

int app_main_percpu(unsigned int cpu)
{
    static struct rendezvous alone_done;

    if (cpu == 0) {
        realloc_stays_in_place(); /* first: the heap has no holes yet */
        every_block_is_aligned();
        alignments_that_are_asked_for();
        contents();
        realloc_keeps_contents();
        what_cannot_be_is_refused();
        the_libcs_blocks_can_be_freed();
        the_largest_block_can_be_had_again();
    }
    rendezvous(&alone_done);
    allocate_with_handlers(cpu);
    return 0;
}
