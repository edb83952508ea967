/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_WAIT_H
#define MUSTER_WAIT_H

#include <stdbool.h>
#include <stdint.h>

#include <muster/linkage.h>

MUSTER_BEGIN_DECLS

/**
 * Waits until *@p word is not @p value any more.
 * @return true as soon as it is not; false when it still was after @p timeout_ns nanoseconds, never
 *         for UINT64_MAX.
 * **Context:** any CPU, any time. **Ordering:** acquire, when it returns true; partner: whoever
 * changed the word, with release ordering.
 */
bool muster_wait_while_equal(const uint32_t *word, uint32_t value, uint64_t timeout_ns);

/**
 * Wakes those that sleep in muster_wait_while_equal() on @p word, which the caller has changed.
 * **Context:** any CPU, handlers included. **Ordering:** a full barrier.
 */
void muster_wake(const uint32_t *word);

MUSTER_END_DECLS

#endif
