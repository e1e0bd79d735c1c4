/* SPDX-License-Identifier: GPL-2.0-only */
/* SHA-256 as kexec-tools has it, where its source is there to be compiled. */
#ifndef WARMKEXEC_TESTS_KEXEC_TOOLS_H
#define WARMKEXEC_TESTS_KEXEC_TOOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

extern const bool have_kexec_tools;

void kexec_tools_sha256(const void *data, size_t size, uint8_t ret_digest[32]);

#endif
