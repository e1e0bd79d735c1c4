/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/answer-parts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/base/diag.h"
#include "kexec/base/notes.h"
#include "kexec/base/wire.h"
#include "kexec/image/image.h"
#include "kexec/load/load-values.h"
#include "kexec/plan/file-load.h"
#include "kexec/plan/plan.h"

#define TEXT_MAX ((size_t)65536)
#define USABLE_MAX ((size_t)1 << 20)
#define NOTES_MAX ((size_t)64)

void answer_text(struct wire *wire, struct load *load, const char **text)
{
	char *moved = NULL;

	if (!wire->reads)
		moved = (char *)(uintptr_t)*text; /* which is not written to */
	wire_string(wire, &moved, TEXT_MAX);
	if (!wire->reads || !moved)
		return;
	if (load->text_count < LOAD_TEXTS_MAX) {
		load->text[load->text_count++] = moved;
		*text = moved;
	} else {
		free(moved);
		wire_fail(wire, -EBADMSG);
	}
}

void answer_image(struct wire *wire, struct load *load)
{
	struct image *image = load->image;

	answer_text(wire, load, &image->format);
	if (wire->reads && !image->format)
		wire_fail(wire, -EBADMSG);
	answer_text(wire, load, &image->compression);
	wire_number(wire, &image->mem_size, UINT64_MAX);
	wire_number(wire, &image->align, UINT64_MAX);
	wire_number(wire, &image->offset, UINT64_MAX);
	wire_number(wire, &image->entry_offset, UINT64_MAX);
	wire_range(wire, &image->window);
	wire_size(wire, &image->cmdline_max, SIZE_MAX);
	wire_flag(wire, &image->wants_low);
	wire_flag(wire, &image->size_is_guess);
	wire_number(wire, &image->arch_word, UINT64_MAX);
}

static void move_segment(struct wire *wire, struct segment *segment)
{
	uint32_t part = segment->part;

	wire_u32(wire, &part, PART_SEGMENTS - 1);
	segment->part = (enum part)part;
	wire_range(wire, &segment->memory);
	wire_range(wire, &segment->home);
}

static void move_usable(struct wire *wire, struct plan *plan)
{
	void *list = NULL;

	wire_list(wire, &list, &plan->usable_count, sizeof(*plan->usable), USABLE_MAX);
	if (list)
		plan->usable = list;
	for (size_t i = 0; i < plan->usable_count && !wire->error; i++)
		wire_range(wire, &plan->usable[i]);
	wire_size(wire, &plan->usable_cma, plan->usable_count);
}

void answer_plan(struct wire *wire, struct plan *plan)
{
	uint32_t placement = plan->placement;

	wire_flag(wire, &plan->crash);
	wire_flag(wire, &plan->hotplug);
	wire_u32(wire, &placement, PLACEMENT_STAGED);
	plan->placement = (enum placement)placement;
	wire_flag(wire, &plan->reuses_crash);
	wire_size(wire, &plan->segment_count, PART_SEGMENTS);
	for (size_t i = 0; i < plan->segment_count && !wire->error; i++)
		move_segment(wire, &plan->segment[i]);
	wire_range(wire, &plan->hole);
	wire_number(wire, &plan->kernel_entry, UINT64_MAX);
	wire_number(wire, &plan->entry, UINT64_MAX);
	wire_range(wire, &plan->region);
	move_usable(wire, plan);
	wire_text(wire, plan->reason, sizeof(plan->reason));
}

void answer_files(struct wire *wire, struct file_load *files)
{
	wire_flag(wire, &files->no_cma);
	wire_text(wire, files->kernel.from, sizeof(files->kernel.from));
	wire_text(wire, files->initrd.from, sizeof(files->initrd.from));
	wire_number(wire, &files->memory, UINT64_MAX);
}

void answer_notes(struct wire *wire, struct notes *notes)
{
	size_t count = notes_count(notes);

	wire_size(wire, &count, NOTES_MAX);
	for (size_t i = 0; i < count && !wire->error; i++) {
		struct diag note = { 0 };

		if (!wire->reads)
			note = *notes_at(notes, i);
		wire_text(wire, note.message, sizeof(note.message));
		wire_text(wire, note.hint, sizeof(note.hint));
		if (wire->reads && !wire->error)
			notes_add(notes, &note);
	}
}
