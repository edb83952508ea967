/* SPDX-License-Identifier: MIT */
#include <float.h>
#include <inttypes.h>
#include <limits.h>
#include <locale.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include <muster/app.h>

#include "check.h"

/*
 * Tries the conversions of printf() and scanf(), and prints a line for each row of the table in
 * docs/libc.md: the row's name and what its cell has to say. check_conversions.py compares them.
 * A row says "yes" when all that is tried for it gives what C demands (C11 7.21.6), or POSIX.
 */

static struct row {
    const char *name;
    bool has_failed;
    char seen[200]; /* what printf() gave instead; empty: scanf() */
} row;

static void end_row(void)
{
    if (!row.has_failed)
        printf("row %s: yes\n", row.name);
    else if (row.seen[0])
        printf("row %s: prints `%s`\n", row.name, row.seen);
    else
        printf("row %s: no\n", row.name);
}

static void begin_row(const char *name)
{
    if (row.name)
        end_row();
    row = (struct row){.name = name};
}

/* Compares what printf() makes of @p format with @p want. The compiler does not see the format. */
static void print(const char *want, const char *format, ...)
{
    char text[sizeof(row.seen)];
    va_list args;

    va_start(args, format);
    int length = vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    if (row.has_failed || (strcmp(text, want) == 0 && length == (int)strlen(want)))
        return;
    row.has_failed = true;
    memcpy(row.seen, text, sizeof(text));
}

/* Calls snprintf() without the compiler's knowledge of it. */
static int print_to(char *text, size_t bytes, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    int length = vsnprintf(text, bytes, format, args);
    va_end(args);
    return length;
}

/* Returns what scanf() returns for @p text. */
static int scan(const char *text, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    int count = vsscanf(text, format, args);
    va_end(args);
    return count;
}

static void expect(bool is_right)
{
    if (!is_right)
        row.has_failed = true;
}

static void print_integers(void)
{
    begin_row("`%d %i %u %o %x %X`");
    print("-42 42 4294967295", "%d %i %u", -42, 42, UINT_MAX);
    print("52 beef BEEF", "%o %x %X", 42, 0xbeef, 0xbeef);
    begin_row("`%c %s %p %%`");
    print("z|word|0x10|%", "%c|%s|%p|%%", 'z', "word", (void *)16);
    begin_row("flags, width, precision, `*`");
    print("+42| 42|0x2a|052|00042|42   |", "%+d|% d|%#x|%#o|%05d|%-5d|", 42, 42, 42, 42, 42, 42);
    print("   42|42   |abc|ab|007||0", "%*d|%*d|%.3s|%.*s|%.3d|%.0d|%#x", 5, 42, -5, 42, "abcdef",
          2, "abcdef", 7, 0, 0);
    begin_row("`hh h l ll`");
    print("-1 255 -1 65535", "%hhd %hhu %hd %hu", 255, 255, 65535, 65535);
    print("-9223372036854775808 18446744073709551615", "%lld %lu", LLONG_MIN, ULONG_MAX);
    begin_row("`j z t`");
    print("-7 18446744073709551615 -5", "%jd %zu %td", (intmax_t)-7, SIZE_MAX, (ptrdiff_t)-5);
}

static void print_reals(void)
{
    begin_row("`%f %F %e %E %g %G`");
    print("1.500000 -INF 1.0e+10", "%f %F %.1e", 1.5, -(double)INFINITY, 1e10);
    print("-0.000000 nan 1.0E-10 1e+10 0.0001 1E+10", "%f %f %.1E %g %g %G", -0.0, (double)NAN,
          1e-10, 1e10, 1e-4, 1e10);
    print("2 2", "%.0f %.0f", 1.5, 2.5);
    begin_row("as many digits as asked for, `%.17g %.20f`");
    print("0.10000000000000001 0.10000000000000000555", "%.17g %.20f", 0.1, 0.1);
    print("4.9406564584124654e-324", "%.17g", 4.9406564584124654e-324);
    print("123456789012345677877719597056", "%.0f", 123456789012345678901234567890.0);
    begin_row("`%a %A`");
    print("0x1p+0 0X1.8P+1", "%a %A", 1.0, 3.0);
    begin_row("`%Lf %Le %Lg`");
    print("1.500000", "%Lf", 1.5L);
    print("3.1415926535897932384626433832795028", "%.34Lf", 3.14159265358979323846264338327950288L);
    print("1.000000e+00 1e+4000", "%Le %Lg", 1.0L, 1e4000L);
    begin_row("`%La`");
    print("0x1p+0", "%La", 1.0L);
}

static void print_others(void)
{
    int n = -1;
    long n_long = -1;
    signed char n_char = -1;

    begin_row("`%lc %ls`");
    print("A, wide, wi", "%lc, %ls, %.2ls", (wint_t)L'A', L"wide", L"wide");
    begin_row("`%n`");
    print("hello", "hello%n", &n);
    expect(n == 5);
    begin_row("`%hhn %ln`");
    print("hello", "hel%hhnlo%ln", &n_char, &n_long);
    expect(n_char == 3 && n_long == 5);
    begin_row("`%2$d`");
    print("2 1", "%2$d %1$d", 1, 2);
    begin_row("`%'d`");
    print("1234567", "%'d", 1234567); /* the C locale does not group */
    begin_row("`%b` (C23)");
    print("0b101", "%#b", 5);
    begin_row("length of what does not fit");
    char text[3];
    expect(print_to(text, sizeof(text), "%d", 12345) == 5 && strcmp(text, "12") == 0);
    expect(print_to(NULL, 0, "%d", 12345) == 5);
}

static void scan_integers(void)
{
    int i = 0, j = 0;
    unsigned int u = 0;
    long long ll = 0;
    short h = 0;
    signed char hh = 0;
    intmax_t max = 0;
    size_t size = 0;
    ptrdiff_t diff = 0;
    void *pointer = NULL;

    begin_row("scanf `%d %i %u %o %x`");
    expect(scan("x=0x1f -7", "x=%i %d", &i, &j) == 2 && i == 31 && j == -7);
    expect(scan("17 beef", "%o %x", &i, &u) == 2 && i == 15 && u == 0xbeef);
    expect(scan("12 34", "%*d %u", &u) == 1 && u == 34);
    expect(scan("1234", "%2d%2d", &i, &j) == 2 && i == 12 && j == 34);
    expect(scan("", "%d", &i) == EOF);
    begin_row("scanf `hh h l ll`");
    expect(scan("-1 -2 -9223372036854775808", "%hhd %hd %lld", &hh, &h, &ll) == 3);
    expect(hh == -1 && h == -2 && ll == LLONG_MIN);
    begin_row("scanf `j z t`");
    expect(scan("-9000000000 9000000000 -9000000001", "%jd %zu %td", &max, &size, &diff) == 3);
    expect(max == -9000000000 && size == 9000000000 && diff == -9000000001);
    begin_row("scanf `%p`");
    expect(scan("0x10", "%p", &pointer) == 1 && pointer == (void *)16);
}

static void scan_reals(void)
{
    double d = 0, inf = 0;
    float f = 0;
    long double ld = 0;

    begin_row("scanf `%f %lf %e %g`");
    expect(scan("3.25 0.1", "%f %lf", &f, &d) == 2 && f == 3.25F && d == 0.1);
    expect(scan("1e3 -2.5e-1", "%le %g", &d, &f) == 2 && d == 1000 && f == -0.25F);
    expect(scan("9007199254740993 inf", "%lf %lf", &d, &inf) == 2 && isinf(inf));
    expect(d == 9007199254740992);
    begin_row("scanf `%la`, as `0x1.8p1`");
    expect(scan("0x1.8p1", "%la", &d) == 1 && d == 3);
    begin_row("scanf `%Lf`");
    expect(scan("3.25", "%Lf", &ld) == 1 && ld == 3.25L);
    expect(scan("0.1", "%Lf", &ld) == 1 && ld == 0.1L);
    expect(scan("1e4000", "%Lf", &ld) == 1 && ld == 1e4000L);
    begin_row("strtold()");
    expect(strtold("3.25", NULL) == 3.25L && strtold("0.1", NULL) == 0.1L);
    long double quotient = strtold("-1e4000", NULL) / -1e4000L;
    expect(quotient > 1 - 1e-33L && quotient < 1 + 1e-33L && isinf(strtold("inf", NULL)));
    expect(strtold("0x1.8p1", NULL) == 3 && strtold("0", NULL) == 0 && isnan(strtold("nan", NULL)));
    expect(strtold("6.5e-4966", NULL) == 6.5e-4966L); /* next to 0 */
    expect(strtold("1e4932", NULL) < LDBL_MAX && isinf(strtold("1.2e4932", NULL)));
    expect(isinf(strtold("-1e5000", NULL)) && strtold("1e-5000", NULL) == 0);
}

static void scan_others(void)
{
    char s[20] = "", t[20] = "", *allocated = NULL;
    wchar_t w[20] = L"";
    int i = 0, n = 0;

    begin_row("scanf `%s %c`");
    expect(scan("abc 12 z", "%2s%s %s %c", s, t, s, t + 10) == 4 && t[10] == 'z');
    begin_row("scanf `%[a-z] %[^,]`");
    expect(scan("abc123", "%[a-z]%d", s, &i) == 2 && strcmp(s, "abc") == 0 && i == 123);
    expect(scan("ab,cd", "%[^,],%s", s, t) == 2 && strcmp(t, "cd") == 0);
    begin_row("scanf `%n`");
    expect(scan("12ab", "%d%n", &i, &n) == 1 && n == 2);
    begin_row("scanf `%lc %ls %l[`");
    expect(scan("wide", "%ls", w) == 1 && wcscmp(w, L"wide") == 0);
    expect(scan("x", "%lc", w) == 1 && w[0] == L'x');
    expect(scan("abc1", "%l[a-z]", w) == 1 && wcscmp(w, L"abc") == 0);
    begin_row("scanf `%2$d`");
    expect(scan("2 1", "%2$d %1$d", &i, &n) == 2 && n == 2 && i == 1);
    begin_row("scanf `%ms`");
    expect(scan("word", "%ms", &allocated) == 1 && allocated && strcmp(allocated, "word") == 0);
    free(allocated);
}

/* In a locale of UTF-8 a wide character is several bytes. */
static void try_utf8(void)
{
    wchar_t w[20] = L"";

    begin_row("UTF-8 for `%ls`, after `setlocale(LC_ALL, \"C.UTF-8\")`");
    expect(setlocale(LC_ALL, "C.UTF-8") != NULL);
    print("\xc3\xa4\xe2\x82\xac", "%ls", L"\u00e4\u20ac");
    expect(scan("\xc3\xa4", "%ls", w) == 1 && w[0] == L'\u00e4');
    row.seen[0] = '\0'; /* says nothing in a table */
}

int app_main_percpu(unsigned int cpu)
{
    if (cpu != 0)
        return 0;
    print_integers();
    print_reals();
    print_others();
    scan_integers();
    scan_reals();
    scan_others();
    try_utf8();
    end_row();
    return 0;
}
