/* SPDX-License-Identifier: GPL-2.0-only */
#include "config.h"

#include "kexec/record.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "arch/sha256-best.h"
#include "kexec/base/diag.h"
#include "kexec/host/state-file.h"
#include "kexec/image/image.h"
#include "kexec/machine/machine.h"
#include "kexec/plan/plan.h"

static void hash(const void *data, size_t size, uint8_t ret[SHA256_SIZE])
{
	struct sha256 context;

	sha256_best()(&context);
	sha256_update(&context, data, size);
	sha256_final(&context, ret);
}

static int describe_file(const struct user_file *file, struct state_file *ret)
{
	if (!file->bytes.size)
		return 0;
	ret->path = realpath(file->path, NULL);
	if (!ret->path)
		ret->path = strdup(file->path);
	if (!ret->path)
		return -ENOMEM;
	hash(file->bytes.data, file->bytes.size, ret->digest);
	return 0;
}

/* What is hashed is each value behind its size, so that no two lists of values are the same bytes. */
static void add(struct sha256 *context, const void *data, size_t size)
{
	uint64_t length = size;

	sha256_update(context, &length, sizeof(length));
	if (size)
		sha256_update(context, data, size);
}

static void add_text(struct sha256 *context, const char *text)
{
	add(context, text ? text : "", text ? strlen(text) + 1 : 0);
}

static void add_number(struct sha256 *context, uint64_t number)
{
	add(context, &number, sizeof(number));
}

static void add_options(struct sha256 *context, const struct options *options)
{
	add_text(context, PACKAGE_TITLE);
	add_number(context, options->crash);
	add_number(context, options->skip_checks);
	add_number(context, options->have_entry);
	add_number(context, options->entry);
	add_number(context, options->allowed.start);
	add_number(context, options->allowed.end);
	add_number(context, options->on_mismatch);
	add_number(context, options->reserved);
	add_number(context, options->reuse_crash_region);
	add_number(context, options->relocate);
	add_text(context, options->type);
	add_text(context, options->serial);
}

static void add_machine(struct sha256 *context, const struct machine *machine)
{
	add_number(context, machine->page_size);
	add(context, machine->devicetree.tree.data, machine->devicetree.tree.size);
	for (size_t i = 0; i < machine->map.count; i++) {
		add_number(context, machine->map.area[i].range.start);
		add_number(context, machine->map.area[i].range.end);
		add_number(context, machine->map.area[i].type);
	}
	/* Of a crash load: CPUs come and go. */
	for (size_t i = 0; i < machine->cpu_note_count; i++)
		add_number(context, machine->cpu_note[i].start);
}

int record_request(const struct options *options, const struct load *load, struct state *ret, struct diag *diag)
{
	struct sha256 context;
	int r = describe_file(&load->kernel_file, &ret->kernel);

	if (!r)
		r = describe_file(&load->initrd, &ret->initrd);
	if (!r)
		r = describe_file(&load->dtb_file, &ret->dtb);
	if (r < 0)
		return diag_oom(diag);
	sha256_best()(&context);
	add_options(&context, options);
	add_machine(&context, &load->machine);
	add_text(&context, load->cmdline);
	add(&context, ret->kernel.digest, SHA256_SIZE);
	add(&context, ret->initrd.digest, SHA256_SIZE);
	add(&context, ret->dtb.digest, SHA256_SIZE);
	sha256_final(&context, ret->request);
	return 0;
}

static enum state_placement placement_of(const struct load *load)
{
	switch (load->plan.placement) {
	case PLACEMENT_FREE_RAM:
		return STATE_COPIED;
	case PLACEMENT_CRASH_REGION:
		return STATE_IN_PLACE;
	case PLACEMENT_RESERVED:
		return load->machine.loads_in_place ? STATE_IN_PLACE : STATE_COPIED;
	case PLACEMENT_STAGED:
		return STATE_STAGED;
	}
	abort();
}

/* A part that is a file as it is has the digest of that file. */
static void hash_part(const struct load *load, const struct segment *segment, const struct state *state,
		      uint8_t ret[SHA256_SIZE])
{
	struct view bytes = segment->bytes;

	if (bytes.data == load->initrd.bytes.data && bytes.size == load->initrd.bytes.size)
		memcpy(ret, state->initrd.digest, SHA256_SIZE);
	else if (bytes.data == load->kernel_file.bytes.data && bytes.size == load->kernel_file.bytes.size)
		memcpy(ret, state->kernel.digest, SHA256_SIZE);
	else
		hash(bytes.data, bytes.size, ret);
}

static void record_parts(const struct load *load, struct state *state)
{
	for (size_t i = 0; i < load->plan.segment_count; i++) {
		const struct segment *segment = &load->plan.segment[i];
		struct state_part *part = &state->part[state->part_count++];

		*part = (struct state_part){
			.part = segment->part,
			.memory = segment->memory,
			.home = segment->home.start,
			.bytes = segment->bytes.size,
		};
		hash_part(load, segment, state, part->digest);
	}
}

static char *format_of(const struct image *image)
{
	char text[100];

	snprintf(text, sizeof(text), "%s%s%s", image->format, image->compression ? ", " : "",
		 image->compression ? image->compression : "");
	return strdup(text);
}

int record_load(const struct host *host, const struct load *load, struct state *state, struct diag *diag)
{
	host_boot_id(host, state->boot_id);
	state->when = (uint64_t)time(NULL);
	state->crash = load->plan.crash;
	state->placement = placement_of(load);
	state->format = format_of(&load->image);
	state->cmdline = strdup(load->cmdline);
	if (!state->format || !state->cmdline || state_memory(&load->machine.map, state->crash, &state->memory) < 0)
		return diag_oom(diag);
	record_parts(load, state);
	return 0;
}
