/* SPDX-License-Identifier: GPL-2.0-only */
/* Kernel files that this version recognises and cannot open: each is refused by name, with the remedy. */
#include "kexec/image/layer.h"
#include "kexec/image/layers.h"
#include "kexec/image/magic.h"

static bool is_bzip2(struct view bytes)
{
	return HAS_MAGIC(bytes, 0, "BZh");
}

/* The legacy format, which Linux's own build makes, and the frame format. */
static bool is_lz4(struct view bytes)
{
	return HAS_MAGIC(bytes, 0, "\x02\x21\x4c\x18") || HAS_MAGIC(bytes, 0, "\x04\x22\x4d\x18");
}

static bool is_lzo(struct view bytes)
{
	return HAS_MAGIC(bytes, 0, "\x89LZO");
}

const struct layer layer_bzip2 = {
	.name = "bzip2",
	.what = "it is compressed with bzip2",
	.hint = "Unpack it with bunzip2.",
	.matches = is_bzip2,
};

const struct layer layer_lz4 = {
	.name = "lz4",
	.what = "it is compressed with lz4",
	.hint = "Unpack it with unlz4.",
	.matches = is_lz4,
};

const struct layer layer_lzo = {
	.name = "lzo",
	.what = "it is compressed with lzo",
	.hint = "Unpack it with lzop -d.",
	.matches = is_lzo,
};
