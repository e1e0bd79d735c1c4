/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/image/initrd.h"

#include <errno.h>
#include <stdbool.h>

#include "common/bytes.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/image/cpio.h"
#include "kexec/image/initrd-contents.h"
#include "kexec/image/layer.h"
#include "kexec/image/layers.h"
#include "kexec/image/magic.h"

#define HINT "An initrd is a cpio archive (newc), plain or compressed."

/* A file that no kernel takes for an initrd, beside those that have a layer. */
static const struct foreign {
	const char *magic;
	size_t size;
	const char *what;
	const char *hint;
} foreigns[] = {
	{ "\x7f"
	  "ELF",
	  4, "it is an ELF file", HINT },
	{ "\xd0\x0d\xfe\xed", 4, "it is a devicetree or a FIT image", HINT },
	{ "ANDROID!", 8, "it is an Android boot image", "Take the ramdisk out of it." },
	{ "VNDRBOOT", 8, "it is an Android vendor boot image", "Take the ramdisk out of it." },
	{ "\x04\x22\x4d\x18", 4, "it is compressed with lz4 in the frame format, which Linux does not unpack", "Pack it with lz4 -l." },
	{ "070707", 6, "it is a cpio archive in the old portable format, which Linux does not unpack", "Pack it with cpio -H newc." },
	{ "\xc7\x71", 2, "it is a cpio archive in the old binary format, which Linux does not unpack", "Pack it with cpio -H newc." },
};

static const struct foreign *find_foreign(struct view bytes)
{
	for (size_t i = 0; i < sizeof(foreigns) / sizeof(foreigns[0]); i++)
		if (has_magic(bytes, 0, foreigns[i].magic, foreigns[i].size))
			return &foreigns[i];
	return NULL;
}

static const struct layer *find_layer(struct view bytes)
{
	const struct layer *layer = layers_match(layers_all, bytes, false);

	return layer ? layer : layers_match(layers_all, bytes, true);
}

/* A compression, whether this build can unpack it or not. */
static bool is_compression(const struct layer *layer)
{
	return layer->unpack || (layer->library && !layer->unwrap);
}

/* Zeros before an archive are skipped. */
static size_t skip_zeros(struct view bytes, size_t at)
{
	while (at < bytes.size && !bytes.data[at])
		at++;
	return at;
}

static struct view from(struct view bytes, size_t at)
{
	return (struct view){ bytes.data + at, bytes.size - at };
}

static int refuse(const char *what, const char *hint, struct diag *diag)
{
	int r = diag_fail(diag, -EINVAL, "%s, and no initrd", what);

	diag_hint(diag, "%s", hint);
	return r;
}

int initrd_look(struct view file, struct diag *diag)
{
	const struct foreign *foreign = find_foreign(file);
	const struct layer *layer = find_layer(file);

	if (foreign)
		return refuse(foreign->what, foreign->hint, diag);
	if (!layer || is_compression(layer) || layer == &layer_cpio || layer == &layer_packed)
		return 0;
	return refuse(layer->what, HINT, diag);
}

/* ---- the check ---- */

/* Of the archives so far. */
struct sum {
	bool has_trailer; /* of the last one */
	struct initrd_contents contents;
};

/* Bytes that an archive in the wrong place would have been read from. */
static int lost(size_t at, const char *why, struct diag *diag)
{
	int r = diag_fail(diag, -EBADMSG, "the next kernel stops at byte %zu of it: %s", at, why);

	diag_hint(diag, "Archives follow each other at multiples of 4 bytes, with zeros between.");
	return r;
}

static int add_cpio(struct view bytes, size_t *at, struct sum *sum, struct diag *diag)
{
	struct cpio cpio = { 0 };
	int r = cpio_walk(from(bytes, *at), &sum->contents, &cpio, diag);

	if (r < 0)
		return r;
	*at += cpio.size;
	sum->has_trailer = cpio.has_trailer;
	return 0;
}

/* Inside compressed data there are plain archives only. */
static int add_unpacked(struct view bytes, struct sum *sum, struct diag *diag)
{
	size_t at = skip_zeros(bytes, 0);
	int r = 0;

	while (!r && at < bytes.size) {
		if (!cpio_matches(from(bytes, at)))
			return diag_fail(diag, -EBADMSG, "there is no cpio archive at byte %zu of %zu", at, bytes.size);
		r = add_cpio(bytes, &at, sum, diag);
		at = skip_zeros(bytes, at);
	}
	return r;
}

/* Legacy lz4 has no end of its own. A writer of it that leaves the trailer out is not known. */
static int check_end(const struct layer *layer, const struct sum *sum, struct diag *diag)
{
	if (layer != &layer_lz4 || sum->has_trailer)
		return 0;
	return diag_fail(diag, -EBADMSG, "the cpio archive is cut short: it ends without its trailer");
}

static int add_compressed(const struct layer *layer, struct view bytes, size_t limit, size_t *at, struct sum *sum,
			  struct diag *diag)
{
	CLEANUP(blob_release) struct blob blob = { 0 };
	size_t used = 0;
	int r;

	if (!layer->unpack)
		return layer_refuse(layer, diag);
	r = layer->unpack(from(bytes, *at), limit, &used, &blob, diag);
	if (r < 0)
		return r;
	sum->has_trailer = false;
	r = add_unpacked(blob_view(&blob), sum, diag);
	if (!r)
		r = check_end(layer, sum, diag);
	if (r < 0)
		diag_prefix(diag, "in the unpacked %s data", layer->name);
	*at += used;
	return r;
}

static int add_archive(struct view initrd, size_t limit, bool is_first, size_t *at, struct sum *sum, struct diag *diag)
{
	struct view bytes = from(initrd, *at);
	const struct layer *layer = find_layer(bytes);

	if (cpio_matches(bytes))
		return *at % 4 ? lost(*at, "a plain archive does not begin at a multiple of 4", diag) : add_cpio(initrd, at, sum, diag);
	if (find_foreign(bytes))
		return lost(*at, find_foreign(bytes)->what, diag);
	if (layer && is_compression(layer))
		return add_compressed(layer, initrd, limit, at, sum, diag);
	return is_first ? diag_fail(diag, -EOPNOTSUPP, "it is of a kind that is not known")
			: lost(*at, "no archive begins there", diag);
}

#define BOOTCONFIG "#BOOTCONFIG\n"

/* Text for the kernel may follow the archives: the text, its size, its checksum, a magic word. Linux cuts it off. */
static struct view without_bootconfig(struct view initrd)
{
	size_t tail = 8 + sizeof(BOOTCONFIG) - 1, text;

	if (initrd.size < tail || !HAS_MAGIC(initrd, initrd.size - tail + 8, BOOTCONFIG))
		return initrd;
	text = load_le32(initrd.data + initrd.size - tail);
	if (text <= initrd.size - tail)
		initrd.size -= tail + text;
	return initrd;
}

int initrd_check(struct view file, size_t limit, struct initrd_contents *ret, struct diag *diag)
{
	struct view initrd = without_bootconfig(file);
	size_t at = skip_zeros(initrd, 0);
	struct sum sum = { 0 };
	bool is_first = true;
	int r = 0;

	while (!r && at < initrd.size) {
		r = add_archive(initrd, limit, is_first, &at, &sum, diag);
		at = skip_zeros(initrd, at);
		is_first = false;
	}
	if (!r)
		*ret = sum.contents;
	return r;
}
