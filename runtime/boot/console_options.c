/* SPDX-License-Identifier: MIT */
#include "boot/console_options.h"

#include <stddef.h>
#include <string.h>

#include <muster/cmdline.h>
#include <muster/console.h>

#include "base/driver.h"
#include "base/printable.h"
#include "boot/console_late.h"
#include "boot/console_path.h"
#include "cmdline/cmdline.h"
#include "devicetree/fdt_scan.h"

/* Reads console= and earlycon= in Linux's syntax (Documentation/admin-guide/kernel-parameters.txt):
 * console=ttyS0,115200n8   earlycon=pl011,0x9000000   earlycon=uart8250,mmio32,0xfe660000,115200 */

/* A word is copied here, to be taken apart. A longer one names no port. */
#define WORD_BYTES 64

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Takes the part up to a comma off the text at @p *rest. */
static char *next_part(char **rest)
{
    char *part = *rest, *comma = strchr(part, ',');

    *rest = comma ? comma + 1 : part + strlen(part);
    if (comma)
        *comma = '\0';
    return part;
}

static const struct serial_driver *serial_of(const struct driver *driver)
{
    return driver->kind == DRIVER_SERIAL ? driver->operations : NULL;
}

/* ---- earlycon= ---------------------------------------------------------------------------- */

/* Reads an address, hexadecimal behind 0x or decimal. Returns false if the text is something
 * else. */
static bool read_address(const char *text, uintptr_t *address)
{
    unsigned int base = text[0] == '0' && (text[1] | 0x20) == 'x' ? 16 : 10;

    text += base == 16 ? 2 : 0;
    *address = 0;
    if (!*text)
        return false;
    for (; *text; text++) {
        char lower = (char)(*text | 0x20);
        unsigned int digit = is_digit(*text)                ? (unsigned int)(*text - '0')
                             : lower >= 'a' && lower <= 'f' ? (unsigned int)(lower - 'a') + 10
                                                            : base;
        if (digit >= base || *address > (UINTPTR_MAX - digit) / base)
            return false;
        *address = *address * base + digit;
    }
    return true;
}

/* Linux's words for the size and distance of registers. */
static const struct io_type {
    char name[13];
    struct serial_registers registers;
} io_types[] = {
    {"mmio", {.shift = 0, .bytes = 1}},
    {"mmio16", {.shift = 1, .bytes = 2}},
    {"mmio32", {.shift = 2, .bytes = 4}},
    {"mmio32be", {.shift = 2, .bytes = 4, .big_endian = true}},
    {"mmio32native", {.shift = 2, .bytes = 4}},
};

/* Takes "mmio32," and the like off the text, if it begins so. A driver that knows where its
 * registers are ignores it, as in Linux. */
static void take_io_type(char **rest, struct serial_port *port)
{
    for (size_t i = 0; i < sizeof(io_types) / sizeof(io_types[0]); i++) {
        size_t bytes = strlen(io_types[i].name);

        if (strncmp(*rest, io_types[i].name, bytes) != 0 || (*rest)[bytes] != ',')
            continue;
        *rest += bytes + 1;
        if (port->registers.bytes && !port->registers.is_fixed)
            port->registers = io_types[i].registers;
        return;
    }
}

static const struct serial_driver *find_earlycon(const char *name)
{
    if (strcmp(name, "uart") == 0)
        name = "uart8250";
    for (const struct driver *driver = drivers_start; driver < drivers_end; driver++) {
        const struct serial_driver *serial = serial_of(driver);
        if (serial && *name && strcmp(serial->earlycon_name, name) == 0)
            return serial;
    }
    return NULL;
}

/* Reads NAME,[TYPE,]ADDRESS[,OPTIONS]. Returns false if no driver has the name, or the address is
 * none. The options are the speed and the like, which the firmware has set. */
static bool read_earlycon(char *value, struct console_option *option)
{
    struct serial_port port = {.driver = find_earlycon(next_part(&value))};

    if (!port.driver)
        return false;
    port.registers = port.driver->registers;
    take_io_type(&value, &port);
    if (!read_address(next_part(&value), &port.base) || port.base == 0)
        return false;
    *option = (struct console_option){NULL, port};
    return true;
}

/* ---- console= ----------------------------------------------------------------------------- */

static bool is_console_name(const struct fdt_device *device, const char *name)
{
    const struct serial_driver *serial = device ? serial_of(&drivers_start[device->match]) : NULL;

    return serial && strcmp(serial->console_name, name) == 0;
}

/* Returns the port that Linux gives this name and number: the one with the alias serial<number>;
 * without that alias, of the ports with the name the one with the number, in the order of the
 * tree. */
static const struct fdt_device *find_console(const struct fdt_scan *scan, const char *name,
                                             const char *number, unsigned int value)
{
    char alias[sizeof("serial") + 3] = "serial";

    if (strlen(number) <= 3) {
        strcpy(alias + sizeof("serial") - 1, number);
        const struct fdt_device *device = console_device_at(scan, alias);
        if (is_console_name(device, name))
            return device;
    }
    for (unsigned int i = 0; i < scan->device_count; i++)
        if (is_console_name(&scan->devices[i], name) && value-- == 0)
            return &scan->devices[i];
    return NULL;
}

/* Returns true for Linux's consoles that are no serial ports: tty, tty0, null and an empty name. */
static bool is_no_port(const char *name)
{
    return strcmp(name, "tty") == 0 || strcmp(name, "null") == 0 || !*name;
}

/* Reads NAME<number>[,OPTIONS]. Returns false if no port is that. */
static bool read_console(const struct fdt_scan *scan, char *value, struct console_option *option)
{
    char *name = next_part(&value);
    size_t name_bytes = strcspn(name, "0123456789");
    char number[WORD_BYTES];
    unsigned int index = 0;

    strcpy(number, name + name_bytes);
    name[name_bytes] = '\0';
    if (is_no_port(name))
        return true;
    if (*number && muster_parse_u32(number, UINT16_MAX, &index) != 0)
        return false;
    struct console_option found = {.device = find_console(scan, name, number, index)};
    if (!found.device)
        found.device = console_find_late(name, index, &found.port);
    if (found.device)
        *option = found;
    return found.device != NULL;
}

/* ---- the line ----------------------------------------------------------------------------- */

static void report(const char *word)
{
    char shown[PRINTABLE_BYTES];

    console_printf("muster: command line: %s names no serial port that a driver knows\n",
                   printable(word, shown));
}

/* Returns what follows @p name at the beginning of @p word, or NULL. */
static char *value_of(char *word, const char *name)
{
    size_t bytes = strlen(name);

    return strncmp(word, name, bytes) == 0 ? word + bytes : NULL;
}

/* Reads a word of the line into @p console or @p earlycon, if it is one of the two. */
static void read_word(const struct fdt_scan *scan, char *word, struct console_option *console,
                      struct console_option *earlycon)
{
    char copy[WORD_BYTES], *value;

    strcpy(copy, word);
    if ((value = value_of(word, "console="))) {
        /* console=uart8250,mmio,ADDRESS is allowed, too */
        if (!(strstr(value, ",0x") ? read_earlycon(value, console)
                                   : read_console(scan, value, console)))
            report(copy);
    } else if ((value = value_of(word, "earlycon="))) {
        if (*value && !read_earlycon(value, earlycon))
            report(copy);
    }
}

struct console_option console_option(const struct fdt_scan *scan)
{
    struct console_option console = {.device = NULL}, earlycon = {.device = NULL};
    const char *line = scan->bootargs ? scan->bootargs : "";
    char word[WORD_BYTES];
    bool lacks_second; /* cmdline_parse() says so */

    while (cmdline_next_word(&line, word, sizeof(word), &lacks_second) && strcmp(word, "--") != 0)
        read_word(scan, word, &console, &earlycon);
    return console.device || console.port.driver ? console : earlycon;
}

/* The options have been read when the line is parsed. */
static int parse_read_already(const char *value)
{
    (void)value;
    return 0;
}
MUSTER_EARLY_PARAM("console", parse_read_already);
static int parse_earlycon(const char *value)
{
    return parse_read_already(value);
}
MUSTER_EARLY_PARAM("earlycon", parse_earlycon);
