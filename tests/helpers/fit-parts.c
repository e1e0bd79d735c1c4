/* SPDX-License-Identifier: GPL-2.0-only */
#include "tests/helpers/fit-parts.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include <libfdt.h>

#include "arch/arm64/formats.h"
#include "common/bytes.h"
#include "kexec/base/diag.h"
#include "tests/helpers/image-writer.h"

void release_opened(struct opened *opened)
{
	bundle_release(&opened->bundle);
}

int open_file(struct view file, const struct wish *wish, struct opened *ret, struct diag *diag)
{
	struct image_request request = { .arch = &arm64_kernels, .file = file, .limit = (size_t)1 << 20 };

	if (wish) {
		request.choices.fit_config = wish->config;
		request.compatible =
			(struct view){ .data = (const uint8_t *)wish->compatible.bytes, .size = wish->compatible.size };
	}
	return image_open(&request, &ret->bundle, &ret->image, diag);
}

static struct blob kernel_blob;

void make_kernel(void)
{
	const struct image_spec spec = { .size = FIT_KERNEL_SIZE, .image_size = 0x30000, .flags = 0xa, .pe = true };

	ck_assert_int_eq(image_write(&spec, &kernel_blob), 0);
}

void release_kernel(void)
{
	blob_release(&kernel_blob);
}

/* A tree whose root is open. */
static struct blob begin_tree(void)
{
	struct blob blob;

	ck_assert_int_eq(blob_alloc(1024, &blob), 0);
	ck_assert_int_eq(fdt_create(blob.data, 1024), 0);
	ck_assert_int_eq(fdt_finish_reservemap(blob.data), 0);
	ck_assert_int_eq(fdt_begin_node(blob.data, ""), 0);
	return blob;
}

static struct blob end_tree(struct blob blob)
{
	ck_assert_int_eq(fdt_end_node(blob.data), 0);
	ck_assert_int_eq(fdt_finish(blob.data), 0);
	blob.size = fdt_totalsize(blob.data);
	return blob;
}

struct blob make_tree(const char *compatible)
{
	struct blob blob = begin_tree();

	ck_assert_int_eq(fdt_property_string(blob.data, "compatible", compatible), 0);
	return end_tree(blob);
}

struct blob make_overlay(const char *property)
{
	struct blob blob = begin_tree();

	ck_assert_int_eq(fdt_begin_node(blob.data, "fragment@0"), 0);
	ck_assert_int_eq(fdt_property_string(blob.data, "target-path", "/"), 0);
	ck_assert_int_eq(fdt_begin_node(blob.data, "__overlay__"), 0);
	ck_assert_int_eq(fdt_property_u32(blob.data, property, 1), 0);
	ck_assert_int_eq(fdt_end_node(blob.data), 0);
	ck_assert_int_eq(fdt_end_node(blob.data), 0);
	return end_tree(blob);
}

struct fit_image_spec kernel_image(void)
{
	return (struct fit_image_spec){
		.name = "kernel",
		.type = "kernel",
		.arch = "arm64",
		.os = "linux",
		.compression = "none",
		.hashes = { "sha256" },
		.data = blob_view(&kernel_blob),
	};
}

struct fit_image_spec tree_image(const char *name, const struct blob *tree)
{
	return (struct fit_image_spec){
		.name = name,
		.type = "flat_dt",
		.arch = "arm64",
		.compression = "none",
		.hashes = { "crc32" },
		.data = blob_view(tree),
	};
}

struct fit_image_spec initrd_image(void)
{
	return (struct fit_image_spec){
		.name = "initrd",
		.type = "ramdisk",
		.arch = "arm64",
		.os = "linux",
		.compression = "gzip", /* deprecated, and not looked at */
		.hashes = { "sha1" },
		.data = { .data = (const uint8_t *)FIT_INITRD, .size = strlen(FIT_INITRD) },
	};
}

struct blob write_fit(const struct fit_spec *spec)
{
	struct blob blob;

	ck_assert_int_eq(fit_write(spec, &blob), 0);
	return blob;
}

struct blob write_one(const struct fit_image_spec *images, const struct fit_config_spec *config)
{
	const struct fit_config_spec configs[] = { *config, { 0 } };

	return write_fit(&(struct fit_spec){ .images = images, .configs = configs, .fallback = config->name });
}

const struct fit_config_spec only_kernel = { .name = "conf-1", .kernel = "kernel" };

void assert_opens(struct view file, const struct wish *wish, struct opened *ret)
{
	struct diag diag = { 0 };
	int r = open_file(file, wish, ret, &diag);

	ck_assert_msg(r == 0, "%d: %s", r, diag.message);
	ck_assert_uint_eq(ret->image.bytes.size, FIT_KERNEL_SIZE);
	ck_assert_mem_eq(ret->image.bytes.data, kernel_blob.data, FIT_KERNEL_SIZE);
}

void assert_refuses(struct view file, const struct wish *wish, int error, const char *message)
{
	struct opened opened = { 0 };
	struct diag diag = { 0 };
	int r = open_file(file, wish, &opened, &diag);

	ck_assert_msg(r == error, "%d instead of %d: %s", r, error, diag.message);
	ck_assert_msg(strstr(diag.message, message), "%s", diag.message);
	ck_assert_ptr_null(opened.bundle.layers);
}

struct view value_of(const struct blob *file, const char *path, const char *name)
{
	int size;
	const void *value = fdt_getprop(file->data, fdt_path_offset(file->data, path), name, &size);

	ck_assert_ptr_nonnull(value);
	return (struct view){ .data = value, .size = (size_t)size };
}

void set_value(struct blob *file, const char *path, const char *name, uint32_t value)
{
	store_be32(file->data + (value_of(file, path, name).data - file->data), value);
}
