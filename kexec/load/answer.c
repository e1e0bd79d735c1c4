/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/answer.h"

#include <errno.h>
#include <stdlib.h>

#include "kexec/base/wire.h"
#include "kexec/host/host.h"
#include "kexec/image/bundle.h"
#include "kexec/image/image-open.h"
#include "kexec/load/answer-parts.h"
#include "kexec/load/load-values.h"
#include "kexec/plan/file-load.h"
#include "kexec/plan/plan.h"

#define RANGES_MAX ((size_t)1 << 22)
#define CMDLINE_MAX ((size_t)1 << 20)
#define BOOT_MAX ((uint64_t)4 << 20)	   /* a devicetree has at most DTB_SIZE_MAX */
#define ELFCOREHDR_MAX ((uint64_t)8 << 20) /* ELF counts 65,535 program headers of 56 bytes */

/* The most bytes that a kernel file has, unpacked or as it is. */
static uint64_t kernel_max(const struct load *load)
{
	size_t file = load->kernel_file->bytes.size;

	return file > IMAGE_SIZE_MAX ? file : IMAGE_SIZE_MAX;
}

/* All initrds together: the user's, those that the kernel file brings, and what aligns them. */
static uint64_t initrd_max(const struct load *load)
{
	uint64_t sum = kernel_max(load) + 4 * BUNDLE_INITRDS_MAX;

	for (size_t i = 0; i < load->initrd_count; i++)
		sum += load->initrd_file[i].bytes.size;
	return sum;
}

/* The user's files by number: 0 is the kernel, the initrds follow; the last number says that the bytes travel themselves. */
static size_t own_bytes(const struct load *load)
{
	return 1 + load->initrd_count;
}

static struct view file_of(const struct load *load, size_t number)
{
	return blob_view(number ? &load->initrd_file[number - 1].bytes : &load->kernel_file->bytes);
}

static size_t find_file(const struct load *load, struct view bytes)
{
	size_t number = 0;

	for (; number < own_bytes(load); number++) {
		struct view file = file_of(load, number);
		uintptr_t start = (uintptr_t)file.data, at = (uintptr_t)bytes.data;

		if (at >= start && at - start < file.size && bytes.size <= file.size - (at - start))
			break;
	}
	return number;
}

static void move_place(struct wire *wire, const struct load *load, size_t number, struct view *bytes)
{
	struct view file = file_of(load, number);
	size_t offset = wire->reads ? 0 : (size_t)(bytes->data - file.data), size = bytes->size;

	wire_size(wire, &offset, file.size);
	wire_size(wire, &size, file.size - offset);
	if (!wire->error)
		*bytes = (struct view){ file.data + offset, size };
}

/* bytes: of a part that may be a piece of a file. spent: a writer does not look at them again. owner: of bytes that are no piece. */
static void move_bytes(struct wire *wire, const struct load *load, uint64_t max, bool spent, struct view *bytes, struct blob *owner)
{
	size_t number = wire->reads ? 0 : find_file(load, *bytes);

	wire_size(wire, &number, own_bytes(load));
	if (wire->error)
		return;
	if (number < own_bytes(load)) {
		move_place(wire, load, number, bytes);
		return;
	}
	wire_bytes(wire, *bytes, spent, owner, max);
	if (wire->reads)
		*bytes = blob_view(owner);
}

static void move_files(struct wire *wire, struct load *load)
{
	bool is_there = load->files;

	wire_flag(wire, &is_there);
	if (!is_there || wire->error)
		return;
	if (wire->reads)
		load->files = calloc(1, sizeof(*load->files));
	if (load->files)
		answer_files(wire, load->files);
	else
		wire_fail(wire, -ENOMEM);
}

/* A load by files has a plan only to see that there is room. */
static void move_plan(struct wire *wire, struct load *load)
{
	bool is_there = load->plan->segment_count && !load->by_files;

	wire_flag(wire, &is_there);
	if (!is_there)
		return;
	answer_plan(wire, load->plan);
	for (size_t i = 0; wire->reads && i < load->plan->segment_count; i++)
		load->plan->segment[i].name = part_name(load->arch, load->plan->segment[i].part);
}

static void move_blob(struct wire *wire, struct blob *blob, uint64_t max)
{
	wire_bytes(wire, blob_view(blob), false, blob, max);
}

/* Images of one file may have bytes in common. */
static bool overlap(struct view a, struct view b)
{
	return (uintptr_t)a.data < (uintptr_t)b.data + b.size && (uintptr_t)b.data < (uintptr_t)a.data + a.size;
}

/* The bytes last: whoever finds a fault before them has not copied them. */
void answer_move(struct wire *wire, struct load *load)
{
	answer_machine(wire, load);
	answer_console(wire, load->console);
	answer_image(wire, load);
	wire_number(wire, &load->initrd_unpacked, UINT64_MAX);
	answer_initrd(wire, &load->initrd_contents);
	wire_ranges(wire, &load->dtb_memory, RANGES_MAX);
	wire_ranges(wire, &load->taken, RANGES_MAX);
	wire_ranges(wire, &load->fixed, RANGES_MAX);
	wire_string(wire, &load->cmdline, CMDLINE_MAX);
	if (wire->reads && !load->cmdline)
		wire_fail(wire, -EBADMSG);
	for (size_t part = 0; part < PART_COUNT; part++)
		wire_number(wire, &load->size[part], UINT64_MAX);
	move_plan(wire, load);
	answer_notes(wire, load->notes);
	move_files(wire, load);
	move_blob(wire, &load->boot, BOOT_MAX);
	move_blob(wire, &load->elfcorehdr, ELFCOREHDR_MAX);
	move_bytes(wire, load, kernel_max(load), !overlap(load->kernel, load->initrd), &load->kernel, &load->unpacked);
	move_bytes(wire, load, initrd_max(load), true, &load->initrd, &load->joined);
}
