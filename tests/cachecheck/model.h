/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory and the worst caches that the Arm architecture allows between it and one processor, by lines of 64 bytes.
 *
 * A cache keeps what it was given until it is told otherwise, and gives it up whenever that does harm:
 *   - any line of memory may be in the data caches when the model starts, clean, as it then is in memory
 *   - but where the dead kernel was told of no new contents, its last stores may still be in the caches: the line is dirty
 *   - any line may be in the instruction cache when the model starts, as it was before anything was loaded
 *   - a store with the caches on stays in the cache: the line is dirty
 *   - a store with the caches off goes to memory: a copy in the cache, if there may be one, becomes stale
 *   - while the caches are on any clean line may be fetched at any time, also one that was just invalidated
 *   - what an instruction fetch reads through the instruction cache may end up in a unified cache
 *   - maintenance is done when a DSB has waited for it, and not before
 * A program is correct only if it reads the bytes that it stored, whichever of these events happen. Otherwise it breaks a
 * rule.
 */
#ifndef WARMKEXEC_TESTS_CACHECHECK_MODEL_H
#define WARMKEXEC_TESTS_CACHECHECK_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#define LINE_SIZE 64

enum rule {
	READ_DIRTY,	    /* caches off: memory does not have what was stored yet */
	WRITE_DIRTY,	    /* caches off: the dirty line may be written back over this store */
	READ_STALE,	    /* caches on: the cache may have what memory had before */
	WRITE_STALE,	    /* caches on: the rest of the line, which memory has, may be lost */
	FETCH_DIRTY,	    /* an instruction that is still in the data cache */
	FETCH_STALE,	    /* an instruction that a unified cache may have as it was before */
	FETCH_OLD,	    /* an instruction that the instruction cache may have as it was before */
	IVAC_DIRTY,	    /* DC IVAC of a dirty line: what was stored is lost */
	WALK_STALE,	    /* the MMU goes on and a page table may not be what memory has */
	WALK_DIRTY,	    /* the MMU goes on with walks that bypass the caches, and a page table is dirty */
	SET_WAY,	    /* maintenance by set and way, which reaches neither other caches nor other processors */
	UNKNOWN_OPERATION,  /* maintenance that this model does not know */
	UNORDERED,	    /* maintenance before its stores have ended, or used before it has ended itself */
	DIRTY_AT_ENTRY,	    /* the next kernel is entered and a line is dirty */
	STALE_AT_ENTRY,	    /* ... and a cache may have a line of what was loaded as it was before */
	OLD_CODE_AT_ENTRY,  /* ... and the instruction cache may have a line of the kernel as it was before */
	CACHES_ON_AT_ENTRY, /* ... with the MMU or the data cache on */
	RULES
};

extern const char *const rule_names[RULES];

enum dc_operation { DC_IVAC, DC_CVAC, DC_CVAU, DC_CIVAC };

/* SCTLR_ELx of the level that runs, its bits M, C and I. */
struct regime {
	bool mmu;
	bool data;
	bool instructions;
};

struct model;

/* broken is called for each breach, with the address of the line or 0 where there is none. Ends the program without memory. */
struct model *model_new(void (*broken)(enum rule rule, uint64_t line, void *data), void *data);

/* A stretch of addresses; where lines matter, those that it touches. */
struct stretch {
	uint64_t start;
	uint64_t size;
};

/* Memory that the dead kernel wrote and did not clean. */
void model_start_dirty(struct model *model, struct stretch stretch);

/* SCTLR is about to be written, and then has been. */
void model_before_regime(struct model *model);
void model_set_regime(struct model *model, struct regime regime);
struct regime model_regime(const struct model *model);

void model_read(struct model *model, uint64_t address, uint64_t size);
void model_write(struct model *model, uint64_t address, uint64_t size);
void model_fetch(struct model *model, uint64_t address);

void model_dc(struct model *model, enum dc_operation operation, uint64_t address);
void model_ic_all(struct model *model);
void model_ic(struct model *model, uint64_t address);
void model_tlbi(struct model *model);
void model_dsb(struct model *model);
void model_isb(struct model *model);

/* A page table that the MMU, about to go on, may read: with walks through the caches or around them. */
void model_walk(struct model *model, uint64_t table, uint64_t size, bool cached);

/* The next kernel is entered; of what was loaded, given as stretches, the first is the kernel. */
void model_enter(struct model *model, const struct stretch *loaded, unsigned int count);

#endif
