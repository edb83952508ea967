/* SPDX-License-Identifier: MIT */
#include "base/boot_record.h"

struct boot_record boot_records[NR_CPUS];
