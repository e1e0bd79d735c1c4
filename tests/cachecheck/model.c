/* SPDX-License-Identifier: GPL-2.0-only */
#include "model.h"

#include <stdio.h>
#include <stdlib.h>

#define CHUNK_SIZE (UINT64_C(2) << 20)
#define CHUNK_LINES (CHUNK_SIZE / LINE_SIZE)
#define BUCKETS 1024

/* The state of a line. 0: it may be in the data caches, clean, and in the instruction cache with old contents. */
#define DIRTY 0x01u	/* memory does not have it */
#define UNSEEN 0x02u	/* instruction fetches do not see it: not cleaned to the point of unification */
#define STALE 0x04u	/* the data caches may have it as it was before */
#define GONE 0x08u	/* no cache has it */
#define RENEWED 0x10u	/* the instruction cache, if it has it, has it as memory does */
#define IN_FLIGHT 0x20u /* a store around the caches has not ended */

struct chunk {
	struct chunk *next;
	uint64_t start;
	uint8_t line[CHUNK_LINES];
};

struct model {
	struct chunk *bucket[BUCKETS];
	struct chunk *last;
	struct regime regime;
	bool maintenance;    /* data cache maintenance has not ended */
	bool translations;   /* TLB maintenance has not ended */
	bool new_code;	     /* instruction cache maintenance has not ended */
	bool unfetched;	     /* ... has ended, but instructions from before it may be in the pipeline */
	bool others_renewed; /* lines of chunks that do not exist yet are RENEWED */
	uint64_t *in_flight; /* addresses of lines that are IN_FLIGHT */
	size_t in_flight_count;
	size_t in_flight_room;
	void (*broken)(enum rule rule, uint64_t line, void *data);
	void *data;
};

const char *const rule_names[RULES] = {
	[READ_DIRTY] = "read-dirty",
	[WRITE_DIRTY] = "write-dirty",
	[READ_STALE] = "read-stale",
	[WRITE_STALE] = "write-stale",
	[FETCH_DIRTY] = "fetch-dirty",
	[FETCH_STALE] = "fetch-stale",
	[FETCH_OLD] = "fetch-old",
	[IVAC_DIRTY] = "ivac-dirty",
	[WALK_STALE] = "walk-stale",
	[WALK_DIRTY] = "walk-dirty",
	[SET_WAY] = "set-way",
	[UNKNOWN_OPERATION] = "unknown-operation",
	[UNORDERED] = "unordered",
	[DIRTY_AT_ENTRY] = "dirty-at-entry",
	[STALE_AT_ENTRY] = "stale-at-entry",
	[OLD_CODE_AT_ENTRY] = "old-code-at-entry",
	[CACHES_ON_AT_ENTRY] = "caches-on-at-entry",
};

static void *must(void *memory)
{
	if (!memory) {
		fprintf(stderr, "cachecheck: out of memory\n");
		abort();
	}
	return memory;
}

struct model *model_new(void (*broken)(enum rule rule, uint64_t line, void *data), void *data)
{
	struct model *model = must(calloc(1, sizeof(*model)));

	model->broken = broken;
	model->data = data;
	return model;
}

static void breach(struct model *model, enum rule rule, uint64_t address)
{
	model->broken(rule, address & ~(uint64_t)(LINE_SIZE - 1), model->data);
}

static struct chunk *new_chunk(struct model *model, uint64_t start)
{
	struct chunk *chunk = must(calloc(1, sizeof(*chunk)));
	struct chunk **bucket = &model->bucket[start / CHUNK_SIZE % BUCKETS];

	chunk->start = start;
	for (unsigned int i = 0; model->others_renewed && i < CHUNK_LINES; i++)
		chunk->line[i] = RENEWED;
	chunk->next = *bucket;
	*bucket = chunk;
	return chunk;
}

static uint8_t *line_at(struct model *model, uint64_t address)
{
	uint64_t start = address & ~(CHUNK_SIZE - 1);
	struct chunk *chunk = model->last;

	if (!chunk || chunk->start != start) {
		for (chunk = model->bucket[start / CHUNK_SIZE % BUCKETS]; chunk && chunk->start != start; chunk = chunk->next)
			;
		model->last = chunk = chunk ? chunk : new_chunk(model, start);
	}
	return &chunk->line[(address - start) / LINE_SIZE];
}

static void each_line(struct model *model, void (*call)(struct model *model, uint8_t *line, uint64_t address))
{
	for (unsigned int i = 0; i < BUCKETS; i++)
		for (struct chunk *chunk = model->bucket[i]; chunk; chunk = chunk->next)
			for (uint64_t n = 0; n < CHUNK_LINES; n++)
				call(model, &chunk->line[n], chunk->start + n * LINE_SIZE);
}

void model_start_dirty(struct model *model, struct stretch stretch)
{
	for (uint64_t at = stretch.start; at < stretch.start + stretch.size; at += LINE_SIZE)
		*line_at(model, at) |= DIRTY | UNSEEN;
}

/* --- the regime --- */

/* Without the MMU data is Device memory, whatever SCTLR.C says (Arm ARM D8.2.11). */
static bool is_cached(const struct model *model)
{
	return model->regime.mmu && model->regime.data;
}

void model_before_regime(struct model *model)
{
	if (model->maintenance || model->translations)
		breach(model, UNORDERED, 0);
}

static void may_be_fetched(struct model *model, uint8_t *line, uint64_t address)
{
	(void)model;
	(void)address;
	*line &= (uint8_t)~GONE;
}

void model_set_regime(struct model *model, struct regime regime)
{
	model->regime = regime;
	if (is_cached(model))
		each_line(model, may_be_fetched);
}

struct regime model_regime(const struct model *model)
{
	return model->regime;
}

/* --- accesses --- */

static void read_line(struct model *model, uint64_t address)
{
	uint8_t *line = line_at(model, address);

	if (is_cached(model) && *line & STALE)
		breach(model, READ_STALE, address);
	if (!is_cached(model) && *line & DIRTY)
		breach(model, READ_DIRTY, address);
}

static void write_cached(struct model *model, uint64_t address)
{
	uint8_t *line = line_at(model, address);

	if (*line & STALE)
		breach(model, WRITE_STALE, address);
	*line &= (uint8_t) ~(STALE | RENEWED);
	*line |= DIRTY | UNSEEN;
}

static void put_in_flight(struct model *model, uint8_t *line, uint64_t address)
{
	if (*line & IN_FLIGHT)
		return;
	if (model->in_flight_count == model->in_flight_room) {
		model->in_flight_room = model->in_flight_room ? 2 * model->in_flight_room : 1024;
		model->in_flight = must(realloc(model->in_flight, model->in_flight_room * sizeof(*model->in_flight)));
	}
	model->in_flight[model->in_flight_count++] = address;
	*line |= IN_FLIGHT;
}

static void write_around(struct model *model, uint64_t address)
{
	uint8_t *line = line_at(model, address);

	if (*line & DIRTY)
		breach(model, WRITE_DIRTY, address);
	if (!(*line & GONE))
		*line |= STALE;
	*line &= (uint8_t)~RENEWED;
	put_in_flight(model, line, address);
}

static void write_line(struct model *model, uint64_t address)
{
	if (is_cached(model))
		write_cached(model, address);
	else
		write_around(model, address);
}

static void span(struct model *model, uint64_t address, uint64_t size, void (*call)(struct model *model, uint64_t address))
{
	for (uint64_t at = address & ~(uint64_t)(LINE_SIZE - 1); at < address + size; at += LINE_SIZE)
		call(model, at);
}

void model_read(struct model *model, uint64_t address, uint64_t size)
{
	span(model, address, size, read_line);
}

void model_write(struct model *model, uint64_t address, uint64_t size)
{
	span(model, address, size, write_line);
}

void model_fetch(struct model *model, uint64_t address)
{
	uint8_t *line = line_at(model, address);
	bool unified = model->regime.mmu && model->regime.instructions;

	if (*line & (unified ? UNSEEN : DIRTY))
		breach(model, FETCH_DIRTY, address);
	if (!model->regime.instructions)
		return;
	if (*line & STALE)
		breach(model, FETCH_STALE, address);
	if (!(*line & RENEWED))
		breach(model, FETCH_OLD, address);
	*line &= (uint8_t)~GONE;
}

/* --- maintenance --- */

void model_dc(struct model *model, enum dc_operation operation, uint64_t address)
{
	uint8_t *line = line_at(model, address);

	if (*line & IN_FLIGHT)
		breach(model, UNORDERED, address);
	if (operation == DC_IVAC && *line & DIRTY)
		breach(model, IVAC_DIRTY, address);
	*line &= (uint8_t)~UNSEEN;
	if (operation != DC_CVAU)
		*line &= (uint8_t)~DIRTY;
	if (operation == DC_IVAC || operation == DC_CIVAC) {
		*line &= (uint8_t)~STALE;
		*line |= is_cached(model) ? 0 : GONE;
	}
	model->maintenance = true;
}

/* An instruction cache that is empty fills from what there is: a line not cleaned or not written yet comes back as it was. */
static void renew(struct model *model, uint8_t *line, uint64_t address)
{
	(void)address;
	if (!(*line & (UNSEEN | STALE | IN_FLIGHT)) && !model->maintenance)
		*line |= RENEWED;
}

void model_ic_all(struct model *model)
{
	each_line(model, renew);
	model->others_renewed |= !model->maintenance;
	model->new_code = true;
}

void model_ic(struct model *model, uint64_t address)
{
	renew(model, line_at(model, address), address);
	model->new_code = true;
}

void model_tlbi(struct model *model)
{
	model->translations = true;
}

void model_dsb(struct model *model)
{
	while (model->in_flight_count)
		*line_at(model, model->in_flight[--model->in_flight_count]) &= (uint8_t)~IN_FLIGHT;
	model->maintenance = false;
	model->translations = false;
	model->unfetched |= model->new_code;
	model->new_code = false;
}

void model_isb(struct model *model)
{
	model->unfetched = false;
}

void model_walk(struct model *model, uint64_t table, uint64_t size, bool cached)
{
	for (uint64_t at = table; at < table + size; at += LINE_SIZE) {
		uint8_t line = *line_at(model, at);

		if (cached && line & STALE)
			breach(model, WALK_STALE, at);
		if (!cached && line & DIRTY)
			breach(model, WALK_DIRTY, at);
	}
}

/* --- the end --- */

static void check_dirty(struct model *model, uint8_t *line, uint64_t address)
{
	if (*line & DIRTY)
		breach(model, DIRTY_AT_ENTRY, address);
}

static void check_stale(struct model *model, uint64_t address)
{
	if (*line_at(model, address) & STALE)
		breach(model, STALE_AT_ENTRY, address);
}

static void check_code(struct model *model, uint64_t address)
{
	if (!(*line_at(model, address) & RENEWED))
		breach(model, OLD_CODE_AT_ENTRY, address);
}

void model_enter(struct model *model, const struct stretch *loaded, unsigned int count)
{
	if (model->regime.mmu || model->regime.data)
		breach(model, CACHES_ON_AT_ENTRY, 0);
	model_before_regime(model);
	if (model->new_code || model->unfetched || model->in_flight_count)
		breach(model, UNORDERED, 0);
	each_line(model, check_dirty);
	for (unsigned int i = 0; i < count; i++)
		span(model, loaded[i].start, loaded[i].size, check_stale);
	if (count)
		span(model, loaded[0].start, loaded[0].size, check_code);
}
