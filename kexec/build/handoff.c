/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/build/handoff.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "common/bytes.h"
#include "common/sha256.h"

#define NAME_MAX_LENGTH (sizeof(((struct handoff_region *)NULL)->name) - 1)
#define START_ALIGN 8

_Static_assert(SHA256_SIZE == sizeof(((struct handoff_region *)NULL)->sha256), "the digest fits its place exactly");

static int check_purgatory(struct view purgatory, struct diag *diag)
{
	if (!purgatory.size) {
		diag_fail(diag, -ENOEXEC, "this kexec was built without a purgatory for the architecture");
		diag_hint(diag, "build it with a compiler for the architecture, or use --dry-run");
		return -ENOEXEC;
	}
	if (purgatory.size > HANDOFF_OFFSET)
		return diag_fail(diag, -EFBIG, "the purgatory has %zu bytes, at most %d fit below its handoff", purgatory.size,
				 HANDOFF_OFFSET);
	return 0;
}

static bool is_name(const char *name)
{
	size_t length = strnlen(name, NAME_MAX_LENGTH + 1);

	for (size_t i = 0; i < length; i++)
		if (name[i] < ' ' || name[i] > '~')
			return false;
	return length && length <= NAME_MAX_LENGTH;
}

static int check_part(const struct handoff_part *part, struct diag *diag)
{
	uint64_t end;

	if (!is_name(part->name))
		return diag_fail(diag, -EINVAL, "a part to verify needs a name of 1 to %zu printable characters",
				 NAME_MAX_LENGTH);
	if (part->start % START_ALIGN)
		return diag_fail(diag, -EINVAL, "%s at %#" PRIx64 " cannot be verified: not aligned to %d bytes", part->name,
				 part->start, START_ALIGN);
	if (!add_u64(part->start, part->bytes.size, &end))
		return diag_fail(diag, -EINVAL, "%s at %#" PRIx64 "+%#zx ends beyond 64 bits", part->name, part->start,
				 part->bytes.size);
	return 0;
}

static int check_values(const struct handoff_values *values, struct diag *diag)
{
	int error = check_purgatory(values->purgatory, diag);

	if (error)
		return error;
	if (values->part_count > HANDOFF_REGIONS_MAX)
		return diag_fail(diag, -E2BIG, "%zu parts to verify, the purgatory knows at most %d", values->part_count,
				 HANDOFF_REGIONS_MAX);
	for (size_t i = 0; i < values->part_count && !error; i++)
		error = check_part(&values->parts[i], diag);
	return error;
}

static void put_console(uint8_t *at, const struct handoff_console *console)
{
	store_le32(at + offsetof(struct handoff_console, type), console->type);
	store_le32(at + offsetof(struct handoff_console, reg_shift), console->reg_shift);
	store_le32(at + offsetof(struct handoff_console, io_width), console->io_width);
	store_le64(at + offsetof(struct handoff_console, base), console->base);
}

static void put_region(uint8_t *at, const struct handoff_part *part, bool with_digest)
{
	store_le64(at + offsetof(struct handoff_region, start), part->start);
	store_le64(at + offsetof(struct handoff_region, size), part->bytes.size);
	memcpy(at + offsetof(struct handoff_region, name), part->name, strlen(part->name));
	if (with_digest)
		sha256(part->bytes.data, part->bytes.size, at + offsetof(struct handoff_region, sha256));
}

static void put_handoff(uint8_t *at, const struct handoff_values *values)
{
	store_le64(at + offsetof(struct handoff, magic), HANDOFF_MAGIC);
	store_le32(at + offsetof(struct handoff, version), HANDOFF_VERSION);
	store_le32(at + offsetof(struct handoff, size), sizeof(struct handoff));
	store_le64(at + offsetof(struct handoff, kernel_entry), values->kernel_entry);
	store_le64(at + offsetof(struct handoff, dtb), values->dtb);
	store_le32(at + offsetof(struct handoff, flags), values->flags);
	store_le32(at + offsetof(struct handoff, psci), values->psci);
	store_le32(at + offsetof(struct handoff, on_mismatch), values->on_mismatch);
	store_le32(at + offsetof(struct handoff, region_count), (uint32_t)values->part_count);
	put_console(at + offsetof(struct handoff, console), &values->console);
	for (size_t i = 0; i < values->part_count; i++)
		put_region(at + offsetof(struct handoff, region) + i * sizeof(struct handoff_region), &values->parts[i],
			   !(values->flags & HANDOFF_SKIP_CHECKS));
}

int handoff_build(const struct handoff_values *values, struct blob *ret, struct diag *diag)
{
	struct blob segment;
	int error = check_values(values, diag);

	if (error)
		return error;
	if (blob_alloc(PURGATORY_SIZE, &segment))
		return diag_oom(diag);
	memcpy(segment.data, values->purgatory.data, values->purgatory.size);
	put_handoff(segment.data + HANDOFF_OFFSET, values);
	*ret = segment;
	return 0;
}
