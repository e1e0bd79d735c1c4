/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/image/decompress.h"

/* LZMA has no magic number and is asked last. */
static const struct decompressor *const decompressors[] = {
	&decompress_gzip,
	&decompress_xz,
	&decompress_zstd,
	&decompress_lzma,
};

const struct decompressor *decompressor_find(struct view in)
{
	for (size_t i = 0; i < sizeof(decompressors) / sizeof(decompressors[0]); i++)
		if (decompressors[i]->matches(in))
			return decompressors[i];
	return NULL;
}
