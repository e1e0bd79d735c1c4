/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/load-values.h"

#include <stdlib.h>

#include "kexec/base/blob.h"
#include "kexec/base/notes.h"
#include "kexec/base/ranges.h"
#include "kexec/host/host.h"
#include "kexec/image/bundle.h"
#include "kexec/image/image.h"
#include "kexec/machine/console-choose.h"
#include "kexec/machine/fdt-open.h"
#include "kexec/machine/machine.h"
#include "kexec/plan/plan.h"

/* A load and all values that it points to, in one allocation. The load is the first member, so its address frees everything. */
struct storage {
	struct load load;
	struct machine machine;
	struct console_choice console;
	struct user_file kernel_file, dtb_file;
	struct bundle bundle;
	struct image image;
	struct devicetree given_devicetree;
	struct plan plan;
	uint64_t size[PART_COUNT];
};

struct load *load_new(void)
{
	struct storage *storage = calloc(1, sizeof(*storage));

	if (!storage)
		return NULL;
	storage->load = (struct load){
		.machine = &storage->machine,
		.console = &storage->console,
		.kernel_file = &storage->kernel_file,
		.dtb_file = &storage->dtb_file,
		.bundle = &storage->bundle,
		.image = &storage->image,
		.given_devicetree = &storage->given_devicetree,
		.plan = &storage->plan,
		.size = storage->size,
		.notes = notes_new(),
	};
	if (storage->load.notes)
		return &storage->load;
	free(storage);
	return NULL;
}

void load_free(struct load *load)
{
	if (!load)
		return;
	plan_release(load->plan);
	bundle_release(load->bundle);
	machine_release(load->machine);
	devicetree_release(load->given_devicetree);
	host_release_user_file(load->kernel_file);
	for (size_t i = 0; i < load->initrd_count; i++)
		host_release_user_file(&load->initrd_file[i]);
	free(load->initrd_file);
	host_release_user_file(load->dtb_file);
	blob_release(&load->unpacked);
	blob_release(&load->joined);
	blob_release(&load->boot);
	blob_release(&load->elfcorehdr);
	blob_release(&load->purgatory);
	ranges_release(&load->fixed);
	ranges_release(&load->dtb_memory);
	ranges_release(&load->taken);
	free(load->cmdline);
	for (size_t i = 0; i < load->text_count; i++)
		free(load->text[i]);
	free(load->files);
	free(load->initrd_contents);
	notes_free(load->notes);
	free(load);
}
