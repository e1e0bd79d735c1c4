/* SPDX-License-Identifier: GPL-2.0-only */
/* Lets the libraries of compressions find the processor's features, for which they may open files. */
#ifndef WARMKEXEC_IMAGE_WAKE_LIBRARIES_H
#define WARMKEXEC_IMAGE_WAKE_LIBRARIES_H

/* Before files are unpacked where no file can be opened: libdeflate 1.14 reads, on some processors, /proc/self/auxv at its first use. */
void image_wake_libraries(void);

#endif
