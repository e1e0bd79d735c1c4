/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The answer of a child that was taken over by a hostile file: it is refused, or the load that it describes can be printed and
 * used. The input is an answer if it begins with 'R'. Otherwise it changes a good one: any number of offset (16 bits,
 * little-endian) and new byte.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/load/load-values.h"
#include "kexec/load/load.h"
#include "kexec/machine/machine.h"
#include "kexec/plan/plan-print.h"
#include "kexec/plan/plan.h"
#include "tests/helpers/answered-load.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void use(const struct load *load)
{
	AUTO_FREE char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	volatile uint8_t sum = 0;

	if (!out)
		abort();
	plan_print_json(load->plan, load->machine, out);
	plan_print_text(load->plan, load->machine, false, out);
	fclose(out);
	for (size_t i = 0; i < load->plan->segment_count; i++) {
		struct view bytes = load->plan->segment[i].bytes;

		if (bytes.size > range_size(load->plan->segment[i].memory))
			abort();
		for (size_t n = 0; bytes.data && n < bytes.size; n++)
			sum = (uint8_t)(sum + bytes.data[n]);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct answered answered;
	CLEANUP(load_release) struct load *load = NULL;
	CLEANUP(load_release) struct load *made = NULL;
	char message[1024];

	answered_make(&answered);
	made = answered.load;
	answered_write(&answered);
	if (size && data[0] == 'R') {
		answered.size = size - 1 < ANSWER_MAX ? size - 1 : ANSWER_MAX;
		memcpy(answered.bytes, data + 1, answered.size);
	} else {
		for (size_t i = 0; i + 3 <= size; i += 3)
			answered.bytes[(data[i] | (size_t)data[i + 1] << 8) % answered.size] = data[i + 2];
	}
	load = answered_files(&answered.options, &answered.route);
	if (answered_read(&answered, load, message) == 0)
		use(load);
	return 0;
}
