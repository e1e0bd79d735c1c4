/* SPDX-License-Identifier: GPL-2.0-only */
#include "tests/helpers/uboot-writer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include <libfdt.h>

#include "common/bytes.h"
#include "kexec/base/cleanup.h"
#include "kexec/image/checksum.h"

/* ---- uImage ---- */

static size_t padded(size_t size)
{
	return (size + 3) & ~(size_t)3;
}

static uint32_t crc_of(const uint8_t *data, size_t size)
{
	return (uint32_t)crc32(0, data, (uInt)size);
}

void uimage_seal(uint8_t *header)
{
	store_be32(header + 4, 0);
	store_be32(header + 4, crc_of(header, 64));
}

static size_t data_size(const struct view *parts, size_t count, bool have_list)
{
	size_t size = have_list ? 4 * (count + 1) : 0;

	for (size_t i = 0; i < count; i++)
		size = padded(size) + parts[i].size;
	return size;
}

static void write_data(uint8_t *p, const struct view *parts, size_t count, bool have_list)
{
	size_t at = have_list ? 4 * (count + 1) : 0;

	for (size_t i = 0; i < count; i++) {
		if (have_list)
			store_be32(p + 4 * i, (uint32_t)parts[i].size);
		if (parts[i].size)
			memcpy(p + at, parts[i].data, parts[i].size);
		at = padded(at + parts[i].size);
	}
}

int uimage_write(const struct uimage_spec *spec, const struct view *parts, size_t count, struct blob *ret)
{
	size_t size = data_size(parts, count, spec->have_list);
	struct blob blob;

	if (blob_alloc(64 + size, &blob) < 0)
		return -ENOMEM;
	write_data(blob.data + 64, parts, count, spec->have_list);
	store_be32(blob.data, 0x27051956);
	store_be32(blob.data + 12, (uint32_t)size);
	store_be32(blob.data + 16, 0x40080000);
	store_be32(blob.data + 20, 0x40080000);
	store_be32(blob.data + 24, crc_of(blob.data + 64, size));
	blob.data[28] = spec->os;
	blob.data[29] = spec->arch;
	blob.data[30] = spec->type;
	blob.data[31] = spec->compression;
	if (spec->name)
		snprintf((char *)blob.data + 32, 32, "%s", spec->name);
	uimage_seal(blob.data);
	*ret = blob;
	return 0;
}

/* ---- FIT ---- */

/* A tree that is being written. The bytes of external data follow it in the order of the images. */
struct writer {
	void *fdt;
	size_t external; /* bytes so far */
	size_t base;	 /* offset in the file at which they begin; 0 in the first of two passes */
	int error;	 /* of libfdt */
};

static void keep(struct writer *writer, int r)
{
	if (r < 0 && !writer->error)
		writer->error = r;
}

static void put_text(struct writer *writer, const char *name, const char *text)
{
	if (text)
		keep(writer, fdt_property_string(writer->fdt, name, text));
}

static void put_texts(struct writer *writer, const char *name, struct fit_texts texts)
{
	if (texts.bytes)
		keep(writer, fdt_property(writer->fdt, name, texts.bytes, (int)texts.size));
}

static void put_hash(struct writer *writer, size_t number, const char *algorithm, struct view data)
{
	const struct checksum *checksum = checksum_find(algorithm);
	uint8_t value[CHECKSUM_SIZE_MAX] = { 0 };
	char name[16];

	snprintf(name, sizeof(name), "hash-%zu", number);
	if (checksum)
		checksum->compute(data, value);
	keep(writer, fdt_begin_node(writer->fdt, name));
	put_text(writer, "algo", algorithm);
	keep(writer, fdt_property(writer->fdt, "value", value, checksum ? (int)checksum->size : 7));
	keep(writer, fdt_end_node(writer->fdt));
}

static void put_data(struct writer *writer, const struct fit_image_spec *image)
{
	uint32_t offset = (uint32_t)writer->external;

	if (image->place == FIT_EMBEDDED) {
		keep(writer, fdt_property(writer->fdt, "data", image->data.data, (int)image->data.size));
		return;
	}
	if (image->place == FIT_BY_OFFSET)
		keep(writer, fdt_property_u32(writer->fdt, "data-offset", offset));
	else
		keep(writer, fdt_property_u32(writer->fdt, "data-position", (uint32_t)writer->base + offset));
	keep(writer, fdt_property_u32(writer->fdt, "data-size", (uint32_t)image->data.size));
	writer->external = padded(writer->external + image->data.size);
}

static void put_child(struct writer *writer, const char *name)
{
	if (!name)
		return;
	keep(writer, fdt_begin_node(writer->fdt, name));
	keep(writer, fdt_end_node(writer->fdt));
}

static void put_image(struct writer *writer, const struct fit_image_spec *image)
{
	keep(writer, fdt_begin_node(writer->fdt, image->name));
	put_text(writer, "type", image->type);
	put_text(writer, "arch", image->arch);
	put_text(writer, "os", image->os);
	put_text(writer, "compression", image->compression);
	if (image->data.data)
		put_data(writer, image);
	for (size_t i = 0; i < FIT_SPEC_HASHES && image->hashes[i]; i++)
		put_hash(writer, i + 1, image->hashes[i], image->data);
	put_child(writer, image->child);
	keep(writer, fdt_end_node(writer->fdt));
}

static void put_config(struct writer *writer, const struct fit_config_spec *config)
{
	keep(writer, fdt_begin_node(writer->fdt, config->name));
	put_text(writer, "kernel", config->kernel);
	put_text(writer, "ramdisk", config->initrd);
	put_texts(writer, "loadables", config->loadables);
	put_texts(writer, "fdt", config->trees);
	put_texts(writer, "compatible", config->compatible);
	put_child(writer, config->child);
	keep(writer, fdt_end_node(writer->fdt));
}

static void put_tree(struct writer *writer, const struct fit_spec *spec)
{
	keep(writer, fdt_finish_reservemap(writer->fdt));
	keep(writer, fdt_begin_node(writer->fdt, ""));
	if (spec->images) {
		keep(writer, fdt_begin_node(writer->fdt, "images"));
		for (const struct fit_image_spec *image = spec->images; image->name; image++)
			put_image(writer, image);
		keep(writer, fdt_end_node(writer->fdt));
	}
	if (spec->configs) {
		keep(writer, fdt_begin_node(writer->fdt, "configurations"));
		put_text(writer, "default", spec->fallback);
		for (const struct fit_config_spec *config = spec->configs; config->name; config++)
			put_config(writer, config);
		keep(writer, fdt_end_node(writer->fdt));
	}
	keep(writer, fdt_end_node(writer->fdt));
	keep(writer, fdt_finish(writer->fdt));
}

static size_t room_for(const struct fit_spec *spec)
{
	size_t room = 65536;

	for (const struct fit_image_spec *image = spec->images; image && image->name; image++)
		room += image->data.size + 4096;
	return room;
}

static void copy_external(uint8_t *p, const struct fit_spec *spec)
{
	for (const struct fit_image_spec *image = spec->images; image && image->name; image++) {
		if (image->place == FIT_EMBEDDED || !image->data.data)
			continue;
		memcpy(p, image->data.data, image->data.size);
		p += padded(image->data.size);
	}
}

/* The first pass finds the size of the tree, which does not depend on base. */
int fit_write(const struct fit_spec *spec, struct blob *ret)
{
	CLEANUP(blob_release) struct blob room = { 0 };
	struct writer writer = { 0 };
	struct blob blob;

	if (blob_alloc(room_for(spec), &room) < 0)
		return -ENOMEM;
	for (int i = 0; i < 2; i++) {
		size_t base = i ? padded(fdt_totalsize(room.data)) + spec->gap : 0;

		writer = (struct writer){ .fdt = room.data, .base = base };
		keep(&writer, fdt_create(room.data, (int)room.size));
		put_tree(&writer, spec);
		if (writer.error)
			return -EINVAL;
	}
	if (blob_alloc(writer.base + writer.external, &blob) < 0)
		return -ENOMEM;
	memcpy(blob.data, room.data, fdt_totalsize(room.data));
	copy_external(blob.data + writer.base, spec);
	*ret = blob;
	return 0;
}
