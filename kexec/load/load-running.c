/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/load-steps.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "kexec/base/diag.h"
#include "kexec/base/notes.h"
#include "kexec/host/host.h"
#include "kexec/load/load-values.h"
#include "kexec/load/running-files.h"
#include "kexec/machine/machine.h"

static void note_stuck(const struct load *load)
{
	const struct machine *machine = load->machine;
	struct diag note;

	if (!machine->stuck_why[0])
		return;
	if (load->crash) {
		diag_fail(&note, 0,
			  "the running kernel cannot stop its other CPUs at a panic (%s): it starts the capture kernel, but "
			  "calls the "
			  "dump unreliable",
			  machine->stuck_why);
		diag_hint(&note, "Those CPUs may go on writing to memory. %s", machine->stuck_remedy);
	} else {
		diag_fail(&note, 0, "the running kernel will refuse this load, as it cannot stop its other CPUs: %s",
			  machine->stuck_why);
		diag_hint(&note, "%s", machine->stuck_remedy);
	}
	notes_add(load->notes, &note);
}

/* Linux 6.17, kernel/crash_dump_dm_crypt.c. The running kernel passes the keys on in kexec_file_load(2) only. */
static void note_crypt_keys(const struct context *context, const struct load *load)
{
	uint64_t count = 0;
	struct diag note;
	int r;

	if (!load->crash || load->by_files)
		return;
	r = host_read_number(context->host, CRYPT_KEYS_FILE, 10, &count);
	if (r == -ENOENT || (!r && !count))
		return;
	if (r < 0)
		diag_fail(&note, 0, "cannot read " CRYPT_KEYS_FILE ": %s; kexec_load(2) passes no dm-crypt keys to the capture kernel",
			  strerror(-r));
	else
		diag_fail(&note, 0,
			  "the capture kernel gets none of the %" PRIu64
			  " dm-crypt keys of /sys/kernel/config/crash_dm_crypt_keys: kexec_load(2) passes none",
			  count);
	diag_hint(&note, "If the dump is written to an encrypted disk, load with -s.");
	notes_add(load->notes, &note);
}

void note_running_kernel(const struct context *context, const struct load *load)
{
	note_stuck(load);
	note_crypt_keys(context, load);
}
