/* SPDX-License-Identifier: MIT */
#include <muster/console.h>
#include <muster/mmio.h>
#include <muster/order.h>

#include "arch/mmu.h"
#include "base/driver.h"
#include "base/serial_port.h"

/*
 * Drives the first port of a virtio console behind virtio-mmio, Linux's hvc0. Source: Virtual I/O
 * Device (VIRTIO) Version 1.1: 2.6 "Split Virtqueues", 4.2.2 "MMIO Device Register Layout", 5.3
 * "Console Device".
 *
 * Unlike other ports this one takes and gives bytes in memory. So there is one such port, and it
 * has a state: its queues. Memory is shared with the device as with another CPU, by cache
 * coherence (dma-coherent). A CPU with its MMU off has no part in that; its report goes out byte by
 * byte through a register, if the device has that (VIRTIO_CONSOLE_F_EMERG_WRITE).
 */

#define MAGIC 0x000
#define MAGIC_VALUE 0x74726976u /* "virt" */
#define VERSION 0x004
#define VERSION_MODERN 2u
#define DEVICE_ID 0x008
#define DEVICE_ID_CONSOLE 3u
#define DEVICE_FEATURES 0x010
#define DEVICE_FEATURES_SEL 0x014
#define DRIVER_FEATURES 0x020
#define DRIVER_FEATURES_SEL 0x024
#define QUEUE_SEL 0x030
#define QUEUE_NUM_MAX 0x034
#define QUEUE_NUM 0x038
#define QUEUE_READY 0x044
#define QUEUE_NOTIFY 0x050
#define INTERRUPT_STATUS 0x060
#define INTERRUPT_ACK 0x064
#define STATUS 0x070
#define STATUS_ACKNOWLEDGE (1u << 0)
#define STATUS_DRIVER (1u << 1)
#define STATUS_DRIVER_OK (1u << 2)
#define STATUS_FEATURES_OK (1u << 3)
#define STATUS_FAILED (1u << 7)
#define QUEUE_DESC 0x080
#define QUEUE_DRIVER 0x090
#define QUEUE_DEVICE 0x0a0
#define CONFIG_EMERG_WRITE 0x108 /* 5.3.4: behind the size of the screen and the number of ports */

/* Features, of the words 0 and 1. */
#define F0_EMERG_WRITE (1u << 2)
#define F1_VERSION_1 (1u << 0)

enum { RECEIVE, SEND, QUEUES };
#define QUEUE_BYTES 64u /* a power of 2; each byte is a buffer of its own */

#define MAX_LOOKS_AT_RESET 1000000u

#define DESC_WRITE 2u /* the device writes into the buffer */
#define AVAIL_NO_INTERRUPT 1u

struct descriptor {
    uint64_t address;
    uint32_t length_bytes;
    uint16_t flags, next;
};

/* The parts of a queue that driver and device share. Each says who writes it. The fields `index`
 * count without an end. */
struct queue {
    struct descriptor descriptors[QUEUE_BYTES]; /* the driver, once */
    struct {
        uint16_t flags, index;
        uint16_t ring[QUEUE_BYTES];
    } avail; /* the driver: descriptors that the device may use */
    struct {
        _Alignas(4) uint16_t flags;
        uint16_t index;
        struct {
            uint32_t id, length_bytes;
        } ring[QUEUE_BYTES];
    } used; /* the device: those that it has used */
    unsigned char bytes[QUEUE_BYTES];
};

static _Alignas(16) struct queue queues[QUEUES];
static uintptr_t claimed; /* the registers of the port; 0 before there is one */
static uint16_t received; /* how many entries of the used ring of RECEIVE have been read */

static uint16_t used_index(unsigned int which)
{
    /* Read the index, then what the device wrote before it. */
    return __atomic_load_n(&queues[which].used.index, __ATOMIC_ACQUIRE);
}

/* Returns the descriptor that comes as number @p index of those that the device has used, counted
 * without an end. The queue begins as if it had used each once. */
static unsigned int used_id(unsigned int which, uint16_t index)
{
    return queues[which].used.ring[index % QUEUE_BYTES].id % QUEUE_BYTES;
}

/* Makes a descriptor available to the device. */
static void make_available(unsigned int which, unsigned int id)
{
    struct queue *queue = &queues[which];
    uint16_t index = queue->avail.index;

    queue->avail.ring[index % QUEUE_BYTES] = (uint16_t)id;
    /* Write the buffer and the entry, then the index (2.6.13.3). */
    __atomic_store_n(&queue->avail.index, (uint16_t)(index + 1), __ATOMIC_RELEASE);
}

/* Tells the device that descriptors are available. */
static void notify(const struct serial_port *port, unsigned int which)
{
    smp_mb(); /* write the index, then the register (2.6.13.4); the device reads them likewise */
    muster_mmio_write32(port->base + QUEUE_NOTIFY, which);
}

/* ---- set-up ------------------------------------------------------------------------------- */

static uint32_t device_features(const struct serial_port *port, unsigned int word)
{
    muster_mmio_write32(port->base + DEVICE_FEATURES_SEL, word);
    return muster_mmio_read32(port->base + DEVICE_FEATURES);
}

static void accept_features(const struct serial_port *port, unsigned int word, uint32_t features)
{
    muster_mmio_write32(port->base + DRIVER_FEATURES_SEL, word);
    muster_mmio_write32(port->base + DRIVER_FEATURES, features);
}

static bool add_status(const struct serial_port *port, uint32_t bits)
{
    muster_mmio_write32(port->base + STATUS, muster_mmio_read32(port->base + STATUS) | bits);
    return muster_mmio_read32(port->base + STATUS) & bits;
}

static void set_address(const struct serial_port *port, unsigned int offset, const void *memory)
{
    uint64_t address = (uintptr_t)memory;

    muster_mmio_write32(port->base + offset, (uint32_t)address);
    muster_mmio_write32(port->base + offset + 4, (uint32_t)(address >> 32));
}

/* Fills in a queue and shows it to the device. Returns false if the device has no room for it. */
static bool set_up_queue(const struct serial_port *port, unsigned int which)
{
    struct queue *queue = &queues[which];

    muster_mmio_write32(port->base + QUEUE_SEL, which);
    if (muster_mmio_read32(port->base + QUEUE_NUM_MAX) < QUEUE_BYTES)
        return false;
    for (unsigned int id = 0; id < QUEUE_BYTES; id++) {
        queue->descriptors[id] = (struct descriptor){.address = (uintptr_t)&queue->bytes[id],
                                                     .length_bytes = 1,
                                                     .flags = which == RECEIVE ? DESC_WRITE : 0};
        queue->used.ring[id].id = id;
    }
    queue->avail.flags = AVAIL_NO_INTERRUPT;
    muster_mmio_write32(port->base + QUEUE_NUM, QUEUE_BYTES);
    set_address(port, QUEUE_DESC, queue->descriptors);
    set_address(port, QUEUE_DRIVER, &queue->avail);
    set_address(port, QUEUE_DEVICE, &queue->used);
    smp_mb(); /* the queue is filled in, then the device may look */
    muster_mmio_write32(port->base + QUEUE_READY, 1);
    return true;
}

/* Brings the device from its reset to work (3.1.1). Returns what is wrong, or NULL. */
static const char *set_up(const struct serial_port *port)
{
    unsigned int looks = 0;

    muster_mmio_write32(port->base + STATUS, 0);
    while (muster_mmio_read32(port->base + STATUS) != 0)
        if (++looks == MAX_LOOKS_AT_RESET)
            return "cannot be reset";
    add_status(port, STATUS_ACKNOWLEDGE);
    add_status(port, STATUS_DRIVER);
    if (!(device_features(port, 1) & F1_VERSION_1))
        return "is not of VIRTIO 1.0 or later";
    accept_features(port, 0, device_features(port, 0) & F0_EMERG_WRITE);
    accept_features(port, 1, F1_VERSION_1);
    if (!add_status(port, STATUS_FEATURES_OK))
        return "wants features that the driver does not have";
    for (unsigned int which = 0; which < QUEUES; which++)
        if (!set_up_queue(port, which))
            return "has too short a queue";
    for (unsigned int id = 0; id < QUEUE_BYTES; id++)
        make_available(RECEIVE, id);
    add_status(port, STATUS_DRIVER_OK);
    notify(port, RECEIVE);
    return NULL;
}

/* A transport without a device has 0 for its DEVICE_ID. The name is for test/style/uncached.py. */
static bool claim_with_mmu(const struct serial_port *port)
{
    const char *fault;

    if (muster_mmio_read32(port->base + MAGIC) != MAGIC_VALUE ||
        muster_mmio_read32(port->base + DEVICE_ID) != DEVICE_ID_CONSOLE)
        return false;
    if (claimed)
        return claimed == port->base;
    if (muster_mmio_read32(port->base + VERSION) != VERSION_MODERN)
        fault = "has virtio-mmio's legacy form (QEMU: -global virtio-mmio.force-legacy=false)";
    else
        fault = set_up(port);
    if (fault) {
        muster_mmio_write32(port->base + STATUS, STATUS_FAILED);
        console_printf("muster: the virtio console at 0x%lx %s: not used\n",
                       (unsigned long)port->base, fault);
        return false;
    }
    claimed = port->base;
    return true;
}

/* ---- with the MMU off --------------------------------------------------------------------- */

static bool has_emergency_write(const struct serial_port *port)
{
    return device_features(port, 0) & F0_EMERG_WRITE;
}

/* ---- with the MMU on: test/style/uncached.py knows these names ------------------------------ */

__attribute__((noinline)) static bool has_room_with_mmu(void)
{
    return (uint16_t)(queues[SEND].avail.index - used_index(SEND)) < QUEUE_BYTES;
}

__attribute__((noinline)) static void put_with_mmu(const struct serial_port *port,
                                                   unsigned char byte)
{
    unsigned int id = used_id(SEND, queues[SEND].avail.index);

    queues[SEND].bytes[id] = byte;
    make_available(SEND, id);
    notify(port, SEND);
}

__attribute__((noinline)) static bool has_sent_with_mmu(void)
{
    return queues[SEND].avail.index == used_index(SEND);
}

/* Takes a byte out of the queue, and gives its buffer back. Returns -1 if the queue is empty. A
 * buffer that comes back without a byte is passed over. */
static int next_received(const struct serial_port *port)
{
    int byte = -1;

    while (byte < 0 && received != used_index(RECEIVE)) {
        unsigned int id = used_id(RECEIVE, received);
        if (queues[RECEIVE].used.ring[received % QUEUE_BYTES].length_bytes > 0)
            byte = queues[RECEIVE].bytes[id];
        received++;
        make_available(RECEIVE, id);
        notify(port, RECEIVE);
    }
    return byte;
}

/* The interrupt's flag stays set until it is acknowledged. A byte that comes between the look and
 * that is seen by the second look, one that comes later sets the flag again. */
__attribute__((noinline)) static int read_with_mmu(const struct serial_port *port)
{
    int byte = next_received(port);
    uint32_t flags = byte < 0 ? muster_mmio_read32(port->base + INTERRUPT_STATUS) : 0;

    if (!flags)
        return byte;
    muster_mmio_write32(port->base + INTERRUPT_ACK, flags);
    return next_received(port);
}

/* ---- operations --------------------------------------------------------------------------- */

static bool virtio_has_room(const struct serial_port *port)
{
    return arch_caches_on() ? has_room_with_mmu() : has_emergency_write(port);
}

static void virtio_put(const struct serial_port *port, unsigned char byte)
{
    if (arch_caches_on())
        put_with_mmu(port, byte);
    else
        muster_mmio_write32(port->base + CONFIG_EMERG_WRITE, byte);
}

static bool virtio_has_sent(const struct serial_port *port)
{
    (void)port;
    return !arch_caches_on() || has_sent_with_mmu();
}

static int virtio_read(const struct serial_port *port)
{
    return arch_caches_on() ? read_with_mmu(port) : -1;
}

/* Bytes that have come before interrupt with the next one. */
static void listen_with_mmu(const struct serial_port *port)
{
    (void)port;
    __atomic_store_n(&queues[RECEIVE].avail.flags, 0, __ATOMIC_RELEASE);
}

static const struct serial_operations virtio_operations = {
    .claim = claim_with_mmu,
    .has_room = virtio_has_room,
    .put = virtio_put,
    .has_sent = virtio_has_sent,
    .read = virtio_read,
    .listen = listen_with_mmu,
};
static const struct serial_driver virtio = {.operations = &virtio_operations,
                                            .console_name = "hvc"};
LATE_DRIVER(virtio_mmio, DRIVER_SERIAL, "virtio,mmio", &virtio);
