/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <unistd.h>

extern const unsigned int assembled; /* part.S */

/* A program for any system with C and POSIX. */
int main(int argc, char **argv)
{
    volatile double two = 2;

    printf("%s: the square root of 2 is %.3f, the process is %d\n", argc ? argv[0] : "?", sqrt(two),
           (int)getpid());
    return assembled == 4711 && argc == 1 && getpid() > 0 ? 0 : 1;
}
