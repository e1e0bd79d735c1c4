/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "arch/arch.h"
#include "kexec/build/cmdline.h"
#include "kexec/build/dtb.h"
#include "kexec/build/elfcorehdr.h"
#include "kexec/build/handoff.h"
#include "kexec/build/ramoops.h"
#include "kexec/cleanup.h"
#include "kexec/host/firmware-map.h"
#include "kexec/host/machine.h"
#include "kexec/host/sha256-best.h"
#include "kexec/plan/size.h"

/* What a step needs beside the load itself. */
struct story {
	const struct options *options;
	const struct host *host;
	FILE *trace;
	struct diag *diag;
};

void load_release(struct load *load)
{
	plan_release(&load->plan);
	image_release(&load->image);
	machine_release(&load->machine);
	host_release_user_file(&load->kernel_file);
	host_release_user_file(&load->initrd);
	host_release_user_file(&load->dtb_file);
	blob_release(&load->dtb);
	blob_release(&load->elfcorehdr);
	blob_release(&load->purgatory);
	ranges_release(&load->fixed);
	ranges_release(&load->dtb_memory);
	free(load->cmdline);
	*load = (struct load){ 0 };
}

__attribute__((format(printf, 2, 3))) static void trace(const struct story *story, const char *format, ...)
{
	va_list ap;

	if (!story->trace)
		return;
	va_start(ap, format);
	vfprintf(story->trace, format, ap);
	va_end(ap);
	putc('\n', story->trace);
}

static void trace_machine(const struct story *story, const struct machine *machine)
{
	static const char *const type_name[] = {
		[MEM_RAM] = "RAM",
		[MEM_RESERVED] = "reserved",
		[MEM_CRASH] = "Crash kernel",
		[MEM_CRASH_LOW] = "Crash kernel (low)",
		[MEM_KEXEC] = "Kexec kernel",
		[MEM_DRIVER] = "RAM that a driver has added",
		[MEM_UNKNOWN] = "RAM that the firmware's map does not have",
	};

	trace(story, "machine: %s, %s pages, devicetree from %s, PSCI by %s", machine->arch->name,
	      size_text(machine->page_size).text, machine->fdt_source ? machine->fdt_source : "nowhere",
	      machine->psci == HANDOFF_PSCI_HVC ? "HVC" : machine->psci == HANDOFF_PSCI_SMC ? "SMC" : "no known way: the purgatory cannot reset the machine");
	for (size_t i = 0; i < machine->map.count; i++)
		trace(story, "memory: 0x%016" PRIx64 "-0x%016" PRIx64 " %s", machine->map.area[i].range.start,
		      machine->map.area[i].range.end - 1, type_name[machine->map.area[i].type]);
}

static int choose_console(const struct story *story, struct load *load)
{
	struct console_choice choice;
	const struct handoff_console *console = &choice.console;
	int r = host_console(story->host, story->options->serial, &load->machine, &choice, story->diag);

	if (r < 0)
		return r;
	if (console->type == HANDOFF_CONSOLE_NONE)
		trace(story, "console: none: %s", choice.why);
	else
		trace(story, "console: %s at 0x%" PRIx64 ", registers of %" PRIu32 " bytes, named %s",
		      console->type == HANDOFF_CONSOLE_PL011 ? "PL011" : "8250", console->base, console->io_width, choice.why);
	load->console = *console;
	return 0;
}

/* What is not reserved is no region of ramoops, whatever the devicetree says: the running kernel uses it. */
static bool is_reserved(const struct memmap *map, struct range region)
{
	for (size_t i = 0; i < map->count; i++)
		if (map->area[i].type != MEM_RESERVED && range_overlaps(map->area[i].range, region))
			return false;
	return true;
}

/* That of the machine's own devicetree: it is the one that the next boot goes by. A report is a bonus, so none is no failure. */
static void choose_ramoops(const struct story *story, struct load *load)
{
	const struct machine *machine = &load->machine;
	struct diag reason = { 0 };
	struct ramoops_place place;
	int r = -ENOENT;

	if (!machine->fdt.size)
		diag_fail(&reason, r, "the machine has no devicetree");
	else
		r = ramoops_find(blob_view(&machine->fdt), &place, &reason);
	if (!r && !is_reserved(&machine->map, place.region))
		r = diag_fail(&reason, -EINVAL, "its region at 0x%" PRIx64 " is not reserved in /proc/iomem", place.region.start);
	if (!r && machine->kernel_big_endian)
		r = diag_fail(&reason, -ENOTSUP, "the running kernel is big-endian");
	if (r < 0) {
		trace(story, "ramoops: none: %s", reason.message);
		return;
	}
	load->ramoops = place.zone;
	trace(story, "ramoops: a report goes to the %s zone of %s at 0x%" PRIx64,
	      place.zone.kind == HANDOFF_RAMOOPS_CONSOLE ? "console" : "last dump", size_text(place.zone.size).text,
	      place.zone.base);
}

/* What only the running kernel knows to be RAM is no place for the next one, and all the same a part of a dump. */
static int know_firmware_ram(const struct story *story, struct machine *machine)
{
	CLEANUP(ranges_release) struct ranges known = { 0 };
	struct diag reason = { 0 };
	int r = host_firmware_ram(story->host, machine, &known, &reason);

	if (r == -ENOMEM)
		return diag_oom(story->diag);
	if (r < 0) {
		if (r != -ENOENT)
			trace(story, "firmware's memory map: none, so RAM that was plugged in later counts as any other: %s",
			      reason.message);
		return 0;
	}
	return memmap_paint_unknown(&machine->map, &known) < 0 ? diag_oom(story->diag) : 0;
}

static int read_machine(const struct story *story, struct load *load)
{
	int r = machine_read(story->host, story->options->arch, story->options->crash, story->options->dtb != NULL, &load->machine,
			     story->diag);

	if (!r && !story->options->crash)
		r = know_firmware_ram(story, &load->machine);
	if (r < 0)
		return r;
	trace_machine(story, &load->machine);
	r = choose_console(story, load);
	if (!r)
		choose_ramoops(story, load);
	return r;
}

static int read_files(const struct story *story, struct load *load)
{
	const struct options *options = story->options;
	int r = host_read_user_file("kernel", options->kernel, &load->kernel_file, story->diag);

	if (!r && options->initrd)
		r = host_read_user_file("initrd", options->initrd, &load->initrd, story->diag);
	if (!r && options->dtb)
		r = host_read_user_file("devicetree", options->dtb, &load->dtb_file, story->diag);
	return r;
}

static int parse_kernel(const struct story *story, struct load *load)
{
	struct image *image = &load->image;
	int r = image_open(load->machine.arch, blob_view(&load->kernel_file.bytes), story->options->type, image, story->diag);

	if (!r)
		r = load->machine.arch->check_image(image, &load->machine, story->diag);
	if (r < 0) {
		diag_prefix(story->diag, "kernel %s", story->options->kernel);
		return r;
	}
	trace(story, "kernel: %s%s%s, %zu bytes, %" PRIu64 " in memory%s, text_offset 0x%" PRIx64 "%s", image->format,
	      image->compression ? ", compressed with " : "", image->compression ? image->compression : "", image->bytes.size,
	      image->mem_size, image->size_is_guess ? " (a guess: its header does not say)" : "", image->text_offset,
	      image->any_placement ? ", may lie anywhere" : ", wants to lie low");
	return 0;
}

static int build_cmdline(const struct story *story, struct load *load)
{
	const struct options *options = story->options;
	int r = cmdline_build(load->machine.cmdline, options->reuse_cmdline, options->crash, options->append,
			      load->machine.arch->cmdline_max, &load->cmdline, story->diag);

	if (!r)
		trace(story, "command line: %s", load->cmdline);
	return r;
}

static struct view dtb_source(const struct load *load)
{
	return blob_view(load->dtb_file.bytes.size ? &load->dtb_file.bytes : &load->machine.fdt);
}

/* A devicetree's faults are told with where it came from. */
static int prefix_dtb(const struct story *story, const struct load *load, int r)
{
	if (r < 0 && r != -ENOMEM)
		diag_prefix(story->diag, "devicetree %s", story->options->dtb ? story->options->dtb : load->machine.fdt_source);
	return r;
}

static size_t count_areas(const struct memmap *map, enum mem_type type)
{
	size_t count = 0;

	for (size_t i = 0; i < map->count; i++)
		count += map->area[i].type == type;
	return count;
}

/* That of a user's own devicetree stays where there is no other. */
static int know_cmdline(const struct story *story, struct load *load)
{
	if (!load->cmdline[0] && story->options->dtb && load->dtb_file.bytes.size) {
		char *bootargs = dtb_bootargs(dtb_source(load));

		if (bootargs) {
			free(load->cmdline);
			load->cmdline = bootargs;
		}
	}
	return cmdline_fixed_ranges(load->cmdline, &load->fixed) < 0 ? diag_oom(story->diag) : 0;
}

static int size_dtb(const struct story *story, const struct load *load, uint64_t *ret)
{
	const struct memmap *map = &load->machine.map;
	size_t bound, regions = 0;
	int r;

	if (!dtb_source(load).size) {
		diag_fail(story->diag, -ENOENT, "the machine shows no devicetree: neither /sys/firmware/fdt nor /proc/device-tree is there");
		diag_hint(story->diag, "Mount /sys and /proc, or give one with --dtb.");
		return -ENOENT;
	}
	if (story->options->crash)
		regions = count_areas(map, MEM_CRASH) + count_areas(map, MEM_CRASH_LOW);
	r = dtb_size_bound(dtb_source(load), strlen(load->cmdline), regions, &bound, story->diag);
	if (r < 0)
		return prefix_dtb(story, load, r);
	*ret = bound;
	return 0;
}

/* What a user's own devicetree does not name is no place for a normal load; where that has UEFI's map, the machine's is it. */
static int know_dtb_memory(const struct story *story, struct load *load)
{
	struct ranges *named = &load->dtb_memory;
	int r = story->options->dtb ? dtb_memory(dtb_source(load), named, story->diag) : -ENOENT;

	if (r == -ENOENT)
		return 0;
	if (r < 0)
		return prefix_dtb(story, load, r);
	for (size_t i = 0; i < named->count; i++)
		trace(story, "memory: 0x%016" PRIx64 "-0x%016" PRIx64 " by %s", named->range[i].start, named->range[i].end - 1,
		      story->options->dtb);
	if (!story->options->crash && memmap_paint_unknown(&load->machine.map, named) < 0)
		return diag_oom(story->diag);
	return 0;
}

/* Regions are loaded into as a whole, and --dtb may not name them. */
static int check_dtb_memory(const struct story *story, const struct load *load)
{
	const struct ranges *named = &load->dtb_memory;

	for (size_t i = 0; i < load->plan.segment_count && named->count; i++) {
		struct range home = load->plan.segment[i].home;
		bool found = false;

		for (size_t n = 0; n < named->count && !found; n++)
			found = range_contains(named->range[n], home);
		if (found)
			continue;
		diag_fail(story->diag, -ENODATA,
			  "devicetree %s: it names no memory at 0x%" PRIx64 "-0x%" PRIx64
			  ", where the %s is to be: the next kernel would stop",
			  story->options->dtb, home.start, home.end - 1, part_name(load->plan.segment[i].part));
		diag_hint(story->diag,
			  "Let its memory nodes name all memory, as the machine's own devicetree does (/sys/firmware/fdt).");
		return -ENODATA;
	}
	return 0;
}

/* Then the tables are of two places for each part. */
static bool may_stage(const struct options *options, const struct load *load)
{
	return !options->crash && options->reserved != RESERVED_NEVER &&
	       (options->reuse_crash_region || count_areas(&load->machine.map, MEM_KEXEC));
}

/* From the sizes of all other parts. */
static int size_purgatory(const struct story *story, const struct load *load, const uint64_t *part_size, uint64_t *ret)
{
	size_t tables = load->machine.arch->tables_bound((may_stage(story->options, load) ? 2 : 1) * (PART_COUNT - 1));
	size_t bound = handoff_segment_bound(part_size, PART_COUNT, tables);

	if (bound == SIZE_MAX)
		return diag_fail(story->diag, -EFBIG, "the parts are too big for the purgatory to have digests of them all");
	*ret = bound;
	return 0;
}

/* Sizes come before places, places before bytes. */
static int make_plan(const struct story *story, const struct ranges *dumped, struct load *load)
{
	const struct options *options = story->options;
	struct plan_request request = {
		.machine = &load->machine,
		.image = &load->image,
		.crash = options->crash,
		.allowed = options->allowed,
		.have_entry = options->have_entry,
		.entry = options->entry,
		.cmdline = load->cmdline,
		.reserved = options->reserved,
		.reuse_crash = options->reuse_crash_region,
		.relocate = options->relocate,
		.fixed = load->fixed.range,
		.fixed_count = load->fixed.count,
		.dtb_names_memory = load->dtb_memory.count != 0,
		.size = {
			[PART_KERNEL] = load->image.mem_size,
			[PART_INITRD] = load->initrd.bytes.size,
		},
	};
	int r = size_dtb(story, load, &request.size[PART_DTB]);

	if (r < 0)
		return r;
	if (options->crash)
		request.size[PART_ELFCOREHDR] = elfcorehdr_size(load->machine.cpu_note_count, dumped->count);
	if (options->crash && !request.size[PART_ELFCOREHDR])
		return diag_fail(story->diag, -EOVERFLOW, "%zu memory ranges and %zu CPUs are more than an ELF core header can describe",
				 dumped->count, load->machine.cpu_note_count);
	r = size_purgatory(story, load, request.size, &request.size[PART_PURGATORY]);
	return r < 0 ? r : plan_make(&request, &load->plan, story->diag);
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

static int build_elfcorehdr(const struct story *story, const struct ranges *dumped, const struct kernel_layout *layout,
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
	int r = elfcorehdr_build(&request, &load->elfcorehdr, story->diag);

	if (r < 0)
		return r;
	set_bytes(load, PART_ELFCOREHDR, blob_view(&load->elfcorehdr));
	trace(story, "elfcorehdr: %zu CPUs, %zu ranges, linear map at physical + 0x%" PRIx64 ", kernel image at physical + 0x%" PRIx64,
	      machine->cpu_note_count, dumped->count, layout->linear_offset, layout->text_offset);
	return 0;
}

static int build_dtb(const struct story *story, struct load *load)
{
	struct dtb_request request = {
		.source = dtb_source(load),
		.keep_bootargs = story->options->dtb != NULL,
		.cmdline = load->cmdline,
		.initrd = bytes_of(load, PART_INITRD, load->initrd.bytes.size),
		.elfcorehdr = bytes_of(load, PART_ELFCOREHDR, load->elfcorehdr.size),
		.usable = load->plan.usable,
		.usable_count = load->plan.usable_count,
	};
	int r;

	request.have_seeds = host_random(&request.kaslr_seed, sizeof(request.kaslr_seed)) &&
			     host_random(request.rng_seed, sizeof(request.rng_seed));
	if (!request.have_seeds)
		trace(story, "no randomness to be had yet: the next kernel gets no seeds");
	r = dtb_build(&request, &load->dtb, story->diag);
	if (r < 0)
		return prefix_dtb(story, load, r);
	set_bytes(load, PART_DTB, blob_view(&load->dtb));
	return 0;
}

/* Of the memory of all segments, staged and at home, the purgatory's own aside. */
static int build_tables(const struct story *story, const struct load *load, struct blob *ret)
{
	const struct arch *arch = load->machine.arch;
	struct range memory[2 * PART_COUNT];
	struct purgatory_map map = {
		.segment = memory_of(load, PART_PURGATORY),
		.memory = memory,
		.device = load->console.type == HANDOFF_CONSOLE_NONE ? 0 : load->console.base,
	};
	struct diag reason = { 0 };
	size_t count = 0;
	int r;

	for (size_t i = 0; i < load->plan.segment_count; i++) {
		if (load->plan.segment[i].part == PART_PURGATORY)
			continue;
		memory[count++] = load->plan.segment[i].memory;
		memory[count++] = load->plan.segment[i].home;
	}
	map.memory_count = ranges_merge(memory, count);
	r = arch->tables(&map, ret, &reason);
	if (r == -ENOMEM)
		return diag_oom(story->diag);
	if (r < 0)
		trace(story, "purgatory: works with the MMU off: %s", reason.message);
	else
		trace(story, "purgatory: works with MMU and caches on, by %zu pages of tables", ret->size / 4096);
	return 0;
}

/* In an order in which no move overwrites another part, nor the purgatory. Returns how many, or -errno with the reason. */
static int list_parts(const struct story *story, const struct load *load, struct handoff_part *ret)
{
	struct move move[PART_COUNT];
	size_t order[PART_COUNT], moves = plan_moves(&load->plan, move);
	int count = 0, r = moves_order(move, moves, order, story->diag);

	for (size_t i = 0; i < moves && !r; i++) {
		const struct segment *segment = &load->plan.segment[order[i]];

		if (segment->part != PART_PURGATORY)
			ret[count++] = (struct handoff_part){
				.name = part_name(segment->part),
				.start = segment->home.start,
				.staged = segment->memory.start,
				.bytes = segment->bytes,
			};
	}
	return r < 0 ? r : count;
}

static int build_purgatory(const struct story *story, struct load *load)
{
	CLEANUP(blob_release) struct blob tables = { 0 };
	struct handoff_part parts[PART_COUNT];
	struct handoff_values values = {
		.purgatory = load->machine.arch->purgatory(),
		.segment = memory_of(load, PART_PURGATORY).start,
		.kernel_entry = load->plan.kernel_entry,
		.dtb = segment_of(load, PART_DTB)->home.start,
		.flags = story->options->skip_checks ? HANDOFF_SKIP_CHECKS : 0,
		.psci = load->machine.psci,
		.on_mismatch = story->options->on_mismatch,
		.console = load->console,
		.ramoops = load->ramoops,
		.sha256 = sha256_best(),
		.parts = parts,
	};
	int r = list_parts(story, load, parts);

	if (r < 0)
		return r;
	values.part_count = (size_t)r;
	r = build_tables(story, load, &tables);
	if (r < 0)
		return r;
	values.tables = blob_view(&tables);
	r = handoff_build(&values, &load->purgatory, story->diag);
	if (r < 0)
		return r;
	set_bytes(load, PART_PURGATORY, blob_view(&load->purgatory));
	return 0;
}

static int know_layout(const struct story *story, const struct machine *machine, struct kernel_layout *ret)
{
	CLEANUP(kcore_release) struct kcore kcore = { 0 };
	size_t wanted;
	int r;

	if (machine->kcore_head.size) {
		r = kcore_parse(blob_view(&machine->kcore_head), &wanted, &kcore, story->diag);
		if (r < 0)
			return r;
	}
	return machine->arch->kernel_layout(&kcore, machine->map.kernel_code, machine->map.kernel_data, ret, story->diag);
}

static int tell(const struct story *story, struct load *load)
{
	struct kernel_layout layout = { 0 };
	CLEANUP(ranges_release) struct ranges dumped = { 0 };
	bool crash = story->options->crash;
	int r = read_machine(story, load);

	if (!r)
		r = read_files(story, load);
	if (!r)
		r = parse_kernel(story, load);
	if (!r)
		r = build_cmdline(story, load);
	if (!r)
		r = know_cmdline(story, load);
	if (!r && crash && memmap_dumped(&load->machine.map, &dumped) < 0)
		r = diag_oom(story->diag);
	if (!r)
		r = know_dtb_memory(story, load);
	if (!r)
		r = make_plan(story, &dumped, load);
	if (!r)
		r = check_dtb_memory(story, load);
	if (!r && crash)
		r = know_layout(story, &load->machine, &layout);
	if (r < 0)
		return r;

	set_bytes(load, PART_KERNEL, load->image.bytes);
	set_bytes(load, PART_INITRD, blob_view(&load->initrd.bytes));
	set_bytes(load, PART_PURGATORY, (struct view){ .size = range_size(memory_of(load, PART_PURGATORY)) });
	if (crash)
		r = build_elfcorehdr(story, &dumped, &layout, load);
	if (!r)
		r = build_dtb(story, load);
	return r;
}

int load_prepare(const struct options *options, const struct host *host, FILE *out, struct load *ret, struct diag *diag)
{
	const struct story story = { .options = options, .host = host, .trace = out, .diag = diag };
	CLEANUP(load_release) struct load load = { 0 };
	int r = tell(&story, &load);

	if (r < 0)
		return r;
	*ret = load;
	load = (struct load){ 0 };
	return 0;
}

int load_complete(const struct options *options, FILE *out, struct load *load, struct diag *diag)
{
	const struct story story = { .options = options, .trace = out, .diag = diag };

	return build_purgatory(&story, load);
}

static int check_files(const struct load *load, struct diag *diag)
{
	int r = host_check_user_file(&load->kernel_file, diag);

	return r ? r : host_check_user_file(&load->initrd, diag);
}

/* What the digests were made of must be what the kernel copied: else the crash would find a mismatch and nobody would know. */
static int submit_unchanged(const struct options *options, const struct host *host, const struct load *load, struct diag *diag)
{
	struct diag why_not;
	int r = check_files(load, diag);

	if (!r)
		r = host_kexec_load(host, &load->plan, &load->machine, options->debug, diag);
	if (r < 0)
		return r;
	r = check_files(load, diag);
	if (r == 0)
		return 0;
	if (host_kexec_unload(host, options->crash, &why_not) == 0)
		diag_hint(diag, "Nothing is loaded any more. Try again when the file is complete.");
	else
		diag_hint(diag, "What was loaded is damaged and could not be unloaded (%.200s): load again when the file is complete.",
			  why_not.message);
	return r;
}

/*
 * A kernel without the patches that aims a normal load at the memory of a loaded capture kernel hangs when it is started: its
 * copy of the linear map lacks that memory.
 */
static int free_crash_region(const struct host *host, bool *ret_was_loaded, struct diag *diag)
{
	bool loaded;
	int r = host_is_loaded(host, true, &loaded, diag);

	if (r < 0 || !loaded)
		return r;
	r = host_kexec_unload(host, true, diag);
	if (!r)
		r = host_is_loaded(host, true, &loaded, diag);
	if (r < 0)
		return r;
	*ret_was_loaded = true;
	if (!loaded)
		return 0;
	diag_fail(diag, -EBUSY, "the capture kernel in the crash region cannot be unloaded: one is loaded again");
	diag_hint(diag, "Stop what loads it (the kdump service), or leave --reuse-crash-region out.");
	return -EBUSY;
}

static int submit_to_crash_region(const struct options *options, const struct host *host, const struct load *load,
				  struct diag *diag)
{
	bool was_loaded = false;
	int r = check_files(load, diag);
	size_t used;

	if (!r)
		r = free_crash_region(host, &was_loaded, diag);
	if (!r)
		r = submit_unchanged(options, host, load, diag);
	used = strlen(diag->hint);
	if (r < 0 && was_loaded)
		snprintf(diag->hint + used, sizeof(diag->hint) - used, "%sThe machine is without kdump: load a capture kernel again.",
			 used ? "\n" : "");
	return r;
}

const char *load_warning(const struct load *load)
{
	return load->plan.reuses_crash ? "the machine is without kdump: the crash region has the next kernel. Loading a capture "
					 "kernel there (kexec -p) ends this load."
				       : NULL;
}

int load_submit(const struct options *options, const struct host *host, const struct load *load, FILE *out, struct diag *diag)
{
	const struct story story = { .options = options, .host = host, .trace = out, .diag = diag };
	int r;

	if (out)
		plan_print_text(&load->plan, &load->machine, out);
	if (load->plan.reuses_crash)
		r = submit_to_crash_region(options, host, load, diag);
	else
		r = submit_unchanged(options, host, load, diag);
	if (!r)
		trace(&story, "loaded with kexec_load");
	return r;
}
