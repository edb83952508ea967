/* SPDX-License-Identifier: MIT */
/* The names of POSIX that the runtime has for programs that do not define them. */
/* clang-format off */
NAME(clock_getres)
NAME(clock_gettime)
NAME(clock_settime)
NAME(close)
NAME(fstat)
NAME(fsync)
NAME(getpid)
NAME(gettimeofday)
NAME(isatty)
NAME(kill)
NAME(lseek)
NAME(nanosleep)
NAME(open)
NAME(read)
NAME(sbrk)
NAME(settimeofday)
NAME(sleep)
NAME(stat)
NAME(times)
NAME(unlink)
NAME(usleep)
NAME(write)

/* What picolibc has, for the atomics of libgcc. */
NAME(getauxval)
