/* SPDX-License-Identifier: MIT */
#include "serial_model.h"

/* The models: a row for each variant of each driver's port, from the documents that the drivers
 * name. */

/* ---- ports that do more than flags say ---------------------------------------------------- */

/* 8250: an interrupt without a byte. The identification stays until the register that ends it is
 * read: RBR for the time-out, USR of a DW_apb_uart for having been busy. */
static bool read_8250(uintptr_t offset, uint32_t *value)
{
    unsigned int shift = port.model->registers.shift;

    if (offset == 31u << shift || (offset == 0 && !*port.input))
        port.values[2u << shift] = 1; /* no interrupt */
    (void)value;
    return false;
}

/* GENI: a byte is taken only while a command for it runs. */
static bool write_geni(uintptr_t offset, uint32_t value)
{
    if (offset == 0x600)
        port.values[0x600] = value == 1u << 27 && port.values[0x270] == 1;
    else if (offset == 0x700 && !port.values[0x600])
        port.lost++;
    else if (offset == 0x700)
        model_push(value);
    else if (offset == 0x630)
        port.values[0x40] = value == 1u << 27 ? 1u << 12 : 0;
    else
        return false;
    if (offset == 0x700)
        port.values[0x600] = 0;
    return true;
}

/* UARTDM: a byte is taken only after its length, which must not be written while one is sent. Bytes
 * that come in wait until they are forced to be stale. */
static bool write_msm(uintptr_t offset, uint32_t value)
{
    if (offset == 0x40) {
        port.lost += port.waiting;
        port.values[0x40] = value;
    } else if (offset == 0x100) {
        if (port.values[0x40] == 1)
            model_push(value);
        else
            port.lost++;
        port.values[0x40] = 0;
    } else if (offset == 0xa8 && value == 4u << 8) {
        port.values[0x200] = 1; /* stale */
    } else {
        return false;
    }
    return true;
}

static bool read_msm(uintptr_t offset, uint32_t *value)
{
    if (offset != 0x140)
        return false;
    *value = port.values[0x200] ? model_pop() : 0;
    port.values[0x200] = 0;
    return true;
}

/* SCIF: the flags of FSR stay set until 0 is written to them after they have been read as 1. */
static bool read_scif(uintptr_t offset, uint32_t *value)
{
    const struct flag *first = port.model->flags;

    if (offset != first->offset)
        return false;
    *value = port.values[offset] |= model_flags(offset);
    return true;
}

static bool write_scif(uintptr_t offset, uint32_t value)
{
    if (offset != port.model->flags->offset)
        return false;
    port.values[offset] &= value;
    return true;
}

/* Cadence: the interrupt's flag is set when a byte comes, and cleared by a written 1. */
static bool write_cadence(uintptr_t offset, uint32_t value)
{
    if (offset != 0x14)
        return false;
    port.values[0x14] &= ~value;
    return true;
}

/* ---- the rows ----------------------------------------------------------------------------- */

#define LSR(shift)                                                                                 \
    {                                                                                              \
        {INPUT, 5 << (shift), 0x01}, {ROOM, 5 << (shift), 0x20}, {IDLE, 5 << (shift), 0x40},       \
    }

/* A 16550 with these distances and sizes of registers. */
#define MODEL_8250(name, earlycon, number, size, is_big_endian)                                    \
    {                                                                                              \
        .compatible = name, .console_name = "ttyS", .earlycon_name = earlycon, .data_bytes = size, \
        .status_bytes = size, .big_endian = is_big_endian, .fifo_bytes = 1, .flags = LSR(number),  \
        .listen = {{1 << (number), 1}, {4 << (number), 8}}, .read = read_8250, .registers = {      \
            .shift = number,                                                                       \
            .bytes = size,                                                                         \
            .big_endian = is_big_endian                                                            \
        }                                                                                          \
    }

#define MODEL_PL011(name, earlycon, on_offset, on_bits)                                            \
    {                                                                                              \
        .compatible = name, .console_name = "ttyAMA", .earlycon_name = earlycon, .data_bytes = 4,  \
        .status_bytes = 4, .fifo_bytes = 16,                                                       \
        .flags = {{FULL, 0x18, 1 << 5}, {BUSY, 0x18, 1 << 3}, {NO_INPUT, 0x18, 1 << 4}},           \
        .on = {on_offset, on_bits}, .listen = {                                                    \
            {0x38, 0x50}                                                                           \
        }                                                                                          \
    }

#define MODEL_GENI(name)                                                                           \
    {                                                                                              \
        .compatible = name, .console_name = "ttyMSM", .earlycon_name = "qcom_geni",                \
        .data_bytes = 4, .status_bytes = 4, .fifo_bytes = 1, .send = 0x700, .receive = 0x780,      \
        .flags = {{BUSY, 0x40, 1}, {INPUT, 0x804, 1}}, .on = {0x40, 1 << 12}, .write = write_geni  \
    }

#define MODEL_IMX(name)                                                                            \
    {                                                                                              \
        .compatible = name, .console_name = "ttymxc", .earlycon_name = "ec_imx6q",                 \
        .data_bytes = 4, .status_bytes = 4, .fifo_bytes = 32, .send = 0x40, .receive = 0x00,       \
        .receive_mark = 1 << 15, .flags = {{FULL, 0xb4, 1 << 4}, {IDLE, 0x98, 1 << 3}},            \
        .on = {0x84, 6}, .listen = {                                                               \
            {0x8c, 1}                                                                              \
        }                                                                                          \
    }

#define MODEL_MESON(name)                                                                          \
    {                                                                                              \
        .compatible = name, .console_name = "ttyAML", .earlycon_name = "meson", .data_bytes = 4,   \
        .status_bytes = 4, .fifo_bytes = 64, .send = 0x00, .receive = 0x04,                        \
        .flags = {{NO_INPUT, 0x0c, 1 << 20},                                                       \
                  {FULL, 0x0c, 1 << 21},                                                           \
                  {IDLE, 0x0c, 1 << 22},                                                           \
                  {BUSY, 0x0c, 1 << 25}},                                                          \
        .on = {0x08, 3 << 12}, .listen = {                                                         \
            {0x08, 1 << 27},                                                                       \
            {0x10, 1}                                                                              \
        }                                                                                          \
    }

#define MODEL_SCIF(name, earlycon, fsr, ftdr, frdr, scr, fifo)                                     \
    {                                                                                              \
        .compatible = name, .console_name = "ttySC", .earlycon_name = earlycon, .data_bytes = 1,   \
        .status_bytes = 2, .fifo_bytes = fifo, .send = ftdr, .receive = frdr,                      \
        .flags = {{ROOM, fsr, 1 << 5}, {IDLE, fsr, 1 << 6}, {INPUT, fsr, 1 << 1}},                 \
        .on = {scr, 0x30}, .read = read_scif, .write = write_scif                                  \
    }

#define MODEL_LPUART(name, earlycon, base, is_big_endian)                                          \
    {                                                                                              \
        .compatible = name, .console_name = "ttyLP", .earlycon_name = earlycon, .data_bytes = 4,   \
        .status_bytes = 4, .big_endian = is_big_endian, .fifo_bytes = 16, .send = (base) + 0x0c,   \
        .receive = (base) + 0x0c,                                                                  \
        .flags = {{ROOM, (base) + 0x04, 1 << 23},                                                  \
                  {IDLE, (base) + 0x04, 1 << 22},                                                  \
                  {INPUT, (base) + 0x04, 1 << 21}},                                                \
        .on = {(base) + 0x08, 3 << 18}, .listen = {                                                \
            {(base) + 0x08, 1 << 21}                                                               \
        }                                                                                          \
    }

/* The registers of 8 bits. */
#define MODEL_LPUART_8(name)                                                                       \
    {                                                                                              \
        .compatible = name, .console_name = "ttyLP", .earlycon_name = "lpuart", .data_bytes = 1,   \
        .status_bytes = 1, .fifo_bytes = 16, .send = 0x07, .receive = 0x07,                        \
        .flags = {{ROOM, 0x04, 1 << 7}, {IDLE, 0x04, 1 << 6}, {INPUT, 0x04, 1 << 5}},              \
        .on = {0x03, 0x0c}, .listen = {                                                            \
            {0x03, 0x20}                                                                           \
        }                                                                                          \
    }

/* The firmware has turned the FIFO on (UFCON). The flags of both registers are there. */
#define MODEL_SAMSUNG(name, earlycon, size, full_bit, input_mask)                                  \
    {                                                                                              \
        .compatible = name, .console_name = "ttySAC", .earlycon_name = earlycon,                   \
        .data_bytes = size, .status_bytes = 4, .fifo_bytes = 16, .send = 0x20, .receive = 0x24,    \
        .flags = {{FULL, 0x18, 1u << (full_bit)},                                                  \
                  {INPUT, 0x18, input_mask},                                                       \
                  {IDLE, 0x10, 6},                                                                 \
                  {INPUT, 0x10, 1}},                                                               \
        .at_start = {0x08, 1}, .registers = {                                                      \
            .bytes = size                                                                          \
        }                                                                                          \
    }

#define MODEL_CADENCE(name)                                                                        \
    {                                                                                              \
        .compatible = name, .console_name = "ttyPS", .earlycon_name = "cdns", .data_bytes = 4,     \
        .status_bytes = 4, .fifo_bytes = 64, .send = 0x30, .receive = 0x30,                        \
        .flags = {{NO_INPUT, 0x2c, 1 << 1},                                                        \
                  {IDLE, 0x2c, 1 << 3},                                                            \
                  {FULL, 0x2c, 1 << 4},                                                            \
                  {BUSY, 0x2c, 1 << 11},                                                           \
                  {INPUT, 0x14, 1}},                                                               \
        .on = {0x00, 0x14}, .listen = {{0x20, 1}, {0x08, 1}}, .write = write_cadence               \
    }

#define MODEL_MVEBU(name, earlycon, rbr, tsh, input_bit)                                           \
    {                                                                                              \
        .compatible = name, .console_name = "ttyMV", .earlycon_name = earlycon, .data_bytes = 4,   \
        .status_bytes = 4, .fifo_bytes = 32, .send = tsh, .receive = rbr, .flags = {               \
            {FULL, 0x0c, 1 << 11},                                                                 \
            {IDLE, 0x0c, 1 << 6},                                                                  \
            {INPUT, 0x0c, 1u << (input_bit)},                                                      \
        }                                                                                          \
    }

const struct model models[] = {
    MODEL_PL011("arm,pl011", "pl011", 0x30, 0x301),
    MODEL_PL011("arm,sbsa-uart", "sbsa", 0, 0),
    MODEL_8250("ns8250", "uart8250", 0, 1, false),
    MODEL_8250("ns16450", "uart8250", 0, 1, false),
    MODEL_8250("ns16550", "uart8250", 2, 4, true),
    MODEL_8250("ns16550a", "uart8250", 0, 1, false),
    MODEL_8250("ns16550a", "uart8250", 3, 1, false),
    MODEL_8250("ns16550a", "uart8250", 1, 2, false),
    MODEL_8250("ns16550a", "uart8250", 1, 2, true),
    MODEL_8250("ns16850", "uart8250", 2, 1, false),
    MODEL_8250("nvidia,tegra20-uart", "uart8250", 2, 1, false),
    MODEL_8250("snps,dw-apb-uart", "", 2, 4, false),
    MODEL_8250("snps,dw-apb-uart", "", 2, 1, false),
    MODEL_8250("ti,am654-uart", "", 2, 4, false),
    MODEL_8250("mediatek,mt6577-uart", "", 2, 4, false),
    MODEL_8250("brcm,bcm2835-aux-uart", "bcm2835aux", 2, 4, false),
    MODEL_GENI("qcom,geni-debug-uart"),
    MODEL_GENI("qcom,geni-uart"),
    MODEL_IMX("fsl,imx6q-uart"),
    MODEL_IMX("fsl,imx53-uart"),
    MODEL_IMX("fsl,imx21-uart"),
    MODEL_MESON("amlogic,meson-ao-uart"),
    MODEL_MESON("amlogic,meson-gx-uart"),
    MODEL_MESON("amlogic,meson-s4-uart"),
    MODEL_MESON("amlogic,meson-uart"),
    MODEL_SCIF("renesas,scif", "scif", 0x10, 0x0c, 0x14, 0x08, 16),
    MODEL_SCIF("renesas,hscif", "hscif", 0x10, 0x0c, 0x14, 0x08, 128),
    MODEL_SCIF("renesas,scifa", "scifa", 0x14, 0x20, 0x24, 0x08, 64),
    MODEL_SCIF("renesas,scif-r7s9210", "rzscifa", 0x08, 0x06, 0x0a, 0x04, 16),
    MODEL_SCIF("renesas,scif-r9a07g044", "rzscifa", 0x08, 0x06, 0x0a, 0x04, 16),
    MODEL_LPUART("fsl,imx7ulp-lpuart", "lpuart32", 0x10, false),
    MODEL_LPUART("fsl,imx8ulp-lpuart", "lpuart32", 0x10, false),
    MODEL_LPUART("fsl,imx8qxp-lpuart", "lpuart32", 0x10, false),
    MODEL_LPUART("fsl,imxrt1050-lpuart", "lpuart32", 0x10, false),
    MODEL_LPUART("fsl,ls1021a-lpuart", "", 0x00, true),
    MODEL_LPUART("fsl,ls1028a-lpuart", "", 0x00, false),
    MODEL_LPUART_8("fsl,vf610-lpuart"),
    {.compatible = "qcom,msm-uartdm",
     .console_name = "ttyMSM",
     .earlycon_name = "msm_serial_dm",
     .data_bytes = 4,
     .status_bytes = 4,
     .fifo_bytes = 1,
     .send = 0x100,
     .receive = 0x140,
     .flags = {{IDLE, 0xa4, 1 << 3}, {INPUT, 0x50, 1 << 7}},
     .read = read_msm,
     .write = write_msm},
    MODEL_SAMSUNG("samsung,exynos4210-uart", "exynos4210", 1, 24, 0x01),
    MODEL_SAMSUNG("samsung,exynos4210-uart", "exynos4210", 4, 24, 0x100),
    MODEL_SAMSUNG("samsung,exynos5433-uart", "exynos4210", 1, 24, 0x01),
    MODEL_SAMSUNG("samsung,exynos850-uart", "exynos4210", 1, 24, 0x80),
    MODEL_SAMSUNG("google,gs101-uart", "gs101", 4, 24, 0x01),
    MODEL_SAMSUNG("apple,s5l-uart", "s5l", 4, 9, 0x08),
    MODEL_CADENCE("cdns,uart-r1p8"),
    MODEL_CADENCE("cdns,uart-r1p12"),
    MODEL_CADENCE("xlnx,xuartps"),
    MODEL_MVEBU("marvell,armada-3700-uart", "ar3700_uart", 0x00, 0x04, 4),
    MODEL_MVEBU("marvell,armada-3700-uart-ext", "", 0x18, 0x1c, 14),
};
const unsigned int model_count = sizeof(models) / sizeof(models[0]);
