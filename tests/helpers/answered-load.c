/* SPDX-License-Identifier: GPL-2.0-only */
#include "tests/helpers/answered-load.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arch/arch.h"
#include "arch/arm64/facts.h"
#include "kexec/base/blob.h"
#include "kexec/base/diag.h"
#include "kexec/base/notes.h"
#include "kexec/base/wire.h"
#include "kexec/host/host.h"
#include "kexec/image/image.h"
#include "kexec/load/answer.h"
#include "kexec/load/load-values.h"
#include "kexec/machine/console-choose.h"
#include "kexec/machine/machine.h"
#include "kexec/plan/plan-make.h"
#include "kexec/plan/plan-request.h"
#include "kexec/plan/plan.h"

#define MIB(n) ((uint64_t)(n) << 20)

static void must(bool is_so)
{
	if (!is_so)
		abort();
}

static struct blob bytes_of(const char *text, size_t size)
{
	struct blob blob;

	must(blob_alloc(size, &blob) == 0);
	memcpy(blob.data, text, strlen(text));
	return blob;
}

struct load *answered_files(const struct options *options, const struct route *route)
{
	struct load *load = load_new();

	must(load);
	load->crash = options->crash;
	load->route = route;
	load->arch = &arch_arm64;
	*load->kernel_file =
		(struct user_file){ .what = "kernel", .path = "kernel", .bytes = bytes_of("the kernel's file", 8192) };
	load->initrd_file = calloc(2, sizeof(*load->initrd_file));
	must(load->initrd_file);
	load->initrd_file[0] =
		(struct user_file){ .what = "initrd", .path = "initrd", .bytes = bytes_of("the initrd's file", 4096) };
	load->initrd_count = 1;
	return load;
}

static void make_machine(struct machine *machine)
{
	static const struct mem_area area[] = {
		{ { MIB(1024), MIB(1280) }, MEM_RAM },
		{ { MIB(1280), MIB(1408) }, MEM_CRASH },
		{ { MIB(1408), MIB(1410) }, MEM_RESERVED },
		{ { MIB(1410), MIB(2048) }, MEM_RAM },
	};
	struct arm64_facts *facts = calloc(1, sizeof(*facts) + 2 * sizeof(facts->midr[0]));

	machine->arch = &arch_arm64;
	machine->page_size = 4096;
	machine->map.area = malloc(sizeof(area));
	machine->cmdline = strdup("root=/dev/vda1");
	machine->devicetree.tree = bytes_of("a devicetree", 64);
	machine->devicetree.source = "/sys/firmware/fdt";
	machine->cpu_note = calloc(2, sizeof(*machine->cpu_note));
	must(machine->map.area && machine->cmdline && machine->cpu_note && facts);
	memcpy(machine->map.area, area, sizeof(area));
	machine->map.count = sizeof(area) / sizeof(area[0]);
	machine->cpu_note_count = 2;
	machine->cpu_note[1] = (struct range){ 4096, 8192 };
	machine->ramoops = (struct handoff_ramoops){ .base = MIB(1408), .size = 65536 };
	machine->reset[0] = (struct handoff_reset){ .kind = HANDOFF_RESET_FIRMWARE, .value = 1 };
	facts->midr_count = 2;
	facts->midr[1] = 0x410fd034;
	machine->facts = facts;
}

static void make_parts(struct load *load)
{
	struct diag note;

	*load->image = (struct image){ .format = "Image", .compression = "gzip", .mem_size = MIB(2), .align = MIB(2) };
	load->kernel = (struct view){ load->kernel_file->bytes.data + 64, 8000 };
	load->joined = bytes_of("both initrds", 5000);
	load->initrd = blob_view(&load->joined);
	load->boot = bytes_of("boot data", 300);
	load->elfcorehdr = bytes_of("an elfcorehdr", 400);
	load->cmdline = strdup("quiet nr_cpus=1");
	must(load->cmdline);
	*load->console =
		(struct console_choice){ .console = { .type = HANDOFF_CONSOLE_PL011, .io_width = 4, .base = 0x9000000 } };
	diag_fail(&note, 0, "a note");
	diag_hint(&note, "two\nlines");
	notes_add(load->notes, &note);
}

void answered_make(struct answered *ret)
{
	struct context context = { .options = &ret->options };
	struct plan_request request;
	struct diag diag;

	ret->options = (struct options){ .crash = true, .allowed = { 0, UINT64_MAX } };
	ret->route = (struct route){ .way = ROUTE_SEGMENTS, .why = "it is a test" };
	ret->load = answered_files(&ret->options, &ret->route);
	make_machine(ret->load->machine);
	make_parts(ret->load);
	ret->load->size[PART_KERNEL] = MIB(2);
	ret->load->size[PART_INITRD] = 5000;
	ret->load->size[PART_BOOT] = 4000;
	ret->load->size[PART_ELFCOREHDR] = 4000;
	ret->load->size[PART_PURGATORY] = 262144;
	request = plan_request_for(&context, ret->load);
	must(plan_make(&request, ret->load->plan, &diag) == 0);
}

static int take_in(void *context, void *bytes, size_t size)
{
	struct answered *answered = context;

	must(size <= ANSWER_MAX - answered->size);
	memcpy(answered->bytes + answered->size, bytes, size);
	answered->size += size;
	return 0;
}

void answered_write(struct answered *ret)
{
	struct wire wire = { .move = take_in, .context = ret };

	ret->size = 0;
	answer_move(&wire, ret->load);
	must(!wire.error);
}

struct reading {
	const struct answered *answered;
	size_t at;
};

static int give_out(void *context, void *bytes, size_t size)
{
	struct reading *reading = context;

	if (size > reading->answered->size - reading->at)
		return -ENODATA;
	memcpy(bytes, reading->answered->bytes + reading->at, size);
	reading->at += size;
	return 0;
}

int answered_read(const struct answered *answered, struct load *load, char message[1024])
{
	struct reading reading = { .answered = answered };
	struct wire wire = { .reads = true, .move = give_out, .context = &reading };
	struct diag diag = { 0 };
	struct context context = { .options = &answered->options, .diag = &diag };
	int r;

	answer_move(&wire, load);
	r = wire.error ? wire.error : answer_check(&context, load, true, &diag);
	if (!r)
		answer_attach(load);
	snprintf(message, 1024, "%s", diag.message);
	return r;
}
