/* SPDX-License-Identifier: GPL-2.0-only */
/* Bytes as a command line, as the configuration of a client, and as the bytes of a kernel with its version. */
#include <stdlib.h>
#include <string.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/check/check.h"
#include "kexec/check/memory-sum.h"
#include "kexec/check/words.h"
#include "kexec/image/kernel-version.h"
#include "kexec/machine/snapshot.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_sum(const char *cmdline)
{
	struct memory_request request = { .page_size = 4096, .kernel = 1 << 25, .initrd = 1 << 24, .unpacked = 1 << 26, .cmdline = cmdline, .cpus = 4,
					  .needs_bounce = true };
	struct memory_sum sum;
	uint64_t lines = 0;

	memory_sum(&request, &sum);
	for (size_t i = 0; i < sum.count; i++)
		lines += sum.line[i].bytes;
	if (lines != sum.needed || sum.smallest < sum.needed || sum.needed < request.kernel + request.initrd + request.unpacked)
		abort();
}

static void check_words(const char *cmdline)
{
	static const char *const names[] = { "a", "panic", "crashkernel" };
	struct view value;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (words_find(cmdline, names[i], &value) &&
		    ((const char *)value.data < cmdline || (const char *)value.data + value.size > cmdline + strlen(cmdline)))
			abort();
}

static void check_path(const char *file, const uint8_t *data, size_t size)
{
	CLEANUP(snapshot_release) struct snapshot snapshot = { 0 };
	struct blob bytes = { 0 };
	char path[32] = "";

	if (blob_alloc(size, &bytes) < 0)
		return;
	if (size)
		memcpy(bytes.data, data, size);
	if (snapshot_add(&snapshot, file, &bytes) < 0) {
		blob_release(&bytes);
		return;
	}
	if (check_dump_path(&snapshot, path, sizeof(path)) && (path[0] != '/' || strlen(path) >= sizeof(path)))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_FREE char *cmdline = calloc(size + 1, 1);
	char version[16];

	if (!cmdline)
		return 0;
	if (size)
		memcpy(cmdline, data, size);
	check_words(cmdline);
	check_sum(cmdline);
	check_path("/etc/default/kdump-tools", data, size);
	check_path("/etc/kdump.conf", data, size);
	kernel_version((struct view){ data, size }, version, sizeof(version));
	if (strlen(version) >= sizeof(version))
		abort();
	return 0;
}
