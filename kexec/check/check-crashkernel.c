/* SPDX-License-Identifier: GPL-2.0-only */
/* The fault of a crashkernel= that has reserved nothing. Source: Linux, kernel/crash_reserve.c, and lib/cmdline.c, memparse(). */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/base/blob.h"
#include "kexec/base/size-text.h"
#include "kexec/check/check-rows.h"

#define MIB ((uint64_t)1 << 20)

#define ADVICE "Boot with crashkernel=256M, or ask kexec --check -p KERNEL --initrd=FILE for the size."

/* Reads a number with a suffix, and moves *at to its end. If there is none, *at stays. */
static uint64_t parse_size(const char **at)
{
	static const char suffixes[] = "kmgtpe";
	char *end;
	uint64_t size = strtoull(*at, &end, 0);
	const char *suffix = end != *at && *end ? strchr(suffixes, *end | 0x20) : NULL;

	*at = end;
	if (!suffix)
		return size;
	++*at;
	return size << 10 * (suffix - suffixes + 1);
}

/* "1G-4G:128M,4G-:256M": does a range have this much memory? Also true if it cannot be read. */
static bool has_range(const char *at, uint64_t ram)
{
	while (*at) {
		uint64_t start = parse_size(&at), end = UINT64_MAX;

		if (*at++ != '-')
			return true;
		if (*at != ':')
			end = parse_size(&at);
		if (*at++ != ':' || (start <= ram && ram < end))
			return true;
		(void)parse_size(&at);
		if (*at != ',')
			return false;
		at++;
	}
	return false;
}

static void judge_size(const char *text, uint64_t ram, struct finding *ret)
{
	const char *rest = text;
	uint64_t size = parse_size(&rest);

	if (rest == text)
		finding_evidence(ret, "%s is no size", text);
	else if (size < MIB)
		finding_evidence(ret, "%s are %" PRIu64 " bytes: the M behind the number is missing", text, size);
	else if (*rest && *rest != '@' && strcmp(rest, ",high") != 0 && strcmp(rest, ",low") != 0 && strcmp(rest, ",cma") != 0)
		finding_evidence(ret, "the kernel does not know %s behind the size", rest);
	else if (size >= ram)
		finding_evidence(ret, "the machine has %s of memory", size_text(ram).text);
	else if (strcmp(rest, ",low") == 0 || strcmp(rest, ",cma") == 0)
		finding_evidence(ret, "%s is only taken beside another crashkernel=SIZE or crashkernel=SIZE,high", rest);
	else if (*rest == '@')
		finding_remedy(ret, "The memory that %s names is not free, or not there: leave it out, and the kernel chooses.", rest);
	else
		finding_remedy(ret, "The size may be more than the kernel finds in one piece. Boot with a smaller size, or with crashkernel=SIZE,high.");
}

void explain_crashkernel(struct view value, uint64_t ram, struct finding *ret)
{
	char text[200];

	if (value.size >= sizeof(text))
		value.size = sizeof(text) - 1;
	memcpy(text, value.data, value.size);
	text[value.size] = '\0';
	if (strcmp(text, "auto") == 0)
		finding_evidence(ret, "auto is known to the kernels of some distributions only");
	else if (!strchr(text, ':'))
		judge_size(text, ram, ret);
	else if (!has_range(text, ram))
		finding_evidence(ret, "none of its ranges has the %s of memory that this machine has", size_text(ram).text);
	else
		finding_remedy(ret, "The size may be more than the kernel finds in one piece, or what follows is no range. Boot with a smaller "
				    "size, or with crashkernel=SIZE,high.");
	if (!ret->text.hint[0])
		finding_remedy(ret, ADVICE);
}
