/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A core file, whatever is in it, and the log that vmcore-dmesg prints of it. The input is the file itself if it begins as ELF
 * does; else a description of one, which tests/helpers/text-core.h has.
 */
#include <elf.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "tests/helpers/memory-source.h"
#include "tests/helpers/text-core.h"
#include "vmcore-dmesg/core.h"
#include "vmcore-dmesg/log-print.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_output(const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if ((text[i] < ' ' || text[i] > '~') && (text[i] < '\t' || text[i] > '\r'))
			abort();
}

static void check_core(const struct blob *file)
{
	CLEANUP(core_close) struct core core = { 0 };
	struct memory_source source = memory_source_of(file);
	AUTO_FREE char *text = NULL;
	struct diag diag = { 0 };
	size_t size;
	FILE *out;
	int r = core_open(&source.source, &core, &diag);

	if (r < 0) {
		if (!diag.message[0] || core.load || core.vmcoreinfo.data)
			abort();
		return;
	}
	out = open_memstream(&text, &size);
	if (!out)
		return;
	r = log_print(&core, out, &diag);
	fclose(out);
	if (r > 0 || (r < 0 && !diag.message[0]))
		abort();
	check_output(text, size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(blob_release) struct blob made = { 0 };
	struct blob raw = { .data = (uint8_t *)(uintptr_t)data, .size = size };
	size_t line;

	if (size >= SELFMAG && !memcmp(data, ELFMAG, SELFMAG))
		check_core(&raw);
	else if (text_core((struct view){ .data = data, .size = size }, &made, &line) == 0)
		check_core(&made);
	return 0;
}
