/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/image/image.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "arch/arch.h"
#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/image/decompress.h"
#include "kexec/image/image-elf.h"
#include "kexec/image/image-guess.h"

#define FORMAT_IMAGE "Image"
#define FORMAT_VMLINUX "vmlinux"

/* The names that --type has had on arm64; those that are not supported are told from those that never were. */
static const struct {
	const char *name;
	bool supported;
} types[] = {
	{ FORMAT_IMAGE, true }, { FORMAT_VMLINUX, true }, { "uImage", false }, { "vmlinuz", false }, { "uki", false },
};

#define SUPPORTED_TYPES FORMAT_IMAGE ", " FORMAT_VMLINUX

static int check_type(const char *type, struct diag *diag)
{
	if (!type)
		return 0;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (strcmp(types[i].name, type))
			continue;
		if (types[i].supported)
			return 0;
		return diag_fail(diag, -EOPNOTSUPP,
				 "Unsupported kernel type %s: known, but not supported by this version, which loads %s", type,
				 SUPPORTED_TYPES);
	}
	return diag_fail(diag, -EINVAL, "Unsupported kernel type %s: there is no such type; expected one of %s", type,
			 SUPPORTED_TYPES);
}

/* Bytes of the file behind what the header calls the kernel (a signature, padding of a partition) are not loaded. */
static int finish(struct image *image, const char *format, struct view bytes)
{
	image->format = format;
	image->bytes = bytes;
	if (!image->size_is_guess && bytes.size > image->mem_size)
		image->bytes.size = (size_t)image->mem_size;
	return 0;
}

static int check_elf_memory(struct image *image, uint64_t elf_memory, struct diag *diag)
{
	if (image->mem_size >= elf_memory)
		return 0;
	if (!image->size_is_guess)
		return diag_fail(diag, -EINVAL,
				 "the ELF file's segments take 0x%" PRIx64 " bytes of memory, its Image header says 0x%" PRIx64,
				 elf_memory, image->mem_size);
	image->mem_size = elf_memory;
	return 0;
}

static int open_elf(const struct arch *arch, struct view file, size_t limit, struct image *image, struct diag *diag)
{
	struct elf_request request = {
		.file = file,
		.machine = arch->elf_machine,
		.machine_name = arch->name,
		.limit = limit,
	};
	CLEANUP(blob_release) struct blob flat = { 0 };
	uint64_t memory;
	int r = image_elf_flatten(&request, &flat, &memory, diag);

	if (r < 0)
		return r;
	r = arch->parse_header(blob_view(&flat), image, diag);
	if (r == -ENOEXEC)
		return diag_fail(diag, -EINVAL,
				 "it is an ELF file of %s, but no kernel: it does not begin with an Image header", arch->name);
	if (r == 0)
		r = check_elf_memory(image, memory, diag);
	if (r < 0)
		return r;
	blob_release(&image->owned);
	image->owned = blob_take(&flat);
	return finish(image, FORMAT_VMLINUX, blob_view(&image->owned));
}

/* -ENOEXEC, with the diagnostic unset: not an uncompressed kernel. */
static int open_plain(const struct arch *arch, struct view file, size_t limit, struct image *image, struct diag *diag)
{
	int r = arch->parse_header(file, image, diag);

	if (r == 0)
		return finish(image, FORMAT_IMAGE, file);
	if (r == -ENOEXEC && image_elf_matches(file))
		return open_elf(arch, file, limit, image, diag);
	return r;
}

static void first_bytes(struct view file, char ret[3 * 8 + 1])
{
	ret[0] = '\0';
	for (size_t i = 0; i < file.size && i < 8; i++)
		snprintf(ret + 3 * i, 4, "%02x ", file.data[i]);
}

/* subject: "this kernel", or what a compressed one unpacks to. */
static int unknown(const struct arch *arch, struct view file, const char *subject, struct diag *diag)
{
	const struct image_guess *guess = image_guess(file);
	char bytes[3 * 8 + 1];
	int r;

	if (guess) {
		r = diag_fail(diag, guess->not_yet ? -EOPNOTSUPP : -EINVAL,
			      "Cannot determine the file type of %s: %s; expected an Image or a vmlinux of %s", subject,
			      guess->what, arch->name);
		if (guess->hint)
			diag_hint(diag, "%s", guess->hint);
		return r;
	}
	first_bytes(file, bytes);
	return diag_fail(diag, -EINVAL,
			 "Cannot determine the file type of %s: it begins with %s(%zu bytes in all); expected an Image or a "
			 "vmlinux of %s, "
			 "plain or compressed with gzip, xz, lzma or zstd",
			 subject, bytes, file.size, arch->name);
}

/* A container with a magic number is what it says. LZMA has none, so a failure to unpack it may mean that it is none. */
static int unpack(const struct decompressor *packed, struct view file, size_t limit, struct blob *ret, struct diag *diag)
{
	int r;

	if (!packed->unpack)
		return diag_fail(diag, -EOPNOTSUPP, "it is compressed with %s, and this build is without %s", packed->name,
				 packed->library);
	r = packed->unpack(file, limit, ret, diag);
	if (r < 0 && packed == &decompress_lzma)
		diag_prefix(diag, "Cannot determine the file type of this kernel: perhaps it is LZMA");
	return r;
}

static int open_packed(const struct arch *arch, struct view file, size_t limit, struct image *image, struct diag *diag)
{
	const struct decompressor *packed = decompressor_find(file);
	char subject[64];
	int r;

	if (!packed)
		return unknown(arch, file, "this kernel", diag);
	r = unpack(packed, file, limit, &image->owned, diag);
	if (r < 0)
		return r;
	image->compression = packed->name;
	snprintf(subject, sizeof(subject), "what the %s data unpack to", packed->name);
	r = open_plain(arch, blob_view(&image->owned), limit, image, diag);
	if (r == -ENOEXEC)
		return unknown(arch, blob_view(&image->owned), subject, diag);
	if (r < 0)
		diag_prefix(diag, "%s", subject);
	return r;
}

int image_open_bounded(const struct arch *arch, struct view file, const char *type, size_t limit, struct image *ret,
		       struct diag *diag)
{
	CLEANUP(image_release) struct image image = { 0 };
	int r = check_type(type, diag);

	if (r < 0)
		return r;
	r = open_plain(arch, file, limit, &image, diag);
	if (r == -ENOEXEC)
		r = open_packed(arch, file, limit, &image, diag);
	if (r < 0)
		return r;
	if (type && strcmp(type, image.format))
		return diag_fail(diag, -EINVAL, "Wrong file type %s, file matches type %s", type, image.format);
	*ret = image;
	image = (struct image){ 0 };
	return 0;
}

int image_open(const struct arch *arch, struct view file, const char *type, struct image *ret, struct diag *diag)
{
	return image_open_bounded(arch, file, type, IMAGE_SIZE_MAX, ret, diag);
}

void image_release(struct image *image)
{
	blob_release(&image->owned);
	*image = (struct image){ 0 };
}
