/* SPDX-License-Identifier: MIT */
/*
 * Lays out the program in memory: text | constants | data, each in pages of its own, so that each
 * has its own permissions. What the boot CPU writes before its MMU is on is in cache lines of its
 * own.
 */
OUTPUT_FORMAT("elf64-littleaarch64")
OUTPUT_ARCH(aarch64)
ENTRY(_start)

#define PAGE 4096
#define CACHE_LINE 64
#define MAX_ALIGNMENT 0x200000
/* The stack of the boot CPU until it has its own. The size is twice what any boot has needed so
 * far. */
#define MUSTER_INIT_STACK_BYTES 8192
/* Reserves a stack. The page below it is its guard and is never mapped. */
#define STACK(name, bytes)                                                                         \
    . = ALIGN(PAGE);                                                                               \
    __muster_##name##_guard = .;                                                                   \
    . += PAGE;                                                                                     \
    __muster_##name = .;                                                                           \
    . += bytes;                                                                                    \
    __muster_##name##_top = .;
/* Collects the structures that registration macros put into section .muster_NAME into one table. */
#define TABLE(name)                                                                                \
    . = ALIGN(8);                                                                                  \
    __muster_##name##_start = .;                                                                   \
    KEEP(*(.muster_##name))                                                                        \
    __muster_##name##_end = .;

/* Takes the functions of files, in an order of the build's own if it has one. */
#define FUNCTIONS(files)                                                                           \
    MUSTER_LAYOUT_ORDER(files)                                                                     \
    files(.text .text.*)

PHDRS
{
    text PT_LOAD FLAGS(5);
    rodata PT_LOAD FLAGS(4);
    data PT_LOAD FLAGS(6);
    tls PT_TLS;
}

SECTIONS
{
    . = MUSTER_LINK_ADDRESS;
    __muster_image_start = .;

    .head.text : {
        KEEP(*(.head.entry))
        /* text_offset: 0, the image needs no offset from its alignment */
        QUAD(0)
        QUAD(__muster_image_end - __muster_image_start) /* image_size, with .bss and stacks */
        KEEP(*(.head.flags))
        *(.text.boot)
        . = ALIGN(8);
        __muster_link_address = .;
        QUAD(MUSTER_LINK_ADDRESS)
        *(.text.print_frame) /* small enough for the gap before the vectors */
        . = ALIGN(2048);
        *(.text.vectors)
        . = . + MUSTER_LAYOUT_SHIFT;
    } :text
    /* GNU ld puts veneers for erratum 843419 of Cortex-A53 between functions, at multiples of 8,
     * after it has looked for the erratum. SUBALIGN aligns every function to at least that. Without
     * it a function that is aligned to 4 moves to another place in its page, and so may others
     * behind it. There it may meet the erratum, and nothing looks again. */
    .text.muster : SUBALIGN(8) {
        FUNCTIONS(*libmuster*.a:*)
    } :text
    /* 16: a libc aligns its copying loops to that. */
    .text.libraries : SUBALIGN(16) {
        FUNCTIONS(*libfdt.a:*)
        FUNCTIONS(*libc.a:*)
        FUNCTIONS(*libm.a:*)
        FUNCTIONS(*libgcc.a:*)
        FUNCTIONS(*libstdc++.a:*)
        FUNCTIONS(*libsupc++.a:*)
        FUNCTIONS(*libclang_rt.builtins*.a:*)
    } :text
    /* The application's, aligned as it asks. */
    .text : {
        FUNCTIONS(*)
    } :text
    . = ALIGN(PAGE);
    __muster_text_end = .;

    .rodata : {
        *(.rodata .rodata.*)
        TABLE(fixups)
        TABLE(compiled_for)
        TABLE(stack_sizes)
        TABLE(board_tree)
    } :rodata
    .rela.dyn : {
        __muster_rela_start = .;
        *(.rela .rela.*)
        __muster_rela_end = .;
    } :rodata

    /* The TLS segment begins at a multiple of its own alignment: for segments that do not, linkers
     * differ about the variables' offsets from the thread pointer. */
    . = ALIGN(MAX(MAX(ALIGNOF(.tdata), ALIGNOF(.tbss)), 1));
    .tdata : {
        __muster_tdata_start = .;
        *(.tdata .tdata.*)
        __muster_tdata_end = .;
    } :rodata :tls
    .tbss (NOLOAD) : {
        *(.tbss .tbss.*)
    } :rodata :tls
    /* struct image_sizes */
    .rodata.sizes : ALIGN(8) {
        __muster_image_sizes = .;
        QUAD(MUSTER_STACK_BYTES)
        QUAD(MUSTER_EXCEPTION_STACK_BYTES)
        QUAD(MUSTER_IRQ_STACK_BYTES)
        QUAD(ADDR(.tbss) + SIZEOF(.tbss) - ADDR(.tdata))
        QUAD(MAX(MAX(ALIGNOF(.tdata), ALIGNOF(.tbss)), 1))
        QUAD(ALIGNOF(.data..percpu))
    } :rodata

    . = ALIGN(CACHE_LINE);
    .data.rel.ro : {
        __muster_relocated_start = .;
        *(.data.rel.ro .data.rel.ro.*)
        TABLE(early_params)
        TABLE(drivers)
        TABLE(late_drivers)
        TABLE(boards)
        TABLE(cpu_ops)
        TABLE(panic_endings)
        TABLE(cpuhp_states)
        TABLE(barriers)
        TABLE(symbols)
        . = ALIGN(8);
        __muster_init_array_start = .;
        KEEP(*(SORT_BY_INIT_PRIORITY(.preinit_array.*)))
        KEEP(*(.preinit_array))
        KEEP(*(SORT_BY_INIT_PRIORITY(.init_array.*)))
        KEEP(*(.init_array))
        __muster_init_array_end = .;
        __muster_fini_array_start = .;
        KEEP(*(SORT_BY_INIT_PRIORITY(.fini_array.*)))
        KEEP(*(.fini_array))
        __muster_fini_array_end = .;
    } :rodata
    .got : { *(.got) *(.got.plt) } :rodata

    . = ALIGN(PAGE);
    __muster_rodata_end = .;
    .data..percpu : ALIGN(CACHE_LINE) {
        __muster_percpu_start = .;
        *(.data..percpu..aligned)
        . = ALIGN(CACHE_LINE);
        *(.data..percpu)
        . = ALIGN(CACHE_LINE);
        __muster_percpu_copied_end = .;
        *(.data..percpu..uncopied)
        . = ALIGN(CACHE_LINE);
        __muster_percpu_end = .;
    } :data
    .data : {
        *(.data .data.*)
        . = ALIGN(CACHE_LINE);
    } :data

    /* The linker puts writable sections that have no place here between .data and .bss. Those
     * without contents bfd puts behind .bss; lld puts them behind .stacks, and the link fails
     * below. So the end of a range belongs to the section that follows. */
    .bss (NOLOAD) : ALIGN(CACHE_LINE) {
        . = ALIGN(CACHE_LINE);
        __muster_relocated_end = .;
        __muster_bss_start = .;
        *(.bss .bss.*)
        *(COMMON)
    } :data
    .uncleared (NOLOAD) : ALIGN(CACHE_LINE) {
        . = ALIGN(CACHE_LINE);
        __muster_bss_end = .;
        *(.muster_uncleared) /* what is written before it is read */
        *(.noinit .noinit.*)
    } :data

    /* Not zeroed at boot: page tables are cleared when they are used, and stacks need no
     * clearing. */
    .stacks (NOLOAD) : ALIGN(PAGE) {
        *(.muster_page_tables)
        STACK(init_exception_stack, MUSTER_EXCEPTION_STACK_BYTES)
        STACK(init_stack, MUSTER_INIT_STACK_BYTES)
        STACK(nested_stack, PAGE)
    } :data
    . = ALIGN(PAGE);
    __muster_image_end = .;
    /* Not loaded. Because of a section here, lld puts what has no place behind .stacks and before
     * the end of the image, and not behind everything, where no check could see it. */
    .shstrtab 0 : { *(.shstrtab) }

    ASSERT(__muster_image_end == ALIGN(ADDR(.stacks) + SIZEOF(.stacks), PAGE),
           "the linker script does not name a section without contents: call it .bss.NAME")
    /* The image is loaded at any multiple of 2 MiB. */
    ASSERT(ALIGNOF(.data..percpu) <= MAX_ALIGNMENT,
           "a per-CPU variable (section .data..percpu) has an alignment above 2 MiB")
    ASSERT(ALIGNOF(.tdata) <= MAX_ALIGNMENT && ALIGNOF(.tbss) <= MAX_ALIGNMENT,
           "a thread-local variable (section .tdata or .tbss) has an alignment above 2 MiB")

    /DISCARD/ : {
        *(.interp)
        *(.dynamic) /* only head.S relocates, and it needs .rela.dyn only */
        *(.dynsym)
        *(.dynstr)
        *(.hash)
        *(.gnu.hash)
        *(.eh_frame)
        *(.note .note.*)
        *(.comment)
        *(.ARM.attributes)
    }
}
