/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/rehearse/old-notes.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "common/bytes.h"

#define HEADER_SIZE 12
#define ALIGN 4u

#define TYPE_VMCOREINFO 0
#define TYPE_PRSTATUS 1 /* NT_PRSTATUS of <elf.h> */

static size_t padded(size_t size)
{
	return (size + ALIGN - 1) / ALIGN * ALIGN;
}

/* Before the description, with an empty note behind it, which ends the list. */
static size_t overhead(const char *name)
{
	return HEADER_SIZE + padded(strlen(name) + 1) + HEADER_SIZE;
}

/* bytes: NULL: zeros. */
static int make_note(const char *name, uint32_t type, const uint8_t *bytes, size_t size, struct blob *ret)
{
	size_t name_size = strlen(name) + 1;

	if (blob_alloc(overhead(name) + padded(size), ret) < 0)
		return -ENOMEM;
	store_le32(ret->data, (uint32_t)name_size);
	store_le32(ret->data + 4, (uint32_t)size);
	store_le32(ret->data + 8, type);
	memcpy(ret->data + HEADER_SIZE, name, name_size);
	if (bytes)
		memcpy(ret->data + HEADER_SIZE + padded(name_size), bytes, size);
	return 0;
}

/* The bytes of the whole lines that fit. */
static size_t whole_lines(struct view text, size_t room)
{
	size_t size = text.size < room ? text.size : room;

	while (size && text.data[size - 1] != '\n')
		size--;
	return size;
}

int old_note_vmcoreinfo(struct view text, size_t room, struct blob *ret)
{
	static const char name[] = "VMCOREINFO";
	size_t spare = overhead(name) + ALIGN, size = room > spare ? whole_lines(text, room - spare) : 0;

	return size ? make_note(name, TYPE_VMCOREINFO, text.data, size, ret) : -ENOSPC;
}

int old_note_cpu(size_t size, size_t room, struct blob *ret)
{
	static const char name[] = "CORE";

	return room >= overhead(name) + padded(size) ? make_note(name, TYPE_PRSTATUS, NULL, size, ret) : -ENOSPC;
}
