/* SPDX-License-Identifier: GPL-2.0-only */
/* Requests for the devicetree of the next kernel, and what tests look at in the result. */
#ifndef WARMKEXEC_TESTS_DTB_REQUESTS_H
#define WARMKEXEC_TESTS_DTB_REQUESTS_H

#include <stdint.h>

#include "kexec/base/blob.h"
#include "kexec/machine/fdt-open.h"
#include "kexec/parts/dtb.h"

struct dtb_request normal_request(const struct devicetree *source);
struct dtb_request crash_request(const struct devicetree *source);
/* Fails the test unless the tree is built and whole. The caller releases it. */
struct blob build(const struct dtb_request *request);
/* Fails the test if there is none. */
int chosen_of(const struct blob *tree);
void assert_property(const struct blob *tree, int node, const char *name, const void *expected, int size);
void assert_no_property(const struct blob *tree, int node, const char *name);
/* A property of the root. */
void assert_u32(const struct blob *tree, const char *name, uint32_t value);
/* The reservations with exactly this start and size. */
int count_reservations(const struct blob *tree, uint64_t start, uint64_t size);

#endif
