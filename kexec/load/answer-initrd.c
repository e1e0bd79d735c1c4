/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/answer-parts.h"

#include <errno.h>
#include <stdlib.h>

#include "kexec/base/wire.h"
#include "kexec/image/initrd-contents.h"

static void move_contents(struct wire *wire, struct initrd_contents *contents)
{
	wire_number(wire, &contents->unpacked, UINT64_MAX);
	wire_number(wire, &contents->unpacked_16k, UINT64_MAX);
	wire_number(wire, &contents->unpacked_64k, UINT64_MAX);
	wire_number(wire, &contents->file_count, UINT64_MAX);
	wire_text(wire, contents->tool, sizeof(contents->tool));
	wire_flag(wire, &contents->has_init);
	wire_flag(wire, &contents->has_watchdog);
	wire_flag(wire, &contents->is_opaque);
	wire_text(wire, contents->unknown, sizeof(contents->unknown));
	wire_size(wire, &contents->version_count, INITRD_VERSIONS_MAX);
	for (size_t i = 0; i < contents->version_count; i++)
		wire_text(wire, contents->version[i], sizeof(contents->version[i]));
}

void answer_initrd(struct wire *wire, struct initrd_contents **contents)
{
	bool is_there = !wire->reads && *contents;

	wire_flag(wire, &is_there);
	if (!is_there)
		return;
	if (wire->reads)
		*contents = calloc(1, sizeof(**contents));
	if (*contents)
		move_contents(wire, *contents);
	else
		wire_fail(wire, -ENOMEM);
}
