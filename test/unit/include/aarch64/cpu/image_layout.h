/* SPDX-License-Identifier: MIT */
#ifndef MUSTER_AARCH64_IMAGE_H
#define MUSTER_AARCH64_IMAGE_H

/* Stands for the file of the same name: the test says where the image's part lies. */

extern const char *image_relocated_start, *image_relocated_end;

#endif
