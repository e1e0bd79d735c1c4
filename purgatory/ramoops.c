/* SPDX-License-Identifier: GPL-2.0-only */
#include "purgatory/ramoops.h"

#include "common/handoff.h"

/* The signature of console and dump zones. Other kinds XOR it with their own number. */
#define SIGNATURE 0x43474244u

/* Offsets in 32-bit words from the start of the zone. */
#define WORD_SIGNATURE 0
#define WORD_START 1
#define WORD_SIZE 2
#define HEADER_SIZE 12

#define ZONE_SIZE_MIN 128
#define LINE_FEED "\n"

/* Seconds and microseconds, which are unknown here, and D for a record that is not compressed. */
#define DUMP_HEADER "====0.000000-D\n"

static volatile uint32_t *header_of(const struct ramoops *ramoops)
{
	return (volatile uint32_t *)(uintptr_t)ramoops->zone.base;
}

static uint32_t buffer_size(const struct ramoops *ramoops)
{
	return ramoops->zone.size - HEADER_SIZE;
}

static bool is_usable(const struct handoff_ramoops *zone)
{
	return zone->base && zone->base % sizeof(uint32_t) == 0 && zone->size >= ZONE_SIZE_MIN &&
	       zone->base <= UINT64_MAX - zone->size &&
	       (zone->kind == HANDOFF_RAMOOPS_CONSOLE || zone->kind == HANDOFF_RAMOOPS_DUMP);
}

void ramoops_init(struct ramoops *ramoops, const struct handoff_ramoops *zone, ramoops_flush *flush)
{
	*ramoops = (struct ramoops){ .flush = flush };
	if (is_usable(zone))
		ramoops->zone = *zone;
}

/* Writes the signature last: without it the zone counts as empty. */
static void write_header(const struct ramoops *ramoops)
{
	volatile uint32_t *header = header_of(ramoops);

	header[WORD_START] = ramoops->start;
	header[WORD_SIZE] = ramoops->valid;
	header[WORD_SIGNATURE] = SIGNATURE;
	ramoops->flush(ramoops->zone.base, HEADER_SIZE);
}

static void write_bytes(const struct ramoops *ramoops, const char *text, uint32_t size)
{
	uint64_t address = ramoops->zone.base + HEADER_SIZE + ramoops->start;
	volatile char *to = (volatile char *)(uintptr_t)address;

	for (uint32_t i = 0; i < size; i++)
		to[i] = text[i];
	ramoops->flush(address, size);
}

/* Writes the bytes first, then the header that counts them. */
static void append(struct ramoops *ramoops, const char *text, size_t size)
{
	while (size) {
		uint32_t room = buffer_size(ramoops), fits = room - ramoops->start;
		uint32_t count = size < fits ? (uint32_t)size : fits;

		write_bytes(ramoops, text, count);
		text += count;
		size -= count;
		ramoops->start = count == fits ? 0 : ramoops->start + count;
		ramoops->valid = count < room - ramoops->valid ? ramoops->valid + count : room;
		write_header(ramoops);
	}
}

/* Continues the existing log if the kernel would believe it and could have written it. */
static void continue_log(struct ramoops *ramoops)
{
	volatile uint32_t *header = header_of(ramoops);
	uint32_t start = header[WORD_START], valid = header[WORD_SIZE], room = buffer_size(ramoops);

	if (header[WORD_SIGNATURE] != SIGNATURE)
		return;
	/* If a log has not wrapped around its buffer, its next byte follows its last. */
	if (valid == room ? start >= room : valid > room || start != valid)
		return;
	ramoops->start = start;
	ramoops->valid = valid;
}

static bool ends_line(const struct ramoops *ramoops)
{
	uint32_t last = (ramoops->start ? ramoops->start : buffer_size(ramoops)) - 1;

	return !ramoops->valid || *(volatile char *)(uintptr_t)(ramoops->zone.base + HEADER_SIZE + last) == LINE_FEED[0];
}

static void begin(struct ramoops *ramoops)
{
	/* Lines that the old kernel left in a cache are part of the log, and must not be written over the report later. */
	ramoops->flush(ramoops->zone.base, ramoops->zone.size);
	if (ramoops->zone.kind == HANDOFF_RAMOOPS_CONSOLE)
		continue_log(ramoops);
	write_header(ramoops);
	if (ramoops->zone.kind == HANDOFF_RAMOOPS_DUMP)
		append(ramoops, DUMP_HEADER, sizeof(DUMP_HEADER) - 1);
	else if (!ends_line(ramoops))
		append(ramoops, LINE_FEED, 1);
}

void ramoops_text(struct ramoops *ramoops, const char *text, size_t size)
{
	if (!ramoops->zone.size)
		return;
	if (!ramoops->begun)
		begin(ramoops);
	ramoops->begun = true;
	if (ramoops->zone.kind == HANDOFF_RAMOOPS_DUMP && size > buffer_size(ramoops) - ramoops->valid)
		size = buffer_size(ramoops) - ramoops->valid;
	append(ramoops, text, size);
}
