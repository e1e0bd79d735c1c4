/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/rehearse/rebase.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes.h"
#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/base/size-text.h"
#include "kexec/machine/memmap.h"
#include "kexec/plan/plan.h"

#define GIB ((uint64_t)1 << 30)
#define MIB ((uint64_t)1 << 20)

/* ELF64: the fields of the header and of a program header that have places and counts. */
enum {
	E_PHOFF = 32,
	E_PHNUM = 56,
	EHDR_SIZE = 64,
	PHDR_SIZE = 56,
	P_OFFSET = 8,
	P_PADDR = 24,
};

/* The areas of the map, those that touch merged. */
static int find_pieces(const struct memmap *map, struct rebase *ret, struct diag *diag)
{
	ret->piece = calloc(map->count ? map->count : 1, sizeof(*ret->piece));
	if (!ret->piece)
		return diag_oom(diag);
	for (size_t i = 0; i < map->count; i++) {
		struct range area = map->area[i].range;

		if (ret->count && ret->piece[ret->count - 1].from.end == area.start)
			ret->piece[ret->count - 1].from.end = area.end;
		else
			ret->piece[ret->count++].from = area;
	}
	return ret->count ? 0 : diag_fail(diag, -ENODATA, "the machine's memory map is empty");
}

static uint64_t end_of(const struct rebase_piece *piece)
{
	return piece->to + range_size(piece->from);
}

/* The lowest address from `at` on that is equal to the old one modulo 1 GiB. */
static uint64_t next_place(uint64_t at, uint64_t old)
{
	return at + (old - at) % GIB;
}

static int place_pieces(struct rebase *rebase, struct range board, struct diag *diag)
{
	uint64_t at = board.start;

	rebase->moves = rebase->piece[0].from.start < board.start || rebase->piece[rebase->count - 1].from.end > board.end;
	for (size_t i = 0; i < rebase->count; i++) {
		struct rebase_piece *piece = &rebase->piece[i];

		piece->to = rebase->moves ? next_place(at, piece->from.start) : piece->from.start;
		if (range_size(piece->from) > range_size(board) || piece->to > board.end - range_size(piece->from))
			return diag_fail(diag, -ERANGE,
					 "the machine has memory of %s at 0x%" PRIx64 ", more than a virtual machine can have",
					 size_text(range_size(piece->from)).text, piece->from.start);
		at = end_of(piece);
	}
	rebase->board = (struct range){ board.start, (at + MIB - 1) / MIB * MIB };
	return 0;
}

int rebase_make(const struct memmap *map, struct range board, struct rebase *ret, struct diag *diag)
{
	CLEANUP(rebase_release) struct rebase rebase = { 0 };
	int r = find_pieces(map, &rebase, diag);

	if (!r)
		r = place_pieces(&rebase, board, diag);
	if (r < 0)
		return r;
	*ret = rebase;
	rebase.piece = NULL;
	return 0;
}

/* The last piece that starts at or below the address; NULL: none does. */
static const struct rebase_piece *find_piece(const struct rebase *rebase, uint64_t address)
{
	size_t low = 0, high = rebase->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (rebase->piece[middle].from.start <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? &rebase->piece[low - 1] : NULL;
}

/* The end of a piece counts as its own, as ranges end there. */
uint64_t rebase_address(const struct rebase *rebase, uint64_t address)
{
	const struct rebase_piece *piece = find_piece(rebase, address);

	return piece && address <= piece->from.end ? address - piece->from.start + piece->to : address;
}

struct range rebase_range(const struct rebase *rebase, struct range range)
{
	uint64_t start = rebase_address(rebase, range.start);

	return (struct range){ start, start + range_size(range) };
}

void rebase_plan(const struct rebase *rebase, struct plan *plan)
{
	for (size_t i = 0; i < plan->segment_count; i++) {
		plan->segment[i].memory = rebase_range(rebase, plan->segment[i].memory);
		plan->segment[i].home = rebase_range(rebase, plan->segment[i].home);
	}
	for (size_t i = 0; i < plan->usable_count; i++)
		plan->usable[i] = rebase_range(rebase, plan->usable[i]);
	plan->region = rebase_range(rebase, plan->region);
	plan->hole = rebase_range(rebase, plan->hole);
	plan->kernel_entry = rebase_address(rebase, plan->kernel_entry);
	plan->entry = rebase_address(rebase, plan->entry);
}

static void rebase_field(const struct rebase *rebase, uint8_t *field)
{
	store_le64(field, rebase_address(rebase, load_le64(field)));
}

void rebase_elfcorehdr(const struct rebase *rebase, struct blob *elfcorehdr)
{
	uint64_t at;
	size_t count;

	if (elfcorehdr->size < EHDR_SIZE)
		return;
	at = load_le64(elfcorehdr->data + E_PHOFF);
	count = load_le16(elfcorehdr->data + E_PHNUM);
	for (size_t i = 0; i < count && span_fits(at, PHDR_SIZE, elfcorehdr->size); i++, at += PHDR_SIZE) {
		rebase_field(rebase, elfcorehdr->data + at + P_OFFSET);
		rebase_field(rebase, elfcorehdr->data + at + P_PADDR);
	}
}

void rebase_release(struct rebase *rebase)
{
	free(rebase->piece);
	*rebase = (struct rebase){ 0 };
}
