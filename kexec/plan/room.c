/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/plan/room.h"

#include <errno.h>

#include "kexec/base/cleanup.h"
#include "kexec/plan/plan-request.h"

int room_find(const struct plan_request *request, const struct ranges *regions, struct room *ret)
{
	CLEANUP(room_release) struct room room = { 0 };

	if (ranges_without(regions, &request->taken, &room.free) < 0 ||
	    ranges_without(regions, &request->fixed, &room.unfixed) < 0 ||
	    ranges_without(&room.unfixed, &request->taken, &room.clear) < 0)
		return -ENOMEM;
	*ret = room;
	room = (struct room){ 0 };
	return 0;
}

void room_release(struct room *room)
{
	ranges_release(&room->free);
	ranges_release(&room->unfixed);
	ranges_release(&room->clear);
}

static struct ranges part_of(const struct ranges *ranges, struct range region)
{
	size_t first = ranges_first_above(ranges->range, ranges->count, region.start);
	size_t end = ranges_first_above(ranges->range, ranges->count, region.end - 1);

	if (end < ranges->count && ranges->range[end].start < region.end)
		end++;
	return (struct ranges){ first < end ? ranges->range + first : NULL, end - first };
}

struct room room_within(const struct room *room, struct range region)
{
	return (struct room){ part_of(&room->free, region), part_of(&room->unfixed, region), part_of(&room->clear, region) };
}
