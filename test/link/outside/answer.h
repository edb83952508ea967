/* SPDX-License-Identifier: MIT */
#ifndef OUTSIDE_ANSWER_H
#define OUTSIDE_ANSWER_H

/** What a library of the project's own gives. **Context:** any CPU. */
unsigned int answer(void);

#endif
