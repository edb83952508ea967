/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <pthread.h>
#include <stddef.h>

#include "check.h"

/* Checks what the pthread example refuses, and threads that are made again. With three CPUs. */

static pthread_mutex_t mutex;

static void *is_self(void *argument)
{
    CHECK(pthread_mutex_trylock(&mutex) == EBUSY);
    CHECK(!pthread_equal(pthread_self(), *(pthread_t *)argument));
    CHECK(pthread_join(pthread_self(), NULL) == EDEADLK);
    return &mutex;
}

int main(void)
{
    const pthread_attr_t attributes = {0};
    pthread_t self = pthread_self(), first, second, third;
    pthread_barrier_t barrier;
    void *result;

    CHECK(pthread_mutex_init(&mutex, NULL) == 0 && pthread_mutex_lock(&mutex) == 0);
    CHECK(pthread_create(&first, &attributes, is_self, &self) == EINVAL);
    CHECK(pthread_create(&first, NULL, NULL, &self) == EINVAL);
    CHECK(pthread_join(1, NULL) == ESRCH && pthread_join(100000, NULL) == ESRCH);
    for (int i = 0; i < 100; i++) {
        CHECK(pthread_create(&first, NULL, is_self, &self) == 0);
        CHECK(pthread_create(&second, NULL, is_self, &self) == 0);
        CHECK(pthread_create(&third, NULL, is_self, &self) == EAGAIN);
        CHECK(pthread_join(first, &result) == 0 && result == &mutex);
        CHECK(pthread_join(second, NULL) == 0);
        CHECK(pthread_join(second, NULL) == ESRCH);
    }
    CHECK(pthread_mutex_destroy(&mutex) == EBUSY && pthread_mutex_unlock(&mutex) == 0);
    CHECK(pthread_mutex_destroy(&mutex) == 0);
    CHECK(pthread_barrier_init(&barrier, NULL, 0) == EINVAL);
    CHECK(pthread_barrier_init(&barrier, NULL, 1) == 0);
    CHECK(pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD);
    CHECK(pthread_barrier_destroy(&barrier) == 0);
    return 0;
}
