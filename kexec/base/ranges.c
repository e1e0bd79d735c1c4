/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/base/ranges.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/base/cleanup.h"

/* A list has room for the next power of two, so that it seldom allocates; it is full if the count is 0 or a power of two. */
static bool is_full(size_t count)
{
	return (count & (count - 1)) == 0;
}

int ranges_append(struct ranges *ranges, struct range range)
{
	if (range_is_empty(range))
		return 0;
	if (is_full(ranges->count)) {
		struct range *grown = reallocarray(ranges->range, ranges->count ? 2 * ranges->count : 1, sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		ranges->range = grown;
	}
	ranges->range[ranges->count++] = range;
	return 0;
}

int ranges_append_joined(struct ranges *ranges, struct range range)
{
	struct range *last = ranges->count ? &ranges->range[ranges->count - 1] : NULL;

	if (!last || range_is_empty(range) || last->end != range.start)
		return ranges_append(ranges, range);
	last->end = range.end;
	return 0;
}

static int by_start(const void *a, const void *b)
{
	const struct range *left = a, *right = b;

	return left->start < right->start ? -1 : left->start > right->start;
}

void ranges_merge(struct ranges *ranges)
{
	struct range *range = ranges->range;
	size_t merged = 0;

	if (ranges->count)
		qsort(range, ranges->count, sizeof(*range), by_start);
	for (size_t i = 0; i < ranges->count; i++)
		if (merged && range[i].start <= range[merged - 1].end)
			range[merged - 1].end = range[i].end > range[merged - 1].end ? range[i].end : range[merged - 1].end;
		else
			range[merged++] = range[i];
	ranges->count = merged;
}

static int copy(const struct ranges *from, struct ranges *ret)
{
	for (size_t i = 0; i < from->count; i++) {
		int r = ranges_append(ret, from->range[i]);

		if (r < 0)
			return r;
	}
	return 0;
}

/*
 * Appends the parts of one range that no hole covers. holes: merged. *at: the index of the first hole that can matter to this
 * range or a later one; moved on. Returns 0 or -ENOMEM.
 */
static int append_between(struct range range, const struct ranges *holes, size_t *at, struct ranges *ret)
{
	int r = 0;

	while (*at < holes->count && holes->range[*at].end <= range.start)
		++*at;
	for (size_t i = *at; i < holes->count && holes->range[i].start < range.end && !r; i++) {
		r = ranges_append_joined(ret, (struct range){ range.start, holes->range[i].start });
		range.start = holes->range[i].end;
	}
	return r ? r : ranges_append_joined(ret, range);
}

int ranges_without(const struct ranges *from, const struct ranges *holes, struct ranges *ret)
{
	CLEANUP(ranges_release) struct ranges merged = { 0 };
	CLEANUP(ranges_release) struct ranges left = { 0 };
	size_t at = 0;
	int r = copy(holes, &merged);

	ranges_merge(&merged);
	for (size_t i = 0; i < from->count && !r; i++)
		r = append_between(from->range[i], &merged, &at, &left);
	if (r < 0)
		return r;
	*ret = ranges_take(&left);
	return 0;
}

static void count_missing(struct range range, uint64_t *bytes, struct range *first)
{
	if (range_is_empty(range))
		return;
	if (!*bytes)
		*first = range;
	*bytes += range_size(range);
}

uint64_t ranges_missing(const struct ranges *had, const struct ranges *has, struct range *ret_first)
{
	struct range first = { 0, 0 };
	uint64_t bytes = 0;
	size_t at = 0;

	for (size_t i = 0; i < had->count; i++) {
		struct range left = had->range[i];

		while (at < has->count && has->range[at].end <= left.start)
			at++;
		for (size_t j = at; j < has->count && has->range[j].start < had->range[i].end; j++) {
			count_missing((struct range){ left.start, has->range[j].start }, &bytes, &first);
			left.start = has->range[j].end;
		}
		count_missing(left, &bytes, &first);
	}
	*ret_first = first;
	return bytes;
}

size_t ranges_first_above(const struct range *range, size_t count, uint64_t address)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (range[middle].end > address)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

bool ranges_contain(const struct ranges *ranges, struct range inner)
{
	for (size_t i = 0; i < ranges->count; i++)
		if (range_contains(ranges->range[i], inner))
			return true;
	return false;
}

struct ranges ranges_take(struct ranges *ranges)
{
	struct ranges taken = *ranges;

	*ranges = (struct ranges){ 0 };
	return taken;
}

void ranges_release(struct ranges *ranges)
{
	free(ranges->range);
	*ranges = (struct ranges){ 0 };
}
