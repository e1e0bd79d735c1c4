/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/known-files.h"

#include <stdio.h>

#include "arch/sha256-best.h"
#include "kexec/base/diag.h"
#include "kexec/host/file-hash.h"
#include "kexec/host/host.h"
#include "kexec/loaded/loaded.h"

static void hash_file(const struct host *host, struct loaded_file *file)
{
	struct diag why = { 0 };

	if (!file->path)
		return;
	if (host->is_recorded)
		diag_fail(&why, 0, "the machine is a recorded one");
	else
		file->have_digest = host_hash_file(file->path, &file->identity, sha256_best(), file->digest, &why) == 0;
	snprintf(file->no_digest, sizeof(file->no_digest), "%.100s", why.message);
}

void known_hash_files(const struct host *host, struct loaded *loaded)
{
	struct host_progress progress;

	host_progress_begin(host, "hashing the files", &progress);
	hash_file(host, &loaded->kernel);
	for (size_t i = 0; i < loaded->initrd_count; i++)
		hash_file(host, &loaded->initrd[i]);
	hash_file(host, &loaded->dtb);
	host_progress_end(&progress);
}
