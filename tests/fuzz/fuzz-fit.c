/* SPDX-License-Identifier: GPL-2.0-only */
/* A FIT image on a machine that it may match, with and without a configuration that is named. */
#include <stdlib.h>
#include <string.h>

#include "arch/arm64/formats.h"
#include "kexec/base/diag.h"
#include "kexec/image/bundle.h"
#include "kexec/image/image-open.h"
#include "kexec/image/layer.h"
#include "kexec/image/layers.h"

#define LIMIT ((size_t)64 << 10)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint8_t sum_of(struct view bytes)
{
	uint8_t sum = 0;

	for (size_t i = 0; i < bytes.size; i++)
		sum ^= bytes.data[i];
	return sum;
}

/* Each byte of each piece is there to be read. */
static uint8_t read_pieces(const struct bundle *bundle)
{
	uint8_t sum = sum_of(bundle->kernel.bytes) ^ sum_of(bundle->devicetree.bytes);

	for (size_t i = 0; i < bundle->initrd_count; i++)
		sum ^= sum_of(bundle->initrd[i].bytes);
	return sum;
}

static void unwrap(struct view file, const struct layer_choices *choices)
{
	static const char compatible[] = "maker,b\0maker,soc";
	const struct unwrap_request request = {
		.bytes = file,
		.limit = LIMIT,
		.arch = &arm64_kernels,
		.compatible = { .data = (const uint8_t *)compatible, .size = sizeof(compatible) },
		.choices = choices,
	};
	struct bundle bundle = { 0 };
	struct diag diag = { 0 };
	int r = layer_fit.unwrap(&request, &bundle, &diag);
	volatile uint8_t sum = r ? 0 : read_pieces(&bundle);

	(void)sum;
	if (r > 0 || (r && (!diag.message[0] || strchr(diag.message, '\n'))))
		abort();
	bundle_release(&bundle);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct layer_choices by_match = { 0 }, by_name = { .fit_config = "conf-1#ov" };
	const struct view file = { .data = data, .size = size };

	if (!layer_fit.matches(file))
		return 0;
	unwrap(file, &by_match);
	unwrap(file, &by_name);
	return 0;
}
