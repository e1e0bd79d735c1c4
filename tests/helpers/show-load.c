/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * show-load OPTION... KERNEL: makes all that kexec --sysroot=... --dry-run with these options would hand to kexec_load(2), the
 * purgatory with its handoff included, and tells what is in it. A plan shows places; this shows the bytes.
 */
#include <elf.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libfdt.h>

#include "common/bytes.h"
#include "common/digest.h"
#include "common/handoff.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/host/host.h"
#include "kexec/load/load-view.h"
#include "kexec/load/load.h"
#include "kexec/options/options-parse.h"
#include "kexec/options/options.h"
#include "kexec/plan/demand.h"
#include "kexec/plan/plan.h"
#include "kexec/plan/sink.h"
#include "kexec/load/submit.h"
#include "kexec/route.h"

static const struct segment *segment_of(const struct plan *plan, const struct handoff_region *region)
{
	for (size_t i = 0; i < plan->segment_count; i++)
		if (plan->segment[i].memory.start == region->staged && plan->segment[i].home.start == region->start)
			return &plan->segment[i];
	return NULL;
}

static const char *judge(const struct handoff_region *region, const struct segment *segment, struct view purgatory)
{
	uint64_t count = digest_count(region->size);
	uint8_t digest[SHA256_SIZE];

	if (!segment || strcmp(region->name, segment->name) != 0)
		return "another part's";
	if (region->size != segment->bytes.size)
		return "another size";
	if (region->digests >= purgatory.size)
		return "absent";
	if (!span_fits(region->digests, count * SHA256_SIZE, purgatory.size))
		return "outside";
	for (uint64_t i = 0; i < count; i++) {
		uint64_t offset = i * HANDOFF_CHUNK_SIZE;

		sha256(segment->bytes.data + offset, digest_chunk_size(region->size, offset), digest);
		if (memcmp(purgatory.data + region->digests + i * SHA256_SIZE, digest, SHA256_SIZE) != 0)
			return "wrong";
	}
	return "right";
}

static void show_console(const struct handoff_console *console)
{
	printf("console: type %u in space %u at 0x%" PRIx64 ", registers shifted by %u, %u bytes wide\n", console->type,
	       console->space, console->base, console->reg_shift, console->io_width);
}

static void show_emergency(const struct handoff_emergency *emergency)
{
	printf("emergency: on mismatch %u, flags %u, ramoops 0x%" PRIx64 "+0x%x\n", emergency->on_mismatch, emergency->flags,
	       emergency->ramoops.base, emergency->ramoops.size);
	printf("enters: 0x%" PRIx64 ", arguments 0x%" PRIx64 " 0x%" PRIx64 " 0x%" PRIx64 " 0x%" PRIx64
	       ", received 0x%x, once %u regions are in place\n",
	       emergency->kernel_entry, emergency->argument[0], emergency->argument[1], emergency->argument[2],
	       emergency->argument[3], emergency->arguments_received, emergency->regions_needed);
	for (int i = 0; i < HANDOFF_RESETS_MAX; i++)
		if (emergency->reset[i].kind)
			printf("reset: kind %u, %u bytes at 0x%" PRIx64 ", value 0x%" PRIx64 "\n", emergency->reset[i].kind,
			       emergency->reset[i].width, emergency->reset[i].address, emergency->reset[i].value);
	show_console(&emergency->console);
}

static void show_handoff(const struct plan *plan, struct view purgatory)
{
	struct handoff handoff;

	if (purgatory.size < HANDOFF_OFFSET + sizeof(handoff))
		return;
	memcpy(&handoff, purgatory.data + HANDOFF_OFFSET, sizeof(handoff));
	printf("handoff: tables at 0x%" PRIx64 "+0x%" PRIx64 "\n", handoff.tables, handoff.tables_size);
	for (int i = 0; i < 2; i++)
		show_emergency(&handoff.emergency[i]);
	for (uint32_t i = 0; i < handoff.region_count && i < HANDOFF_REGIONS_MAX; i++) {
		const struct handoff_region *region = &handoff.region[i];

		printf("verifies: %.16s at 0x%" PRIx64 ", digests %s", region->name, region->start,
		       judge(region, segment_of(plan, region), purgatory));
		if (region->staged != region->start)
			printf(", moved from 0x%" PRIx64, region->staged);
		putchar('\n');
	}
}

/* Seeds are different each time; texts and numbers are shown. */
static void show_property(const char *name, const uint8_t *value, int length)
{
	printf("chosen: %s", name);
	if (strstr(name, "seed"))
		printf(" = %d bytes", length);
	else if (strncmp(name, "linux,", 6) == 0)
		for (int i = 0; i + 4 <= length; i += 4)
			printf("%s0x%x", i ? " " : " = ", load_be32(value + i));
	else
		printf(" = \"%.*s\"", length, (const char *)value);
	putchar('\n');
}

static void show_devicetree(struct view dtb)
{
	int node = fdt_path_offset(dtb.data, "/chosen"), property;

	for (int i = 0; i < fdt_num_mem_rsv(dtb.data); i++) {
		uint64_t start = 0, size = 0;

		(void)fdt_get_mem_rsv(dtb.data, i, &start, &size);
		printf("memreserve: 0x%" PRIx64 "+0x%" PRIx64 "\n", start, size);
	}
	fdt_for_each_property_offset(property, dtb.data, node)
	{
		const char *name = NULL;
		int length = 0;
		const void *value = fdt_getprop_by_offset(dtb.data, property, &name, &length);

		if (value)
			show_property(name, value, length);
	}
}

static void show_elfcorehdr(struct view header)
{
	unsigned int count = load_le16(header.data + offsetof(Elf64_Ehdr, e_phnum));

	for (unsigned int i = 0; i < count; i++) {
		const uint8_t *p = header.data + sizeof(Elf64_Ehdr) + i * sizeof(Elf64_Phdr);
		bool note = load_le32(p + offsetof(Elf64_Phdr, p_type)) == PT_NOTE;

		printf("%s: 0x%" PRIx64 "+0x%" PRIx64, note ? "note" : "load", load_le64(p + offsetof(Elf64_Phdr, p_paddr)),
		       load_le64(p + offsetof(Elf64_Phdr, p_memsz)));
		if (!note)
			printf(" at 0x%" PRIx64, load_le64(p + offsetof(Elf64_Phdr, p_vaddr)));
		putchar('\n');
	}
}

/* The sink's load(): nothing is loaded, all is shown. */
static int show(void *context, const struct plan *plan, const struct machine *machine, struct diag *diag)
{
	(void)context, (void)machine, (void)diag;
	printf("entry 0x%" PRIx64 "\n", plan->entry);
	for (size_t i = 0; i < plan->segment_count; i++)
		printf("segment: %s at 0x%" PRIx64 ", 0x%zx bytes in 0x%" PRIx64 "\n", plan->segment[i].name,
		       plan->segment[i].memory.start, plan->segment[i].bytes.size, range_size(plan->segment[i].memory));
	show_handoff(plan, plan_segment(plan, PART_PURGATORY)->bytes);
	show_devicetree(plan_segment(plan, PART_BOOT)->bytes);
	if (plan_segment(plan, PART_ELFCOREHDR))
		show_elfcorehdr(plan_segment(plan, PART_ELFCOREHDR)->bytes);
	return 0;
}

static int unload_nothing(void *context, bool crash, struct diag *diag)
{
	(void)context, (void)crash, (void)diag;
	return 0;
}

static int is_never_loaded(void *context, bool crash, bool *ret, struct diag *diag)
{
	(void)context, (void)crash, (void)diag;
	*ret = false;
	return 0;
}

static int fail(const struct diag *diag)
{
	fprintf(stderr, "show-load: %s\n%s\n", diag->message, diag->hint);
	return EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	const struct sink sink = { .load = show, .unload = unload_nothing, .is_loaded = is_never_loaded };
	CLEANUP(load_release) struct load *load = NULL;
	CLEANUP(host_close) struct host host = { .root = -1 };
	struct diag diag = { 0 };
	struct options options;
	const struct route route = { .way = ROUTE_SEGMENTS };
	struct load_view view;

	if (options_parse(argc, argv, &options, &diag) < 0 || host_open(options.sysroot, &host, &diag) < 0)
		return fail(&diag);
	if (load_prepare(&options, &route, &host, NULL, &load, &diag) < 0 || load_complete(&options, NULL, load, &diag) < 0)
		return fail(&diag);
	load_look(load, &view);
	if (load_submit(&sink, &view, &diag) < 0)
		return fail(&diag);
	return EXIT_SUCCESS;
}
