/* SPDX-License-Identifier: GPL-2.0-only */
#include "tests/helpers/exhaustive.h"

#include "kexec/plan/demand.h"

#define PAGE EXHAUSTIVE_PAGE

uint64_t exhaustive_bits(uint64_t first, uint64_t count)
{
	return ((UINT64_C(1) << count) - 1) << first;
}

static bool is_multiple(uint64_t v, uint64_t of)
{
	return v % of == 0;
}

/* The window's definition in demand.h, without its arithmetic: the greatest multiple below, the least multiple above. */
static bool in_window(const struct near_kernel *near, uint64_t kernel, uint64_t kernel_size, uint64_t start, uint64_t size)
{
	uint64_t span = near->span / PAGE, align = near->align / PAGE, base = kernel, lo = 0;

	if (!near->span)
		return true;
	while (!is_multiple(base, align))
		base--;
	if (!near->may_precede)
		lo = base;
	else if (kernel + kernel_size > span)
		for (lo = kernel + kernel_size - span; !is_multiple(lo, align);)
			lo++;
	return lo <= start && start + size <= base + span;
}

static bool in_absolute(struct range window, uint64_t start, uint64_t size)
{
	return range_is_empty(window) || (window.start <= start * PAGE && (start + size) * PAGE <= window.end);
}

static bool is_aligned(const struct demand *demand, uint64_t start)
{
	uint64_t offset = demand->offset / PAGE;

	return start >= offset && is_multiple(start - offset, demand->align / PAGE);
}

/* May demand number i be at page `start`, with the kernel at page `kernel`, if these pages are left? */
static bool is_good(const struct exhaustive *problem, uint64_t left, size_t i, uint64_t start, uint64_t kernel)
{
	const struct demand *demand = &problem->demand[i];
	uint64_t size = demand->size / PAGE, bits;

	if (start < problem->first || start + size > problem->first + problem->pages)
		return false;
	bits = exhaustive_bits(start - problem->first, size);
	return (left & bits) == bits && is_aligned(demand, start) &&
	       in_absolute(demand->window, start, size) &&
	       in_window(&demand->near, kernel, problem->demand[0].size / PAGE, start, size);
}

static bool exists_from(const struct exhaustive *problem, uint64_t left, size_t next, uint64_t kernel)
{
	if (next == problem->count)
		return true;
	for (uint64_t n = 0; n < problem->pages; n++) {
		uint64_t start = problem->first + n, at = next ? kernel : start;

		if (is_good(problem, left, next, start, at) &&
		    exists_from(problem, left & ~exhaustive_bits(n, problem->demand[next].size / PAGE), next + 1, at))
			return true;
	}
	return false;
}

bool exhaustive_exists(const struct exhaustive *problem)
{
	return exists_from(problem, problem->free_pages, 0, 0);
}

bool exhaustive_is_solution(const struct exhaustive *problem, const struct range *place)
{
	uint64_t left = problem->free_pages;

	for (size_t i = 0; i < problem->count; i++) {
		uint64_t start = place[i].start / PAGE;

		if (place[i].start % PAGE || place[i].end - place[i].start != problem->demand[i].size ||
		    !is_good(problem, left, i, start, place[0].start / PAGE))
			return false;
		left &= ~exhaustive_bits(start - problem->first, problem->demand[i].size / PAGE);
	}
	return true;
}
