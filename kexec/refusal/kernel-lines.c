/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/refusal/kernel-lines.h"

#include <string.h>

#define FACILITY_SHIFT 3 /* the kernel's own is 0; a program that writes to /dev/kmsg cannot claim it */
#define LEVEL_MASK 7
#define LEVEL_NOTICE 5

/*
 * The prefixes and words of what Linux logs when it refuses a load: kernel/kexec*.c, arch/, crypto/asymmetric_keys/,
 * security/, kernel/liveupdate/, kernel/crash_dump_dm_crypt.c.
 */
static const char *const words[] = {
	"kexec",     "crash",	 "CPUs are stuck", "PEFILE:",	   "PKCS7:",	      "X.509:",
	"Lockdown:", "LoadPin:", "ima:",	   "integrity:",   "audit: type=18",  "avc:",
	"ipe_op=",   "KHO:",	 "logon key",	   "control_code", "elf core header", "new dtb",
};

static char small(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool starts_with(const char *text, const char *word)
{
	for (; *word; text++, word++)
		if (small(*text) != small(*word))
			return false;
	return true;
}

static bool has(const char *text, const char *word)
{
	for (; *text; text++)
		if (starts_with(text, word))
			return true;
	return false;
}

static bool concerns_load(const char *text)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (has(text, words[i]))
			return true;
	return false;
}

/* "PRIORITY,NUMBER,TIME,FLAGS[,MORE];TEXT\n", then lines of properties. Returns the text, or NULL. */
static const char *text_of(const char *record, size_t size, size_t *ret_size)
{
	const char *semicolon = size ? memchr(record, ';', size) : NULL;
	unsigned int priority = 0;
	const char *at = record, *end;

	if (!semicolon || *record < '0' || *record > '9')
		return NULL;
	for (; *at >= '0' && *at <= '9' && priority < 100000; at++)
		priority = priority * 10 + (unsigned int)(*at - '0');
	if (*at != ',' || priority >> FACILITY_SHIFT || (priority & LEVEL_MASK) > LEVEL_NOTICE)
		return NULL;
	size -= (size_t)(semicolon + 1 - record);
	end = memchr(semicolon + 1, '\n', size);
	*ret_size = end ? (size_t)(end - semicolon - 1) : size;
	return semicolon + 1;
}

static void copy_printable(const char *text, size_t size, char ret[KERNEL_LINE_SIZE])
{
	size_t n = size < KERNEL_LINE_SIZE - 1 ? size : KERNEL_LINE_SIZE - 1;

	for (size_t i = 0; i < n; i++)
		ret[i] = text[i] < ' ' || text[i] > '~' ? '?' : text[i];
	ret[n] = '\0';
}

void kernel_lines_add(struct kernel_lines *lines, const char *record, size_t size)
{
	size_t length = 0;
	const char *text = text_of(record, size, &length);
	char line[KERNEL_LINE_SIZE];

	if (!text || lines->count == KERNEL_LINES_MAX)
		return;
	copy_printable(text, length, line);
	if (concerns_load(line))
		memcpy(lines->line[lines->count++], line, sizeof(line));
}

bool kernel_lines_have(const struct kernel_lines *lines, const char *text)
{
	for (size_t i = 0; i < lines->count; i++)
		if (has(lines->line[i], text))
			return true;
	return false;
}
