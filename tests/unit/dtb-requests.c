/* SPDX-License-Identifier: GPL-2.0-only */
#include "dtb-requests.h"

#include <check.h>
#include <libfdt.h>

#include "common/bytes.h"
#include "kexec/base/diag.h"

static const struct range crash_ranges[] = { { 0x8a0000000, 0x8b0000000 }, { 0xb0000000, 0xb8000000 } };

struct dtb_request normal_request(const struct devicetree *source)
{
	struct dtb_request request = {
		.source = source,
		.cmdline = "console=ttyAMA0 root=/dev/vda2",
		.initrd = { 0x123456000, 0x124000abc },
		.have_seeds = true,
		.kaslr_seed = 0x0123456789abcdef,
	};

	for (int i = 0; i < BOOT_RNG_SEED_SIZE; i++)
		request.rng_seed[i] = (uint8_t)(i + 1);
	return request;
}

struct dtb_request crash_request(const struct devicetree *source)
{
	struct dtb_request request = normal_request(source);

	request.elfcorehdr = (struct range){ 0x8affff000, 0x8affffc00 };
	request.usable = crash_ranges;
	request.usable_count = 2;
	return request;
}

struct blob build(const struct dtb_request *request)
{
	struct blob result = { 0 };
	struct diag diag = { 0 };
	int r = dtb_build(request, &result, &diag);

	ck_assert_msg(r == 0, "%d: %s", r, diag.message);
	ck_assert_int_eq(fdt_check_full(result.data, result.size), 0);
	ck_assert_uint_eq(fdt_totalsize(result.data), result.size);
	return result;
}

int chosen_of(const struct blob *tree)
{
	int node = fdt_path_offset(tree->data, "/chosen");

	ck_assert_int_ge(node, 0);
	return node;
}

void assert_property(const struct blob *tree, int node, const char *name, const void *expected, int size)
{
	int length;
	const void *value = fdt_getprop(tree->data, node, name, &length);

	ck_assert_msg(value != NULL, "no %s", name);
	ck_assert_int_eq(length, size);
	ck_assert_mem_eq(value, expected, (size_t)size);
}

void assert_no_property(const struct blob *tree, int node, const char *name)
{
	ck_assert_msg(!fdt_getprop(tree->data, node, name, NULL), "%s is still there", name);
}

void assert_u32(const struct blob *tree, const char *name, uint32_t value)
{
	uint8_t bytes[4];

	store_be32(bytes, value);
	assert_property(tree, 0, name, bytes, 4);
}

int count_reservations(const struct blob *tree, uint64_t start, uint64_t size)
{
	int found = 0;

	for (int i = 0; i < fdt_num_mem_rsv(tree->data); i++) {
		uint64_t a, s;

		ck_assert_int_eq(fdt_get_mem_rsv(tree->data, i, &a, &s), 0);
		found += a == start && s == size;
	}
	return found;
}
