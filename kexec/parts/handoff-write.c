/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/parts/handoff-write.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "common/bytes.h"
#include "common/digest.h"
#include "common/handoff.h"
#include "kexec/base/blob.h"
#include "kexec/base/diag.h"
#include "kexec/parts/digest-region.h"

#define NAME_MAX_LENGTH (sizeof(((struct handoff_region *)NULL)->name) - 1)
#define START_ALIGN 8
#define TABLE_SIZE 4096

static int check_purgatory(struct view purgatory, struct diag *diag)
{
	if (!purgatory.size) {
		diag_fail(diag, -ENOEXEC, "this kexec was built without a purgatory for the architecture");
		diag_hint(diag, "Build it with a compiler for the architecture, or add --dry-run.");
		return -ENOEXEC;
	}
	if (purgatory.size > HANDOFF_OFFSET)
		return diag_fail(diag, -EFBIG, "the purgatory has %zu bytes; at most %d fit below its handoff", purgatory.size,
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

static int check_place(const struct handoff_part *part, const char *what, uint64_t start, struct diag *diag)
{
	uint64_t end;

	if (start % START_ALIGN)
		return diag_fail(diag, -EINVAL, "%s%s at %#" PRIx64 " cannot be verified: not aligned to %d bytes", part->name,
				 what, start, START_ALIGN);
	if (!add_u64(start, part->bytes.size, &end))
		return diag_fail(diag, -EINVAL, "%s%s at %#" PRIx64 "+%#zx ends beyond 64 bits", part->name, what, start,
				 part->bytes.size);
	return 0;
}

static int check_part(const struct handoff_part *part, struct diag *diag)
{
	int error;

	if (!is_name(part->name))
		return diag_fail(diag, -EINVAL, "a part to verify needs a name of 1 to %zu printable characters",
				 NAME_MAX_LENGTH);
	error = check_place(part, "", part->start, diag);
	return error ? error : check_place(part, ", staged", part->staged, diag);
}

static int check_segment(const struct handoff_values *values, struct diag *diag)
{
	if (values->segment % TABLE_SIZE)
		return diag_fail(diag, -EINVAL, "the purgatory at %#" PRIx64 " is not aligned to %d bytes", values->segment,
				 TABLE_SIZE);
	if (values->tables.size % TABLE_SIZE)
		return diag_fail(diag, -EINVAL, "page tables of %zu bytes are not whole pages of %d bytes", values->tables.size,
				 TABLE_SIZE);
	return 0;
}

static bool is_reset(const struct handoff_reset *step)
{
	switch (step->kind) {
	case HANDOFF_RESET_NONE:
	case HANDOFF_RESET_FIRMWARE:
		return true;
	case HANDOFF_RESET_WRITE_MEMORY:
	case HANDOFF_RESET_WRITE_PORT:
		return (step->width == 1 || step->width == 2 || step->width == 4) && step->address % step->width == 0;
	default:
		return false;
	}
}

static int check_resets(const struct handoff_reset *reset, struct diag *diag)
{
	for (size_t i = 0; i < HANDOFF_RESETS_MAX; i++)
		if (!is_reset(&reset[i]))
			return diag_fail(diag, -EINVAL,
					 "reset step %zu is invalid: kind %" PRIu32 ", %" PRIu32 " bytes at %#" PRIx64, i,
					 reset[i].kind, reset[i].width, reset[i].address);
	return 0;
}

static int check_values(const struct handoff_values *values, struct diag *diag)
{
	int error = check_purgatory(values->purgatory, diag);

	if (!error)
		error = check_segment(values, diag);
	if (!error)
		error = check_resets(values->reset, diag);
	if (error)
		return error;
	if (values->part_count > HANDOFF_REGIONS_MAX)
		return diag_fail(diag, -E2BIG, "there are %zu parts to verify; the purgatory supports at most %d",
				 values->part_count, HANDOFF_REGIONS_MAX);
	for (size_t i = 0; i < values->part_count && !error; i++)
		error = check_part(&values->parts[i], diag);
	return error;
}

static void put_console(uint8_t *at, const struct handoff_console *console)
{
	store_le32(at + offsetof(struct handoff_console, type), console->type);
	store_le32(at + offsetof(struct handoff_console, reg_shift), console->reg_shift);
	store_le32(at + offsetof(struct handoff_console, io_width), console->io_width);
	store_le32(at + offsetof(struct handoff_console, space), console->space);
	store_le64(at + offsetof(struct handoff_console, base), console->base);
}

static void put_resets(uint8_t *at, const struct handoff_reset *reset)
{
	for (size_t i = 0; i < HANDOFF_RESETS_MAX; i++, at += sizeof(*reset)) {
		store_le32(at + offsetof(struct handoff_reset, kind), reset[i].kind);
		store_le32(at + offsetof(struct handoff_reset, width), reset[i].width);
		store_le64(at + offsetof(struct handoff_reset, address), reset[i].address);
		store_le64(at + offsetof(struct handoff_reset, value), reset[i].value);
	}
}

/* A region that is not moved is in its place from the beginning. */
static uint32_t regions_needed(const struct handoff_values *values)
{
	size_t needed = values->part_count;

	while (needed && values->parts[needed - 1].staged == values->parts[needed - 1].start)
		needed--;
	return (uint32_t)needed;
}

static void put_next(uint8_t *at, const struct handoff_values *values)
{
	store_le64(at + offsetof(struct handoff_emergency, kernel_entry), values->kernel_entry);
	for (size_t i = 0; i < HANDOFF_ARGUMENTS; i++)
		store_le64(at + offsetof(struct handoff_emergency, argument) + 8 * i, values->argument[i]);
	store_le32(at + offsetof(struct handoff_emergency, arguments_received), values->arguments_received);
	store_le32(at + offsetof(struct handoff_emergency, regions_needed), regions_needed(values));
}

static void put_emergency(uint8_t *at, const struct handoff_values *values)
{
	uint8_t *ramoops = at + offsetof(struct handoff_emergency, ramoops);

	store_le32(at + offsetof(struct handoff_emergency, on_mismatch), values->on_mismatch);
	store_le32(at + offsetof(struct handoff_emergency, flags), values->flags);
	put_next(at, values);
	put_console(at + offsetof(struct handoff_emergency, console), &values->console);
	store_le64(ramoops + offsetof(struct handoff_ramoops, base), values->ramoops.base);
	store_le32(ramoops + offsetof(struct handoff_ramoops, size), values->ramoops.size);
	store_le32(ramoops + offsetof(struct handoff_ramoops, kind), values->ramoops.kind);
	put_resets(at + offsetof(struct handoff_emergency, reset), values->reset);
	store_le64(at + offsetof(struct handoff_emergency, check), handoff_emergency_check(at));
}

static bool has_digests(const struct handoff_values *values)
{
	return !(values->flags & HANDOFF_SKIP_CHECKS);
}

static void put_region(uint8_t *at, const struct handoff_part *part, uint64_t digests)
{
	store_le64(at + offsetof(struct handoff_region, start), part->start);
	store_le64(at + offsetof(struct handoff_region, staged), part->staged);
	store_le64(at + offsetof(struct handoff_region, size), part->bytes.size);
	store_le64(at + offsetof(struct handoff_region, digests), digests);
	memcpy(at + offsetof(struct handoff_region, name), part->name, strlen(part->name));
}

static void put_digests(const struct handoff_values *values, const struct handoff_part *part, uint8_t *at)
{
	digest_region(values->sha256 ? values->sha256 : sha256_init, part->bytes.data, part->bytes.size, at);
}

static void put_regions(uint8_t *segment, const struct handoff_values *values)
{
	uint8_t *at = segment + HANDOFF_OFFSET + offsetof(struct handoff, region);
	uint64_t digests = PURGATORY_TABLES + values->tables.size;

	for (size_t i = 0; i < values->part_count; i++, at += sizeof(struct handoff_region)) {
		const struct handoff_part *part = &values->parts[i];

		put_region(at, part, digests);
		if (!has_digests(values))
			continue;
		put_digests(values, part, segment + digests);
		digests += digest_count(part->bytes.size) * SHA256_SIZE;
	}
}

static void put_handoff(uint8_t *segment, const struct handoff_values *values, uint64_t written)
{
	uint8_t *at = segment + HANDOFF_OFFSET;
	uint8_t *emergency = at + offsetof(struct handoff, emergency);

	store_le64(at + offsetof(struct handoff, magic), HANDOFF_MAGIC);
	store_le32(at + offsetof(struct handoff, version), HANDOFF_VERSION);
	store_le32(at + offsetof(struct handoff, size), sizeof(struct handoff));
	store_le32(at + offsetof(struct handoff, region_count), (uint32_t)values->part_count);
	store_le32(at + offsetof(struct handoff, code_check), handoff_code_check(segment));
	store_le64(at + offsetof(struct handoff, segment), values->segment);
	store_le64(at + offsetof(struct handoff, written), written);
	store_le64(at + offsetof(struct handoff, tables), values->tables.size ? values->segment + PURGATORY_TABLES : 0);
	store_le64(at + offsetof(struct handoff, tables_size), values->tables.size);
	put_emergency(emergency, values);
	put_emergency(emergency + sizeof(struct handoff_emergency), values);
}

static void put_own_digest(uint8_t *segment, size_t written)
{
	struct sha256 ctx;

	sha256_init(&ctx);
	sha256_update(&ctx, segment, HANDOFF_OWN_DIGEST);
	sha256_update(&ctx, segment + PURGATORY_TABLES, written - PURGATORY_TABLES);
	sha256_final(&ctx, segment + HANDOFF_OWN_DIGEST);
}

/* Returns SIZE_MAX if the sum is too large. The count of digests times their size cannot overflow. */
static size_t add_digests(size_t size, uint64_t part_size)
{
	uint64_t digests = digest_count(part_size) * SHA256_SIZE;

	if (size > PURGATORY_WRITTEN_MAX || digests > PURGATORY_WRITTEN_MAX - size)
		return SIZE_MAX;
	return size + (size_t)digests;
}

size_t handoff_segment_bound(const uint64_t *part_size, size_t count, size_t tables_size)
{
	size_t size = PURGATORY_TABLES;

	if (tables_size > PURGATORY_WRITTEN_MAX - size)
		return SIZE_MAX;
	size += tables_size;
	for (size_t i = 0; i < count; i++)
		size = add_digests(size, part_size[i]);
	return size;
}

static size_t written_size(const struct handoff_values *values)
{
	uint64_t size[HANDOFF_REGIONS_MAX];

	for (size_t i = 0; i < values->part_count; i++)
		size[i] = values->parts[i].bytes.size;
	return handoff_segment_bound(size, has_digests(values) ? values->part_count : 0, values->tables.size);
}

int handoff_build(const struct handoff_values *values, struct blob *ret, struct diag *diag)
{
	struct blob segment;
	size_t written;
	int error = check_values(values, diag);

	if (error)
		return error;
	written = written_size(values);
	if (written == SIZE_MAX)
		return diag_fail(diag, -EFBIG, "the digests of all parts do not fit %d MiB", PURGATORY_WRITTEN_MAX >> 20);
	if (blob_alloc(written, &segment))
		return diag_oom(diag);
	memcpy(segment.data, values->purgatory.data, values->purgatory.size);
	put_handoff(segment.data, values, written);
	if (values->tables.size)
		memcpy(segment.data + PURGATORY_TABLES, values->tables.data, values->tables.size);
	put_regions(segment.data, values);
	put_own_digest(segment.data, written);
	*ret = segment;
	return 0;
}
