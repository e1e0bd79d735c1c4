/* SPDX-License-Identifier: GPL-2.0-only */
/* Lines of a kernel log as text. The output has no byte but printable ASCII and white space: others are written as \xNN. */
#ifndef WARMKEXEC_VMCORE_DMESG_LOG_TEXT_H
#define WARMKEXEC_VMCORE_DMESG_LOG_TEXT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Prints "[sssss.uuuuuu] " of a time in nanoseconds. */
void log_text_time(FILE *out, uint64_t nanoseconds);

void log_text_bytes(FILE *out, const uint8_t *bytes, size_t size);

#endif
