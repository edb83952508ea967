// SPDX-License-Identifier: MIT
// A program in Rust on all CPUs, which prints by core's own formatting.
#![no_std]

use core::fmt::{self, Write};
use core::sync::atomic::{AtomicU32, Ordering};

extern "C" {
    fn abort() -> !;
    fn putchar(c: i32) -> i32;
}

struct Console;

impl Write for Console {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for byte in text.bytes() {
            unsafe { putchar(byte as i32) };
        }
        Ok(())
    }
}

static SUM: AtomicU32 = AtomicU32::new(0);

#[no_mangle]
pub extern "C" fn app_main_percpu(cpu: u32) -> i32 {
    let sum = SUM.fetch_add(cpu + 1, Ordering::AcqRel) + cpu + 1;
    if sum == 1 + 2 + 3 + 4 {
        let _ = writeln!(Console, "the last of four CPUs: {:?} {:.3}", [sum, 7], 1.0 / 3.0);
    }
    0
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    unsafe { abort() }
}
