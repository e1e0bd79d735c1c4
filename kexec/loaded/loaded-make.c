/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/loaded/loaded-make.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/base/diag.h"
#include "kexec/loaded/loaded-view.h"
#include "kexec/loaded/loaded.h"
#include "kexec/machine/machine.h"
#include "kexec/plan/plan.h"

static void hash(const struct loaded_source *source, struct view bytes, uint8_t ret[SHA256_SIZE])
{
	struct sha256 context;

	source->hash(&context);
	if (bytes.size)
		sha256_update(&context, bytes.data, bytes.size);
	sha256_final(&context, ret);
}

static int make_file(const struct loaded_source *source, const struct loaded_source_file *file, struct loaded_file *ret)
{
	if (!file->path)
		return 0;
	ret->path = strdup(file->path);
	if (!ret->path)
		return -ENOMEM;
	hash(source, file->bytes, ret->digest);
	return 0;
}

static int make_initrds(const struct loaded_source *source, struct loaded *ret)
{
	for (size_t i = 0; i < source->initrd_count; i++) {
		struct loaded_file initrd = { 0 };
		int r = make_file(source, &source->initrd[i], &initrd);

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

static void make_request(const struct loaded_source *source, struct loaded *ret)
{
	struct sha256 context;

	source->hash(&context);
	add(&context, source->settings.data, source->settings.size);
	add_machine(&context, source->machine);
	add(&context, source->devicetree.data, source->devicetree.size);
	add(&context, source->cmdline, strlen(source->cmdline));
	add(&context, ret->kernel.digest, SHA256_SIZE);
	add_number(&context, ret->initrd_count);
	for (size_t i = 0; i < ret->initrd_count; i++)
		add(&context, ret->initrd[i].digest, SHA256_SIZE);
	add(&context, ret->dtb.digest, SHA256_SIZE);
	sha256_final(&context, ret->request);
}

int loaded_make_request(const struct loaded_source *source, struct loaded *ret, struct diag *diag)
{
	int r = make_file(source, &source->kernel, &ret->kernel);

	if (!r)
		r = make_initrds(source, ret);
	if (!r)
		r = make_file(source, &source->dtb, &ret->dtb);
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

static bool is_file(const struct loaded_source_file *file, struct view bytes)
{
	return file->path && file->bytes.data == bytes.data && file->bytes.size == bytes.size;
}

/* A part that is a whole file has the digest of that file. */
static void hash_part(const struct loaded_source *source, struct view bytes, const struct loaded *loaded,
		      uint8_t ret[SHA256_SIZE])
{
	if (is_file(&source->kernel, bytes))
		memcpy(ret, loaded->kernel.digest, SHA256_SIZE);
	else if (source->initrd_count == 1 && is_file(&source->initrd[0], bytes))
		memcpy(ret, loaded->initrd[0].digest, SHA256_SIZE);
	else
		hash(source, bytes, ret);
}

_Static_assert(PART_SEGMENTS <= LOADED_PARTS_MAX, "a record has room for every part of a plan");

static void make_parts(const struct loaded_source *source, const struct plan *plan, struct loaded *ret)
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
		hash_part(source, segment->bytes, ret, part->digest);
	}
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
	if (result->plan)
		make_parts(source, result->plan, ret);
	return 0;
}
