/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The ring buffer of Linux 5.10 and later (kernel/printk/printk_ringbuffer.h). A record is a descriptor and an info at the
 * index that its ID has in two arrays, and a block of text between two logical positions of a third.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>

#include "common/bytes.h"
#include "kexec/base/diag.h"
#include "vmcore-dmesg/core-memory.h"
#include "vmcore-dmesg/core.h"
#include "vmcore-dmesg/log-damage.h"
#include "vmcore-dmesg/log-formats.h"
#include "vmcore-dmesg/log-text.h"

/* The kernel has a descriptor for each 32 bytes of the largest log. */
#define TEXT_BITS_MAX 31
#define COUNT_BITS_MAX 26

/* Both positions of a block without text: an empty line. Other blocks without text are lost; bit 0 marks both. */
#define EMPTY_LINE 3

/* A CPU that is stopped between two instructions of its own leaves one such record; a hole in the dump leaves a page full of
 * them. */
#define CLAIMED_MAX 64

enum state { STATE_RESERVED, STATE_COMMITTED, STATE_FINALIZED, STATE_REUSABLE };

struct ring {
	struct core_window descriptor, info, text;
	FILE *out;
	uint64_t descs, infos, data; /* virtual addresses */
	uint64_t desc_size, info_size;
	uint64_t state_var, begin, next; /* places in a descriptor */
	uint64_t seq, ts_nsec, text_len; /* places in an info */
	uint64_t count_bits, text_bits;
	uint64_t tail_id, head_id; /* the oldest and the newest record */
	uint64_t printed, claimed;
	struct log_damage damage;
};

struct block {
	uint64_t address; /* of the text */
	uint64_t size;	  /* of the text, in bytes */
};

struct fact {
	const char *key;
	uint64_t *value;
};

/* Adds each fact to its value. */
static int read_facts(const struct core *core, const struct fact *fact, size_t count, struct diag *diag)
{
	for (size_t i = 0; i < count; i++) {
		uint64_t value;
		int r = core_fact(core, fact[i].key, &value, diag);

		if (r < 0)
			return r;
		if (value > CORE_VIEW_MAX)
			return diag_fail(diag, -EINVAL, "VMCOREINFO: %s is %" PRIu64 ", expected at most %zu", fact[i].key,
					 value, CORE_VIEW_MAX);
		*fact[i].value += value;
	}
	return 0;
}

/* A member beyond its structure would be read far from it, for each record. */
static int check_shape(const struct ring *ring, struct diag *diag)
{
	const size_t word = ring->info.core->word;
	const struct {
		uint64_t place, size, whole;
	} members[] = {
		{ ring->state_var, word, ring->desc_size }, { ring->begin, word, ring->desc_size },
		{ ring->next, word, ring->desc_size },	    { ring->seq, 8, ring->info_size },
		{ ring->ts_nsec, 8, ring->info_size },	    { ring->text_len, 2, ring->info_size },
	};

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if (!span_fits(members[i].place, members[i].size, members[i].whole))
			return diag_fail(diag, -EINVAL,
					 "VMCOREINFO: a record of %" PRIu64 " bytes has a member of %" PRIu64 " bytes at %" PRIu64,
					 members[i].whole, members[i].size, members[i].place);
	return 0;
}

static int read_shape(struct ring *ring, struct diag *diag)
{
	const struct fact facts[] = {
		{ "SIZE(prb_desc)", &ring->desc_size },
		{ "OFFSET(prb_desc.state_var)", &ring->state_var },
		{ "OFFSET(atomic_long_t.counter)", &ring->state_var },
		{ "OFFSET(prb_desc.text_blk_lpos)", &ring->begin },
		{ "OFFSET(prb_data_blk_lpos.begin)", &ring->begin },
		{ "OFFSET(prb_desc.text_blk_lpos)", &ring->next },
		{ "OFFSET(prb_data_blk_lpos.next)", &ring->next },
		{ "SIZE(printk_info)", &ring->info_size },
		{ "OFFSET(printk_info.seq)", &ring->seq },
		{ "OFFSET(printk_info.ts_nsec)", &ring->ts_nsec },
		{ "OFFSET(printk_info.text_len)", &ring->text_len },
	};

	int r = read_facts(ring->info.core, facts, sizeof(facts) / sizeof(facts[0]), diag);

	return r < 0 ? r : check_shape(ring, diag);
}

/* A member of a structure in printk_ringbuffer. */
struct member {
	const char *structure, *name; /* keys: the offset of the structure, and of the member in it */
	bool is_atomic;
	size_t size;
	uint64_t *value;
};

static int read_member(struct ring *ring, uint64_t prb, const struct member *member, struct diag *diag)
{
	uint64_t place = 0;
	const struct fact facts[] = {
		{ member->structure, &place },
		{ member->name, &place },
		{ "OFFSET(atomic_long_t.counter)", &place },
	};
	int r = read_facts(ring->info.core, facts, member->is_atomic ? 3 : 2, diag);

	return r < 0 ? r : core_read(&ring->info, prb + place, member->size, member->value, diag);
}

/* SYMBOL(prb) is a pointer to the ring buffer. */
static int read_members(struct ring *ring, struct diag *diag)
{
	static const char descs[] = "OFFSET(printk_ringbuffer.desc_ring)", text[] = "OFFSET(printk_ringbuffer.text_data_ring)";
	size_t word = ring->info.core->word;
	const struct member members[] = {
		{ descs, "OFFSET(prb_desc_ring.count_bits)", false, 4, &ring->count_bits },
		{ descs, "OFFSET(prb_desc_ring.descs)", false, word, &ring->descs },
		{ descs, "OFFSET(prb_desc_ring.infos)", false, word, &ring->infos },
		{ descs, "OFFSET(prb_desc_ring.head_id)", true, word, &ring->head_id },
		{ descs, "OFFSET(prb_desc_ring.tail_id)", true, word, &ring->tail_id },
		{ text, "OFFSET(prb_data_ring.size_bits)", false, 4, &ring->text_bits },
		{ text, "OFFSET(prb_data_ring.data)", false, word, &ring->data },
	};
	uint64_t prb;
	int r = core_read_symbol(&ring->info, "SYMBOL(prb)", word, &prb, diag);

	for (size_t i = 0; r == 0 && i < sizeof(members) / sizeof(members[0]); i++)
		r = read_member(ring, prb, &members[i], diag);
	if (r == 0 &&
	    (!ring->count_bits || ring->count_bits > COUNT_BITS_MAX || !ring->text_bits || ring->text_bits > TEXT_BITS_MAX))
		r = diag_fail(diag, -EINVAL,
			      "the log's rings have 2^%" PRIu64 " records and 2^%" PRIu64
			      " bytes, expected at most 2^%u and 2^%u",
			      ring->count_bits, ring->text_bits, COUNT_BITS_MAX, TEXT_BITS_MAX);
	return r;
}

static uint64_t word_mask(const struct ring *ring)
{
	return ring->info.core->word == 8 ? UINT64_MAX : UINT32_MAX;
}

/* An ID is a word without the two bits of the state, which are its highest. */
static uint64_t id_mask(const struct ring *ring)
{
	return word_mask(ring) >> 2;
}

static uint64_t index_of(const struct ring *ring, uint64_t id)
{
	return id & (((uint64_t)1 << ring->count_bits) - 1);
}

/*
 * Returns 1 if the descriptor has a record to print, 0 if a CPU had not finished it, or -EBADMSG. A CPU takes an ID first:
 * until it has told the descriptor so, that has the ID of one turn before and is reusable, or was never used.
 */
static int judge_descriptor(struct ring *ring, uint64_t id, uint64_t state_var, struct diag *diag)
{
	uint64_t has = state_var & id_mask(ring), before = (id - ((uint64_t)1 << ring->count_bits)) & id_mask(ring);
	enum state state = (enum state)((state_var & word_mask(ring)) / (id_mask(ring) + 1));

	if (has == id)
		return state == STATE_COMMITTED || state == STATE_FINALIZED;
	if (state_var == 0 || (has == before && state == STATE_REUSABLE)) {
		ring->claimed++;
		return 0;
	}
	return diag_fail(diag, -EBADMSG, "the descriptor of record %#" PRIx64 " has the ID %#" PRIx64 ", state %u", id, has,
			 state);
}

/*
 * Finds the text between the logical positions begin and next: a turn of the ring, and a place in it. A block is not split: if
 * it does not fit below the end of the ring it is at the start. In Linux 7.2 one may end exactly where the ring ends; in 6.12
 * it was at the start then, too, and next was not 0 in the ring. So the position before next tells both.
 */
static int find_block(const struct ring *ring, uint64_t id, uint64_t begin, uint64_t next, struct block *ret, struct diag *diag)
{
	uint64_t size = (uint64_t)1 << ring->text_bits, word = ring->info.core->word, mask = word_mask(ring) & ~(size - 1),
		 turn = begin & mask, last_turn = (next - 1) & mask;
	struct block block = { 0 };

	if (turn == last_turn) {
		block.address = ring->data + (begin & (size - 1));
		block.size = (next - begin) & word_mask(ring);
	} else if (((turn + size) & mask) == last_turn) {
		block.address = ring->data;
		block.size = next & (size - 1);
	}
	if (block.size <= word || block.size > size || begin % word || next % word)
		return diag_fail(diag, -EBADMSG,
				 "the text of record %#" PRIx64 " is at %#" PRIx64 " to %#" PRIx64 " of the log", id, begin,
				 next);
	block.address += word;
	block.size -= word;
	*ret = block;
	return 0;
}

/* The block begins with the ID of its record. */
static int check_block(struct ring *ring, uint64_t id, const struct block *block, struct diag *diag)
{
	size_t word = ring->info.core->word;
	uint64_t has;
	int r = core_read(&ring->text, block->address - word, word, &has, diag);

	if (r == 0 && has != id)
		r = diag_fail(diag, -EBADMSG, "the text of record %#" PRIx64 " has the ID %#" PRIx64, id, has);
	return r;
}

/* Prints a line. If its text cannot be read to the end, prints what is before that. */
static int print_line(struct ring *ring, uint64_t time, const struct block *block, struct diag *diag)
{
	uint64_t done = 0;
	int r = 0;

	do {
		size_t size = block->size - done < CORE_VIEW_MAX ? (size_t)(block->size - done) : CORE_VIEW_MAX;
		const uint8_t *bytes = NULL;

		if (size)
			r = core_view(&ring->text, block->address + done, size, &bytes, diag);
		if (r < 0)
			break;
		if (!done)
			log_text_time(ring->out, time);
		log_text_bytes(ring->out, bytes, size);
		done += size;
	} while (done < block->size);
	if (r == 0 || done)
		fputc('\n', ring->out);
	return r;
}

/* Finds the text of the record. Returns 1, 0 if the kernel had no room for it, or -errno. */
static int find_text(struct ring *ring, uint64_t id, uint64_t desc, uint64_t text_len, struct block *ret, struct diag *diag)
{
	size_t word = ring->info.core->word;
	struct block block = { 0 };
	uint64_t begin, next;
	int r = core_read(&ring->descriptor, desc + ring->begin, word, &begin, diag);

	if (r == 0)
		r = core_read(&ring->descriptor, desc + ring->next, word, &next, diag);
	if (r < 0)
		return r;
	if (begin & next & 1) {
		*ret = block;
		return begin == EMPTY_LINE && next == EMPTY_LINE;
	}
	r = find_block(ring, id, begin, next, &block, diag);
	if (r == 0)
		r = check_block(ring, id, &block, diag);
	if (r < 0)
		return r;
	block.size = text_len < block.size ? text_len : block.size;
	*ret = block;
	return 1;
}

/* Reads the info of a record. Its sequence number has the record's index. */
static int read_info(struct ring *ring, uint64_t id, uint64_t *ret_time, uint64_t *ret_text_len, struct diag *diag)
{
	uint64_t info = ring->infos + index_of(ring, id) * ring->info_size, seq;
	int r = core_read(&ring->info, info + ring->seq, 8, &seq, diag);

	if (r == 0 && index_of(ring, seq) != index_of(ring, id))
		r = diag_fail(diag, -EBADMSG, "the info of record %#" PRIx64 " has the sequence number %" PRIu64, id, seq);
	if (r == 0)
		r = core_read(&ring->info, info + ring->ts_nsec, 8, ret_time, diag);
	if (r == 0)
		r = core_read(&ring->info, info + ring->text_len, 2, ret_text_len, diag);
	return r;
}

/* Returns 1 if the record was printed, 0 if there is none, or -errno with the reason. */
static int print_record(struct ring *ring, uint64_t id, struct diag *diag)
{
	uint64_t desc = ring->descs + index_of(ring, id) * ring->desc_size;
	uint64_t state_var, time, text_len;
	struct block block = { 0 };
	int r = core_read(&ring->descriptor, desc + ring->state_var, ring->info.core->word, &state_var, diag);

	if (r == 0)
		r = judge_descriptor(ring, id, state_var, diag);
	if (r <= 0)
		return r;
	r = read_info(ring, id, &time, &text_len, diag);
	if (r == 0)
		r = find_text(ring, id, desc, text_len, &block, diag);
	if (r <= 0)
		return r;
	r = print_line(ring, time, &block, diag);
	return r < 0 ? r : 1;
}

/* Prints all records. If tail and head contradict each other, head counts, and every descriptor is looked at. */
static void print_all(struct ring *ring, struct diag *diag)
{
	uint64_t last = ((uint64_t)1 << ring->count_bits) - 1, span = (ring->head_id - ring->tail_id) & id_mask(ring);

	if (span > last) {
		diag_fail(diag, -EBADMSG, "the log's records are %#" PRIx64 " to %#" PRIx64 ", expected at most %" PRIu64,
			  ring->tail_id, ring->head_id, last + 1);
		log_damage_add(&ring->damage, -EBADMSG, diag);
		span = last;
	}
	for (uint64_t i = 0; i <= span && ring->damage.pieces < LOG_FAULTS_MAX; i++) {
		int r = print_record(ring, (ring->head_id - span + i) & id_mask(ring), diag);

		if (r < 0)
			log_damage_add(&ring->damage, r, diag);
		else
			ring->printed += (uint64_t)r;
	}
}

static void judge_claimed(struct ring *ring, struct diag *diag)
{
	if (ring->claimed <= CLAIMED_MAX || !ring->printed)
		return;
	diag_fail(diag, -EBADMSG, "the descriptors of %" PRIu64 " records were never used, expected at most %u", ring->claimed,
		  CLAIMED_MAX);
	log_damage_add(&ring->damage, -EBADMSG, diag);
}

int log_print_ring(const struct core *core, FILE *out, struct diag *diag)
{
	struct ring ring = { .descriptor.core = core, .info.core = core, .text.core = core, .out = out };
	int r = read_shape(&ring, diag);

	if (r == 0)
		r = read_members(&ring, diag);
	if (r < 0)
		return r;
	print_all(&ring, diag);
	judge_claimed(&ring, diag);
	return log_damage_judge(&ring.damage, ring.printed, "records", diag);
}
