/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <muster/app.h>

#include "args.h"
#include "check.h"
#include "rendezvous.h"

/*
 * usage: libc-files LINES USER
 *
 * Files of the host in the folder that test/libc/check-files makes, which looks at them afterwards:
 * by stdio, by descriptor, what cannot be done, and LINES lines from each CPU, all at once. USER is
 * the host's user id: to 0 no file is closed.
 */

#define LINE_BYTES 48
#define HIGHEST_FD 34 /* of files; see runtime/libc/files.h */

#define CHECK_FAILS(call, error) (errno = 0, CHECK((call) && errno == (error)))

static int shared_fd;
static struct rendezvous place;

/* ---- stdio -------------------------------------------------------------------------------- */

static void check_reading(void)
{
    char text[100];
    FILE *file = fopen("input", "r");

    CHECK(file);
    CHECK(fgets(text, sizeof(text), file) && strcmp(text, "line one\n") == 0);
    CHECK(ftell(file) == 9);
    CHECK(fgetc(file) == 'l' && ungetc('L', file) == 'L');
    CHECK(fgets(text, sizeof(text), file) && strcmp(text, "Line two\n") == 0);
    CHECK(!fgets(text, sizeof(text), file) && feof(file) && !ferror(file));
    CHECK(fseek(file, 5, SEEK_SET) == 0);
    CHECK(fread(text, 1, 3, file) == 3 && memcmp(text, "one", 3) == 0);
    CHECK(fseek(file, -4, SEEK_END) == 0 && fgetc(file) == 't');
    rewind(file);
    CHECK(fgetc(file) == 'l');
    CHECK(fclose(file) == 0);
}

static void check_writing(void)
{
    char text[100];
    FILE *file = fopen("written", "w+");

    CHECK(file);
    CHECK(fprintf(file, "%d and %.2f\n", 42, 2.5) == 12);
    CHECK(fputs("the rest\n", file) >= 0);
    CHECK(fseek(file, 3, SEEK_SET) == 0 && fwrite("AND", 1, 3, file) == 3);
    CHECK(fseek(file, 0, SEEK_SET) == 0);
    CHECK(fgets(text, sizeof(text), file) && strcmp(text, "42 AND 2.50\n") == 0);
    CHECK(fclose(file) == 0);
}

/* Appends to one file by two streams in turns. */
static void check_appending(void)
{
    FILE *one = fopen("appended", "w"), *two = fopen("appended", "a");

    CHECK(one && two);
    CHECK(fputs("first\n", one) >= 0 && fclose(one) == 0);
    one = fopen("appended", "a+");
    CHECK(one && fputs("second\n", one) >= 0 && fflush(one) == 0);
    CHECK(fputs("third\n", two) >= 0 && fflush(two) == 0);
    CHECK(fputs("fourth\n", one) >= 0 && fflush(one) == 0);
    CHECK(fseek(one, 6, SEEK_SET) == 0 && fgetc(one) == 's');
    CHECK(fclose(one) == 0 && fclose(two) == 0);
}

/* ---- descriptors -------------------------------------------------------------------------- */

static void check_opening(void)
{
    char text[10];
    int fd;

    CHECK_FAILS(open("input", O_WRONLY | O_CREAT | O_EXCL, 0666) == -1, EEXIST);
    CHECK_FAILS(open("missing", O_WRONLY) == -1, ENOENT);
    CHECK_FAILS(open("missing", O_WRONLY | O_TRUNC) == -1, ENOENT);
    CHECK_FAILS(open("missing", O_WRONLY | O_APPEND) == -1, ENOENT);
    CHECK_FAILS(open("missing", O_RDONLY) == -1, ENOENT);
    CHECK_FAILS(open("input", O_ACCMODE) == -1, EINVAL);

    fd = open("made", O_WRONLY | O_CREAT | O_EXCL, 0666);
    CHECK(fd > STDERR_FILENO && write(fd, "123456", 6) == 6 && close(fd) == 0);
    fd = open("made", O_RDWR | O_CREAT, 0666); /* keeps what there is */
    CHECK(fd > STDERR_FILENO && write(fd, "ab", 2) == 2 && read(fd, text, 10) == 4);
    CHECK(memcmp(text, "3456", 4) == 0 && read(fd, text, 10) == 0 && close(fd) == 0);
    fd = open("made", O_RDONLY | O_TRUNC); /* a file that is only read is not emptied */
    CHECK(read(fd, text, 10) == 6 && close(fd) == 0);
    fd = open("made", O_RDWR | O_APPEND);
    CHECK(write(fd, "7", 1) == 1 && lseek(fd, 0, SEEK_CUR) == 7 && close(fd) == 0);
    fd = open("made", O_RDWR | O_TRUNC | O_APPEND);
    CHECK(write(fd, "new", 3) == 3 && lseek(fd, 0, SEEK_END) == 3 && close(fd) == 0);
}

static void check_seeking(void)
{
    struct stat status;
    int fd = open("input", O_RDONLY);

    CHECK(lseek(fd, 4, SEEK_SET) == 4 && lseek(fd, 3, SEEK_CUR) == 7);
    CHECK(lseek(fd, -1, SEEK_END) == 17);
    CHECK_FAILS(lseek(fd, -1, SEEK_SET) == -1, EINVAL);
    CHECK_FAILS(lseek(fd, 0, 9) == -1, EINVAL);
    CHECK(fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_size == 18);
    CHECK_FAILS(isatty(fd) == 0, ENOTTY);
    CHECK(fsync(fd) == 0 && close(fd) == 0);
    CHECK(stat("input", &status) == 0 && status.st_size == 18);

    CHECK_FAILS(lseek(STDOUT_FILENO, 0, SEEK_CUR) == -1, ESPIPE);
    CHECK(fstat(STDOUT_FILENO, &status) == 0 && S_ISCHR(status.st_mode));
    CHECK(isatty(STDIN_FILENO) == 1);
    CHECK(write(STDOUT_FILENO, "by descriptor\n", 14) == 14);
}

static void check_bad_descriptors(void)
{
    static const int bad[] = {-1, 3, HIGHEST_FD, HIGHEST_FD + 1, 1000000};
    struct stat status;
    char byte = 0;

    for (unsigned int i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        CHECK_FAILS(read(bad[i], &byte, 1) == -1, EBADF);
        CHECK_FAILS(write(bad[i], &byte, 1) == -1, EBADF);
        CHECK_FAILS(lseek(bad[i], 0, SEEK_SET) == -1, EBADF);
        CHECK_FAILS(fstat(bad[i], &status) == -1, EBADF);
        CHECK_FAILS(isatty(bad[i]) == 0, EBADF);
        CHECK_FAILS(fsync(bad[i]) == -1, EBADF);
        CHECK_FAILS(close(bad[i]) == -1, EBADF);
    }
    CHECK_FAILS(write(STDIN_FILENO, &byte, 1) == -1, EBADF);
    CHECK_FAILS(read(STDOUT_FILENO, &byte, 1) == -1, EBADF);
    int fd = open("input", O_RDONLY);
    CHECK_FAILS(write(fd, &byte, 1) == -1, EBADF);
    CHECK(close(fd) == 0);
    fd = open("made", O_WRONLY);
    CHECK_FAILS(read(fd, &byte, 1) == -1, EBADF);
    CHECK(close(fd) == 0);
}

static void check_too_many(void)
{
    int fds[HIGHEST_FD + 1], count = 0;

    while ((fds[count] = open("input", O_RDONLY)) >= 0)
        CHECK(++count <= HIGHEST_FD);
    CHECK(errno == EMFILE && fds[count - 1] == HIGHEST_FD);
    CHECK_FAILS(!fopen("input", "r"), EMFILE);
    while (count)
        CHECK(close(fds[--count]) == 0);
    CHECK((fds[0] = open("input", O_RDONLY)) == STDERR_FILENO + 1 && close(fds[0]) == 0);
}

/* ---- what the host refuses, and names ----------------------------------------------------- */

static void check_host_errors(void)
{
    char byte;
    int fd = open("folder", O_RDONLY);

    CHECK(fd >= 0);
    CHECK_FAILS(read(fd, &byte, 1) == -1, EIO);
    CHECK(close(fd) == 0);
    CHECK_FAILS(!fopen("folder", "w"), EISDIR);
    CHECK_FAILS(!fopen("input/below", "r"), ENOTDIR);
    CHECK_FAILS(!fopen("missing", "r"), ENOENT);
    CHECK_FAILS(remove("missing") == -1, ENOENT);
    CHECK_FAILS(rename("missing", "other") == -1, ENOENT);
    CHECK_FAILS(open(NULL, O_RDONLY) == -1, EFAULT);
    if (arg_number(2) != 0)
        CHECK_FAILS(!fopen("closed", "r+"), EACCES);
    else
        CHECK(remove("closed") == 0); /* it may do that */
    CHECK(remove("superfluous") == 0 && rename("old name", "new name") == 0);
}

/* ---- all CPUs at once --------------------------------------------------------------------- */

static int make_line(char *line, unsigned int cpu, unsigned long number)
{
    return snprintf(line, LINE_BYTES, "CPU %u line %lu\n", cpu, number);
}

/* Writes to a file of the CPU's own, to one that all CPUs append to by streams of their own, and to
 * one descriptor. */
static void write_lines(unsigned int cpu)
{
    char name[16], line[LINE_BYTES];

    snprintf(name, sizeof(name), "cpu%u", cpu);
    FILE *own = fopen(name, "w"), *common = fopen("common", "a");
    CHECK(own && common);
    for (unsigned long number = 0; number < arg_number(1); number++) {
        int bytes = make_line(line, cpu, number);

        CHECK(fputs(line, own) >= 0);
        CHECK(fputs(line, common) >= 0 && fflush(common) == 0);
        CHECK(write(shared_fd, line, (size_t)bytes) == bytes);
    }
    CHECK(fclose(own) == 0 && fclose(common) == 0);
}

/* Checks what the next CPU has written. */
static void read_lines(unsigned int cpu)
{
    char name[16], line[LINE_BYTES], expected[LINE_BYTES];

    snprintf(name, sizeof(name), "cpu%u", cpu);
    FILE *file = fopen(name, "r");
    CHECK(file);
    for (unsigned long number = 0; number < arg_number(1); number++) {
        make_line(expected, cpu, number);
        CHECK(fgets(line, sizeof(line), file) && strcmp(line, expected) == 0);
    }
    CHECK(fgetc(file) == EOF && fclose(file) == 0);
}

int app_main_percpu(unsigned int cpu)
{
    if (cpu == 0) {
        check_reading();
        check_writing();
        check_appending();
        check_opening();
        check_seeking();
        check_bad_descriptors();
        check_too_many();
        check_host_errors();
        shared_fd = open("shared", O_WRONLY | O_CREAT | O_TRUNC, 0666);
        CHECK(shared_fd > STDERR_FILENO);
    }
    rendezvous(&place);
    write_lines(cpu);
    rendezvous(&place);
    read_lines((cpu + 1) % num_online_cpus());
    rendezvous(&place);
    return cpu == 0 ? close(shared_fd) : 0;
}
