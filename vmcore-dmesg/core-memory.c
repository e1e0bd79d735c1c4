/* SPDX-License-Identifier: GPL-2.0-only */
#include "vmcore-dmesg/core-memory.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "kexec/base/diag.h"
#include "vmcore-dmesg/core-source.h"
#include "vmcore-dmesg/core.h"

/* The memory from an address on to the end of its load. */
struct place {
	uint64_t offset; /* in the file */
	uint64_t in_file;
	uint64_t in_memory;
};

static uint64_t lesser(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* The last load that starts at or below the address, or NULL. */
static const struct core_load *find_load(const struct core *core, uint64_t address)
{
	size_t low = 0, high = core->load_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (core->load[middle].start <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? &core->load[low - 1] : NULL;
}

static int find_place(const struct core *core, uint64_t address, struct place *ret, struct diag *diag)
{
	const struct core_load *load = find_load(core, address);
	uint64_t skip;

	if (!load || address >= load->end) {
		diag_fail(diag, -EFAULT, "no program header covers the address %#" PRIx64, address);
		diag_hint(diag, "The file is damaged, or the loader of the capture kernel wrote wrong addresses.");
		return -EFAULT;
	}
	skip = address - load->start;
	ret->in_memory = load->end - address;
	ret->in_file = skip < load->in_file ? load->in_file - skip : 0;
	ret->offset = load->offset + skip;
	return 0;
}

/* Reads size bytes, which may be in several loads or not in the file. */
static int read_pieces(const struct core *core, uint64_t address, uint8_t *buffer, size_t size, struct diag *diag)
{
	while (size) {
		struct place place;
		size_t piece, stored;
		int r = find_place(core, address, &place, diag);

		if (r < 0)
			return r;
		piece = (size_t)lesser(size, place.in_memory);
		stored = (size_t)lesser(piece, place.in_file);
		r = stored ? core_source_read(core->source, place.offset, buffer, stored, diag) : 0;
		if (r < 0)
			return r;
		memset(buffer + stored, 0, piece - stored);
		address += piece;
		buffer += piece;
		size -= piece;
	}
	return 0;
}

/* Moves the window to address. It reads ahead as far as load, file and window go; if that fails, only what was asked for. */
static int fill(struct core_window *window, uint64_t address, size_t size, struct diag *diag)
{
	const struct core *core = window->core;
	struct place place;
	uint64_t ahead;
	int r = find_place(core, address, &place, diag);

	if (r < 0)
		return r;
	ahead = place.offset < core->source->size ? lesser(place.in_file, core->source->size - place.offset) : 0;
	ahead = lesser(ahead, sizeof(window->data));
	window->size = 0;
	window->address = address;
	if (ahead > size && core_source_read(core->source, place.offset, window->data, (size_t)ahead, diag) == 0) {
		window->size = (size_t)ahead;
		return 0;
	}
	r = read_pieces(core, address, window->data, size, diag);
	if (r == 0)
		window->size = size;
	return r;
}

int core_view(struct core_window *window, uint64_t address, size_t size, const uint8_t **ret, struct diag *diag)
{
	uint64_t skip = address - window->address;

	if (address < window->address || skip > window->size || size > window->size - skip) {
		int r = fill(window, address, size, diag);

		if (r < 0)
			return r;
		skip = 0;
	}
	*ret = window->data + skip;
	return 0;
}

int core_read(struct core_window *window, uint64_t address, size_t size, uint64_t *ret, struct diag *diag)
{
	const uint8_t *bytes;
	int r = core_view(window, address, size, &bytes, diag);

	if (r == 0)
		*ret = core_number(window->core, bytes, size);
	return r;
}

int core_read_symbol(struct core_window *window, const char *symbol, size_t size, uint64_t *ret, struct diag *diag)
{
	uint64_t address;
	int r = core_fact(window->core, symbol, &address, diag);

	if (r < 0)
		return r;
	r = core_read(window, address, size, ret, diag);
	if (r < 0)
		diag_prefix(diag, "%s", symbol);
	return r;
}
