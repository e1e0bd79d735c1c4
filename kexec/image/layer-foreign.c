/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files that people give as a kernel but that hold none for this program: refused by name.
 *
 * A kernel of another architecture is a last row: the formats of the requested architecture are asked before. So the rows may
 * name all architectures, and no row depends on the requested one.
 */
#include "kexec/image/layer.h"
#include "kexec/image/layers.h"
#include "kexec/image/magic.h"

static bool is_empty(struct view bytes)
{
	return !bytes.size;
}

static bool is_zeros(struct view bytes)
{
	for (size_t i = 0; i < bytes.size; i++)
		if (bytes.data[i])
			return false;
	return true;
}

/* Documentation/arch/x86/boot.rst: the setup header's magic. */
static bool is_bzimage(struct view bytes)
{
	return HAS_MAGIC(bytes, 0x202, "HdrS");
}

/* Documentation/arch/arm64/booting.rst */
static bool is_arm64(struct view bytes)
{
	return HAS_MAGIC(bytes, 56, "ARM\x64");
}

/* Documentation/arch/riscv/boot-image-header.rst */
static bool is_riscv(struct view bytes)
{
	return HAS_MAGIC(bytes, 48, "RISCV\0\0\0") || HAS_MAGIC(bytes, 56, "RSC\x05");
}

/* arch/arm/boot/compressed/head.S */
static bool is_arm_zimage(struct view bytes)
{
	return HAS_MAGIC(bytes, 0x24, "\x18\x28\x6f\x01") || HAS_MAGIC(bytes, 0x24, "\x01\x6f\x28\x18");
}

/* The rows that open gzip, xz and zstd check more bytes than these. */
static bool is_packed(struct view bytes)
{
	return HAS_MAGIC(bytes, 0, "\x1f\x8b") || HAS_MAGIC(bytes, 0, "\xfd\x37zXZ");
}

static bool is_cpio(struct view bytes)
{
	return HAS_MAGIC(bytes, 0, "070701") || HAS_MAGIC(bytes, 0, "070702");
}

static bool is_script(struct view bytes)
{
	return HAS_MAGIC(bytes, 0, "#!");
}

static bool is_text(struct view bytes)
{
	for (size_t i = 0; i < bytes.size && i < 512; i++)
		if (!memchr("\t\n\r", bytes.data[i], 3) && (bytes.data[i] < 0x20 || bytes.data[i] > 0x7e))
			return false;
	return true;
}

#define FOREIGN(row, text, remedy, question)                                                                                   \
	const struct layer row = {                                                                                             \
		.name = text, .what = text, .hint = remedy, .last = true, .foreign = true, .matches = question                 \
	}

FOREIGN(layer_empty, "the file is empty", "Copy the file again.", is_empty);
FOREIGN(layer_zeros, "the file holds nothing but zero bytes", "Copy the file again.", is_zeros);
FOREIGN(layer_bzimage, "it is an x86 bzImage", NULL, is_bzimage);
FOREIGN(layer_image_arm, "it is an Image of arm64", NULL, is_arm64);
FOREIGN(layer_image_rsc, "it is an Image of riscv", NULL, is_riscv);
FOREIGN(layer_arm_zimage, "it is a zImage of 32-bit arm", NULL, is_arm_zimage);
FOREIGN(layer_packed, "it has an unknown compression", "Unpack it.", is_packed);
FOREIGN(layer_cpio, "it is a cpio archive, as an initrd is", "An initrd is given with --initrd.", is_cpio);
FOREIGN(layer_script, "it is a script", NULL, is_script);
FOREIGN(layer_text, "it is text", NULL, is_text);
