/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/loaded/loaded-text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/base/blob.h"
#include "kexec/loaded/loaded.h"

/* A text that grows; failed: it could not once, and does no more. */
struct text {
	char *data;
	size_t size, room;
	bool failed;
};

static void put(struct text *text, const char *bytes, size_t size)
{
	if (!text->failed && text->room - text->size < size) {
		size_t room = (text->room + size) * 2;
		char *data = realloc(text->data, room);

		text->failed = !data;
		if (data) {
			text->data = data;
			text->room = room;
		}
	}
	if (text->failed || !size)
		return;
	memcpy(text->data + text->size, bytes, size);
	text->size += size;
}

static void put_text(struct text *text, const char *string)
{
	put(text, string, strlen(string));
}

static void put_number(struct text *text, uint64_t number)
{
	char digits[24];

	snprintf(digits, sizeof(digits), " 0x%" PRIx64, number);
	put_text(text, digits);
}

static void put_digest(struct text *text, const uint8_t digest[SHA256_SIZE])
{
	char digits[3];

	put(text, " ", 1);
	for (size_t i = 0; i < SHA256_SIZE; i++) {
		snprintf(digits, sizeof(digits), "%02x", digest[i]);
		put(text, digits, 2);
	}
}

static void put_digest_line(struct text *text, const char *keyword, const uint8_t digest[SHA256_SIZE])
{
	put_text(text, keyword);
	put_digest(text, digest);
	put(text, "\n", 1);
}

bool loaded_text_escapes(char c)
{
	return (unsigned char)c < 0x20 || c == 0x7f || c == '%';
}

static void put_string(struct text *text, const char *string)
{
	char escape[4];

	put(text, " ", 1);
	for (; *string; string++) {
		if (!loaded_text_escapes(*string)) {
			put(text, string, 1);
			continue;
		}
		snprintf(escape, sizeof(escape), "%%%02x", (unsigned char)*string);
		put(text, escape, 3);
	}
}

static void put_line(struct text *text, const char *keyword, const char *string)
{
	put_text(text, keyword);
	put_string(text, string);
	put(text, "\n", 1);
}

static void put_file(struct text *text, const char *keyword, const struct loaded_file *file)
{
	if (!file->path)
		return;
	put_text(text, keyword);
	put_number(text, file->identity.device);
	put_number(text, file->identity.inode);
	put_number(text, file->identity.size);
	put_number(text, file->identity.modified);
	put_number(text, file->identity.changed);
	put_string(text, file->path);
	put(text, "\n", 1);
}

static void put_part(struct text *text, const struct loaded_part *part)
{
	put_text(text, "part ");
	put_text(text, part->name);
	put_number(text, part->memory.start);
	put_number(text, part->memory.end);
	put_number(text, part->home);
	put_number(text, part->bytes);
	put(text, "\n", 1);
}

static void put_numbers(struct text *text, const char *keyword, const uint64_t *number, size_t count)
{
	put_text(text, keyword);
	for (size_t i = 0; i < count; i++)
		put_number(text, number[i]);
	put(text, "\n", 1);
}

int loaded_write(const struct loaded *loaded, struct blob *ret)
{
	struct text text = { 0 };

	put_text(&text, LOADED_TEXT_FIRST "\n");
	put_line(&text, "boot", loaded->boot_id);
	put_numbers(&text, "when", &loaded->when, 1);
	put_line(&text, "kind", loaded->crash ? "crash" : "normal");
	put_line(&text, "route", loaded->by_files ? LOADED_TEXT_FILES : LOADED_TEXT_SEGMENTS);
	put_line(&text, "why", loaded->why);
	put_line(&text, "format", loaded->format);
	put_file(&text, "kernel", &loaded->kernel);
	for (size_t i = 0; i < loaded->initrd_count; i++)
		put_file(&text, "initrd", &loaded->initrd[i]);
	put_file(&text, "dtb", &loaded->dtb);
	put_line(&text, "cmdline", loaded->cmdline);
	for (size_t i = 0; i < loaded->option_count; i++)
		put_line(&text, "option", loaded->option[i]);
	put_digest_line(&text, "request", loaded->request);
	if (loaded->have_own_digest)
		put_digest_line(&text, "purgatory", loaded->own_digest);
	put_line(&text, "placement", loaded_placement_name(loaded->placement));
	if (loaded->have_copy_size)
		put_numbers(&text, "copy", &loaded->copy_size, 1);
	for (size_t i = 0; i < loaded->memory.count; i++)
		put_numbers(&text, "memory", (uint64_t[]){ loaded->memory.range[i].start, loaded->memory.range[i].end }, 2);
	for (size_t i = 0; i < loaded->part_count; i++)
		put_part(&text, &loaded->part[i]);
	put_text(&text, "end\n");
	if (text.failed) {
		free(text.data);
		return -ENOMEM;
	}
	*ret = (struct blob){ .data = (uint8_t *)text.data, .size = text.size, .kind = BLOB_HEAP };
	return 0;
}
