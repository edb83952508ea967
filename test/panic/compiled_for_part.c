/* SPDX-License-Identifier: MIT */

/* Does nothing either, and includes no header: the build says what it is compiled for. */

int compiled_for_part(void);

int compiled_for_part(void)
{
    return 0;
}
