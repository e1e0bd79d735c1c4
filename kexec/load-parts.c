/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load-steps.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "arch/arch.h"
#include "arch/sha256-best.h"
#include "common/handoff.h"
#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/base/ranges.h"
#include "kexec/base/trace.h"
#include "kexec/machine/kernel-layout.h"
#include "kexec/machine/machine.h"
#include "kexec/machine/memmap.h"
#include "kexec/options.h"
#include "kexec/parts/boot.h"
#include "kexec/parts/elfcorehdr.h"
#include "kexec/parts/handoff-write.h"
#include "kexec/plan/demand.h"
#include "kexec/plan/moves.h"
#include "kexec/plan/plan-request.h"
#include "kexec/plan/plan.h"
#include "kexec/plan/reserved.h"

static size_t count_areas(const struct memmap *map, enum mem_type type)
{
	size_t count = 0;

	for (size_t i = 0; i < map->count; i++)
		count += map->area[i].type == type;
	return count;
}

static struct boot_request boot_request(const struct context *context, const struct load *load)
{
	const struct memmap *map = &load->machine.map;
	struct boot_request request = {
		.machine = &load->machine,
		.image = &load->image,
		.devicetree = load_dtb_source(load),
		.keep_cmdline = load->user_devicetree.tree.size != 0,
		.cmdline_bound = strlen(load->cmdline) + load->machine.arch->cmdline_extra_max,
		.crash = context->options->crash,
	};

	if (request.crash)
		request.usable_count = count_areas(map, MEM_CRASH) + count_areas(map, MEM_CRASH_LOW);
	return request;
}

/* If staging is possible, the purgatory's tables must cover two places per part. */
static bool may_stage(const struct options *options, const struct load *load)
{
	return !options->crash && options->reserved != RESERVED_NEVER &&
	       (options->reuse_crash_region || count_areas(&load->machine.map, MEM_KEXEC));
}

/* From the sizes of all other parts. */
static int size_purgatory(const struct context *context, const struct load *load, const uint64_t *part_size, uint64_t *ret)
{
	const struct arch *arch = load->machine.arch;
	size_t places = (may_stage(context->options, load) ? 2 : 1) * (PART_SEGMENTS - 1);
	size_t bound = handoff_segment_bound(part_size, PART_COUNT, arch->tables_bound ? arch->tables_bound(places) : 0);

	if (bound == SIZE_MAX)
		return diag_fail(context->diag, -EFBIG, "the parts are too big for the purgatory to have digests of them all");
	*ret = bound;
	return 0;
}

int size_parts(const struct context *context, const struct load *load, const struct ranges *dumped, uint64_t *ret)
{
	uint64_t size[PART_COUNT] = {
		[PART_KERNEL] = load->image.mem_size,
		[PART_INITRD] = load->initrd_bytes.size,
	};
	const struct boot_request boot = boot_request(context, load);
	int r = load->machine.arch->boot_bound(&boot, &size[PART_BOOT], context->diag);

	if (r < 0)
		return r;
	if (context->options->crash)
		size[PART_ELFCOREHDR] = elfcorehdr_size(load->machine.cpu_note_count, dumped->count);
	if (context->options->crash && !size[PART_ELFCOREHDR])
		return diag_fail(context->diag, -EOVERFLOW,
				 "%zu memory ranges and %zu CPUs are more than an ELF core header can describe", dumped->count,
				 load->machine.cpu_note_count);
	r = size_purgatory(context, load, size, &size[PART_PURGATORY]);
	if (r < 0)
		return r;
	memcpy(ret, size, sizeof(size));
	return 0;
}

static void set_bytes(struct load *load, enum part part, struct view bytes)
{
	for (size_t i = 0; i < load->plan.segment_count; i++)
		if (load->plan.segment[i].part == part)
			load->plan.segment[i].bytes = bytes;
}

static const struct segment *segment_of(const struct load *load, enum part part)
{
	static const struct segment none;
	const struct segment *segment = plan_segment(&load->plan, part);

	return segment ? segment : &none;
}

static struct range memory_of(const struct load *load, enum part part)
{
	return segment_of(load, part)->memory;
}

/* The part's bytes as the next kernel finds them: its home is in whole pages, its bytes may end before. */
static struct range bytes_of(const struct load *load, enum part part, size_t size)
{
	uint64_t start = segment_of(load, part)->home.start;

	return size ? (struct range){ start, start + size } : (struct range){ 0, 0 };
}

static int build_elfcorehdr(const struct context *context, const struct ranges *dumped, const struct kernel_layout *layout,
			    struct load *load)
{
	const struct machine *machine = &load->machine;
	struct elfcorehdr_request request = {
		.machine = machine->arch->elf_machine,
		.cpu_note = machine->cpu_note,
		.cpu_note_count = machine->cpu_note_count,
		.vmcoreinfo = machine->vmcoreinfo_note,
		.layout = *layout,
		.ram = dumped->range,
		.ram_count = dumped->count,
	};
	int r = elfcorehdr_build(&request, &load->elfcorehdr, context->diag);

	if (r < 0)
		return r;
	set_bytes(load, PART_ELFCOREHDR, blob_view(&load->elfcorehdr));
	trace(context->trace, "elfcorehdr: %zu CPUs, %zu ranges, linear map at physical + 0x%" PRIx64 ", kernel image at physical + 0x%" PRIx64,
	      machine->cpu_note_count, dumped->count, layout->linear_offset, layout->text_offset);
	return 0;
}

/* The architecture's words follow the user's; their length was reserved before planning. */
static int finish_cmdline(const struct boot_request *request, struct load *load)
{
	const struct arch *arch = load->machine.arch;
	size_t length = strlen(load->cmdline);
	char *longer;

	if (!arch->cmdline_extra)
		return 0;
	longer = realloc(load->cmdline, length + arch->cmdline_extra_max + 1);
	if (!longer)
		return -ENOMEM;
	arch->cmdline_extra(request, longer + length);
	load->cmdline = longer;
	load->plan.cmdline = longer;
	return 0;
}

static int build_boot(const struct context *context, struct load *load)
{
	struct boot_request request = boot_request(context, load);
	int r;

	request.initrd = bytes_of(load, PART_INITRD, load->initrd_bytes.size);
	request.elfcorehdr = bytes_of(load, PART_ELFCOREHDR, load->elfcorehdr.size);
	request.usable = load->plan.usable;
	if (finish_cmdline(&request, load) < 0)
		return diag_oom(context->diag);
	request.cmdline = load->cmdline;
	request.have_seeds = host_random(&request.kaslr_seed, sizeof(request.kaslr_seed)) &&
			     host_random(request.rng_seed, sizeof(request.rng_seed));
	if (!request.have_seeds)
		trace(context->trace, "no randomness to be had yet: the next kernel gets no seeds");
	r = load->machine.arch->boot_build(&request, &load->boot, context->diag);
	if (!r)
		set_bytes(load, PART_BOOT, blob_view(&load->boot));
	return r;
}

int build_parts(const struct context *context, const struct ranges *dumped, const struct kernel_layout *layout,
		struct load *load)
{
	int r = 0;

	set_bytes(load, PART_KERNEL, load->image.bytes);
	set_bytes(load, PART_INITRD, load->initrd_bytes);
	set_bytes(load, PART_PURGATORY, (struct view){ .size = range_size(memory_of(load, PART_PURGATORY)) });
	if (context->options->crash)
		r = build_elfcorehdr(context, dumped, layout, load);
	return r < 0 ? r : build_boot(context, load);
}

/* Of the memory of all segments, staged and at home, the purgatory's own aside. */
static int build_tables(const struct context *context, const struct load *load, struct blob *ret)
{
	const struct arch *arch = load->machine.arch;
	struct range memory[2 * PART_COUNT];
	struct purgatory_map map = {
		.segment = memory_of(load, PART_PURGATORY),
		.memory = memory,
		.device = load->console.type == HANDOFF_CONSOLE_NONE ? 0 : load->console.base,
	};
	struct diag reason = { 0 };
	struct ranges list;
	size_t count = 0;
	int r;

	for (size_t i = 0; i < load->plan.segment_count; i++) {
		if (load->plan.segment[i].part == PART_PURGATORY)
			continue;
		memory[count++] = load->plan.segment[i].memory;
		memory[count++] = load->plan.segment[i].home;
	}
	list = (struct ranges){ memory, count };
	ranges_merge(&list);
	map.memory_count = list.count;
	if (!arch->tables)
		return 0;
	r = arch->tables(&map, ret, &reason);
	if (r == -ENOMEM)
		return diag_oom(context->diag);
	if (r < 0)
		trace(context->trace, "purgatory: works with the MMU off: %s", reason.message);
	else
		trace(context->trace, "purgatory: works with MMU and caches on, by %zu pages of tables", ret->size / 4096);
	return 0;
}

_Static_assert(PART_SEGMENTS <= HANDOFF_REGIONS_MAX, "kexec_load takes no more segments");

/* In an order in which no move overwrites another part, nor the purgatory. Returns how many, or -errno with the reason. */
static int list_parts(const struct context *context, const struct load *load, struct handoff_part *ret)
{
	struct move move[PART_COUNT];
	size_t order[PART_COUNT], moves = plan_moves(&load->plan, move);
	int count = 0, r = moves_order(move, moves, order, context->diag);

	for (size_t i = 0; i < moves && !r; i++) {
		const struct segment *segment = &load->plan.segment[order[i]];

		if (segment->part != PART_PURGATORY)
			ret[count++] = (struct handoff_part){
				.name = segment->name,
				.start = segment->home.start,
				.staged = segment->memory.start,
				.bytes = segment->bytes,
			};
	}
	return r < 0 ? r : count;
}

int build_purgatory(const struct context *context, struct load *load)
{
	CLEANUP(blob_release) struct blob tables = { 0 };
	struct handoff_part parts[PART_COUNT];
	struct handoff_values values = {
		.purgatory = load->machine.arch->purgatory(),
		.segment = memory_of(load, PART_PURGATORY).start,
		.kernel_entry = load->plan.kernel_entry,
		.argument = { segment_of(load, PART_BOOT)->home.start },
		.flags = context->options->skip_checks ? HANDOFF_SKIP_CHECKS : 0,
		.on_mismatch = context->options->on_mismatch,
		.console = load->console,
		.ramoops = load->machine.ramoops,
		.sha256 = sha256_best(),
		.parts = parts,
	};
	int r = list_parts(context, load, parts);

	if (r < 0)
		return r;
	memcpy(values.reset, load->machine.reset, sizeof(values.reset));
	values.part_count = (size_t)r;
	r = build_tables(context, load, &tables);
	if (r < 0)
		return r;
	values.tables = blob_view(&tables);
	r = handoff_build(&values, &load->purgatory, context->diag);
	if (r < 0)
		return r;
	set_bytes(load, PART_PURGATORY, blob_view(&load->purgatory));
	return 0;
}

