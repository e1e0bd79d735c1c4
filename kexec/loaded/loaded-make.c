/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/loaded/loaded-make.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/handoff.h"
#include "kexec/base/diag.h"
#include "kexec/loaded/loaded-view.h"
#include "kexec/loaded/loaded.h"
#include "kexec/machine/machine.h"
#include "kexec/plan/plan.h"

static int make_file(const struct loaded_source_file *file, struct loaded_file *ret)
{
	if (!file->path)
		return 0;
	ret->path = strdup(file->path);
	ret->identity = *file->identity;
	return ret->path ? 0 : -ENOMEM;
}

static int make_initrds(const struct loaded_source *source, struct loaded *ret)
{
	for (size_t i = 0; i < source->initrd_count; i++) {
		struct loaded_file initrd = { 0 };
		int r = make_file(&source->initrd[i], &initrd);

		if (!r)
			r = loaded_add_initrd(ret, &initrd);
		free(initrd.path);
		if (r < 0)
			return r;
	}
	return 0;
}

/* Hashes a value behind its size, so that no two lists of values are the same bytes. */
static void add(struct sha256 *context, const void *data, size_t size)
{
	uint64_t length = size;

	sha256_update(context, &length, sizeof(length));
	if (size)
		sha256_update(context, data, size);
}

static void add_number(struct sha256 *context, uint64_t number)
{
	add(context, &number, sizeof(number));
}

static void add_machine(struct sha256 *context, const struct machine *machine)
{
	add_number(context, machine->page_size);
	add_number(context, machine->map.count);
	for (size_t i = 0; i < machine->map.count; i++) {
		add_number(context, machine->map.area[i].range.start);
		add_number(context, machine->map.area[i].range.end);
		add_number(context, machine->map.area[i].type);
	}
	/* For a crash load: CPUs come and go. */
	add_number(context, machine->cpu_note_count);
	for (size_t i = 0; i < machine->cpu_note_count; i++)
		add_number(context, machine->cpu_note[i].start);
}

/* The bytes of a file without an identity count themselves: those of a pipe, or of a file that was written just now. */
static void add_file(struct sha256 *context, const struct loaded_source_file *file)
{
	const struct file_identity none = { 0 }, *identity = file->path ? file->identity : &none;
	bool is_known = file_identity_is_known(identity);

	add_number(context, identity->device);
	add_number(context, identity->inode);
	add_number(context, identity->size);
	add_number(context, identity->modified);
	add_number(context, identity->changed);
	add(context, is_known ? NULL : file->bytes.data, is_known ? 0 : file->bytes.size);
}

static void make_request(const struct loaded_source *source, struct loaded *ret)
{
	struct sha256 context;

	source->hash(&context);
	add(&context, source->settings.data, source->settings.size);
	add_machine(&context, source->machine);
	add(&context, source->devicetree.data, source->devicetree.size);
	add(&context, source->cmdline, strlen(source->cmdline));
	add_file(&context, &source->kernel);
	add_number(&context, source->initrd_count);
	for (size_t i = 0; i < source->initrd_count; i++)
		add_file(&context, &source->initrd[i]);
	add_file(&context, &source->dtb);
	sha256_final(&context, ret->request);
}

int loaded_make_request(const struct loaded_source *source, struct loaded *ret, struct diag *diag)
{
	int r = make_file(&source->kernel, &ret->kernel);

	if (!r)
		r = make_initrds(source, ret);
	if (!r)
		r = make_file(&source->dtb, &ret->dtb);
	ret->cmdline = strdup(source->cmdline);
	if (r < 0 || !ret->cmdline)
		return diag_oom(diag);
	make_request(source, ret);
	return 0;
}

static enum loaded_placement placement_of(const struct plan *plan, bool loads_in_place)
{
	switch (plan->placement) {
	case PLACEMENT_FREE_RAM:
		return LOADED_COPIED;
	case PLACEMENT_CRASH_REGION:
		return LOADED_IN_PLACE;
	case PLACEMENT_RESERVED:
		return loads_in_place ? LOADED_IN_PLACE : LOADED_COPIED;
	case PLACEMENT_STAGED:
		return LOADED_STAGED;
	}
	abort();
}

_Static_assert(PART_SEGMENTS <= LOADED_PARTS_MAX, "a record has room for every part of a plan");

static void make_parts(const struct plan *plan, struct loaded *ret)
{
	for (size_t i = 0; i < plan->segment_count; i++) {
		const struct segment *segment = &plan->segment[i];
		struct loaded_part *part = &ret->part[ret->part_count++];

		*part = (struct loaded_part){
			.memory = segment->memory,
			.home = segment->home.start,
			.bytes = segment->bytes.size,
		};
		snprintf(part->name, sizeof(part->name), "%s", segment->name);
	}
}

/* With -i the purgatory has no digests of the parts. */
static void make_own_digest(const struct plan *plan, struct loaded *ret)
{
	const struct segment *purgatory = plan_segment(plan, PART_PURGATORY);
	struct handoff handoff;

	if (!purgatory || purgatory->bytes.size < PURGATORY_STACK)
		return;
	memcpy(&handoff, purgatory->bytes.data + HANDOFF_OFFSET, sizeof(handoff));
	ret->have_own_digest = !(handoff.emergency[0].flags & HANDOFF_SKIP_CHECKS);
	if (ret->have_own_digest)
		memcpy(ret->own_digest, purgatory->bytes.data + HANDOFF_OWN_DIGEST, SHA256_SIZE);
}

static char *format_of(const struct loaded_result *result)
{
	char text[100];

	snprintf(text, sizeof(text), "%s%s%s", result->format, result->compression ? ", " : "",
		 result->compression ? result->compression : "");
	return strdup(text);
}

int loaded_make_result(const struct loaded_source *source, const struct loaded_result *result, struct loaded *ret,
		       struct diag *diag)
{
	snprintf(ret->boot_id, sizeof(ret->boot_id), "%s", result->boot_id);
	ret->when = result->when;
	ret->crash = result->crash;
	ret->by_files = !result->plan;
	ret->placement = result->plan ? placement_of(result->plan, source->machine->loads_in_place) : LOADED_BY_KERNEL;
	ret->format = format_of(result);
	ret->why = strdup(result->why);
	if (!ret->format || !ret->why || loaded_memory(&source->machine->map, ret->crash, &ret->memory) < 0)
		return diag_oom(diag);
	if (result->plan) {
		make_parts(result->plan, ret);
		make_own_digest(result->plan, ret);
	}
	return 0;
}
