/* SPDX-License-Identifier: GPL-2.0-only */
#include "tests/helpers/core-writer.h"

#include <elf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "kexec/base/cleanup.h"

enum { IMAGE_SIZE = 256, POINTER_AT = 0, VARIABLES_AT = 16 };

/* Members of struct printk_ringbuffer and others, in longs; the kernel's own layout. */
enum { COUNT_BITS = 0, DESCS, INFOS, HEAD_ID, TAIL_ID, DATA_RING = 6, SIZE_BITS = 6, DATA, HEAD_LPOS, TAIL_LPOS };
enum { STATE_VAR = 0, BEGIN, NEXT, DESC_WORDS };
enum { TS_NSEC = 8, TEXT_LEN = 16 };				 /* of struct printk_info */
enum { LOG_LEN = 8, LOG_TEXT_LEN = 10 };			 /* of struct printk_log */
enum { BUF_LEN = 0, FIRST_IDX = 4, NEXT_IDX = 8, LOG_END = 12 }; /* PLACE_VARIABLES of the older formats */
enum { STATE_RESERVED, STATE_COMMITTED, STATE_FINALIZED, STATE_REUSABLE };

static size_t word_of(const struct core_writer *w)
{
	return w->spec.bits / 8;
}

static uint64_t word_mask(const struct core_writer *w)
{
	return w->spec.bits == 64 ? UINT64_MAX : UINT32_MAX;
}

static uint64_t image_address(const struct core_spec *spec)
{
	return spec->bits == 64 ? 0xffff800081200000 : 0xc1200000;
}

static uint64_t linear_address(const struct core_spec *spec)
{
	return spec->bits == 64 ? 0xffff000045600000 : 0xd5600000;
}

static void store(const struct core_writer *w, uint8_t *bytes, size_t size, uint64_t value)
{
	for (size_t i = 0; i < size; i++)
		bytes[w->spec.is_big_endian ? size - 1 - i : i] = (uint8_t)(value >> 8 * i);
}

/* The bytes at an address, or NULL. */
static uint8_t *memory(struct core_writer *w, uint64_t address, size_t size)
{
	uint64_t in_image = address - image_address(&w->spec), in_linear = address - linear_address(&w->spec);

	if (in_image < w->image.size && size <= w->image.size - in_image)
		return w->image.data + in_image;
	if (in_linear < w->linear.size && size <= w->linear.size - in_linear)
		return w->linear.data + in_linear;
	return NULL;
}

void core_writer_poke(struct core_writer *w, uint64_t address, size_t size, uint64_t value)
{
	uint8_t *bytes = memory(w, address, size);

	if (bytes)
		store(w, bytes, size, value);
}

static uint64_t peek(struct core_writer *w, uint64_t address, size_t size)
{
	const uint8_t *bytes = memory(w, address, size);
	uint64_t value = 0;

	for (size_t i = 0; bytes && i < size; i++)
		value |= (uint64_t)bytes[w->spec.is_big_endian ? size - 1 - i : i] << 8 * i;
	return value;
}

/* ---- the ring ---- */

static uint64_t id_mask(const struct core_writer *w)
{
	return word_mask(w) >> 2;
}

static uint64_t ring_size(const struct core_writer *w)
{
	return (uint64_t)1 << w->spec.size_bits;
}

static uint64_t slot_of(const struct core_writer *w, uint64_t id)
{
	return id & (((uint64_t)1 << w->spec.count_bits) - 1);
}

static uint64_t desc_at(const struct core_writer *w, uint64_t id, unsigned member)
{
	return w->place[PLACE_DESCS] + (slot_of(w, id) * DESC_WORDS + member) * word_of(w);
}

static void set_state(struct core_writer *w, uint64_t id, uint64_t state)
{
	core_writer_poke(w, desc_at(w, id, STATE_VAR), word_of(w), (id & id_mask(w)) | state << (w->spec.bits - 2));
}

static void poke_variable(struct core_writer *w, unsigned member, uint64_t value)
{
	core_writer_poke(w, w->place[PLACE_VARIABLES] + member * word_of(w), word_of(w), value);
}

static void write_ring_ends(struct core_writer *w)
{
	poke_variable(w, HEAD_ID, w->head_id);
	poke_variable(w, TAIL_ID, w->tail_id);
	poke_variable(w, HEAD_LPOS, w->head_lpos);
	poke_variable(w, TAIL_LPOS, w->tail_lpos);
}

static void start_ring(struct core_writer *w)
{
	uint64_t count = (uint64_t)1 << w->spec.count_bits;

	core_writer_poke(w, w->place[PLACE_VARIABLES] + COUNT_BITS * word_of(w), 4, w->spec.count_bits);
	core_writer_poke(w, w->place[PLACE_VARIABLES] + SIZE_BITS * word_of(w), 4, w->spec.size_bits);
	poke_variable(w, DESCS, w->place[PLACE_DESCS]);
	poke_variable(w, INFOS, w->place[PLACE_INFOS]);
	poke_variable(w, DATA, w->place[PLACE_TEXT]);
	w->head_id = w->tail_id = (0 - (count + 1)) & id_mask(w);
	w->head_lpos = w->tail_lpos = (0 - ring_size(w)) & word_mask(w);
	set_state(w, w->head_id, STATE_REUSABLE);
	core_writer_poke(w, desc_at(w, w->head_id, BEGIN), word_of(w), 1);
	core_writer_poke(w, desc_at(w, w->head_id, NEXT), word_of(w), 1);
	write_ring_ends(w);
}

/* Gives up the text of the oldest record that has some. */
static void push_tail(struct core_writer *w)
{
	for (uint64_t id = w->tail_id; id != ((w->head_id + 1) & id_mask(w)); id = (id + 1) & id_mask(w)) {
		uint64_t begin = peek(w, desc_at(w, id, BEGIN), word_of(w)), next = peek(w, desc_at(w, id, NEXT), word_of(w));
		uint64_t state = peek(w, desc_at(w, id, STATE_VAR), word_of(w)) >> (w->spec.bits - 2);

		if (state == STATE_REUSABLE || state == STATE_RESERVED)
			continue;
		set_state(w, id, STATE_REUSABLE);
		if (begin & next & 1)
			continue;
		w->tail_lpos = next;
		return;
	}
	w->tail_lpos = w->head_lpos;
}

static uint64_t take_id(struct core_writer *w)
{
	uint64_t id = (w->head_id + 1) & id_mask(w), before = (id - ((uint64_t)1 << w->spec.count_bits)) & id_mask(w);

	if (before == w->tail_id) {
		uint64_t next = peek(w, desc_at(w, before, NEXT), word_of(w));

		if (!(next & 1) && peek(w, desc_at(w, before, STATE_VAR), word_of(w)) >> (w->spec.bits - 2) != STATE_REUSABLE)
			w->tail_lpos = next;
		set_state(w, before, STATE_REUSABLE);
		w->tail_id = (w->tail_id + 1) & id_mask(w);
	}
	w->head_id = id;
	return id;
}

/* Takes a block for the text of the record; its first byte. */
static uint64_t take_block(struct core_writer *w, uint64_t id, size_t size)
{
	uint64_t ring = ring_size(w), word = word_of(w), mask = word_mask(w) & ~(ring - 1), begin = w->head_lpos,
		 block = (size + word + word - 1) / word * word, next = (begin + block) & word_mask(w);
	bool wraps = (begin & mask) != ((next - (w->spec.exact_fit ? 1 : 0)) & mask);

	if (wraps)
		next = ((begin & mask) + ring + block) & word_mask(w);
	while (((next - w->tail_lpos) & word_mask(w)) > ring)
		push_tail(w);
	w->head_lpos = next;
	core_writer_poke(w, desc_at(w, id, BEGIN), word, begin);
	core_writer_poke(w, desc_at(w, id, NEXT), word, next);
	core_writer_poke(w, w->place[PLACE_TEXT] + (begin & (ring - 1)), word, id);
	if (wraps)
		core_writer_poke(w, w->place[PLACE_TEXT], word, id);
	return w->place[PLACE_TEXT] + (wraps ? 0 : begin & (ring - 1)) + word;
}

/* The first ID is the number of descriptors below 0, and has number 0. */
static void write_seq(struct core_writer *w, uint64_t id)
{
	core_writer_poke(w, w->place[PLACE_INFOS] + slot_of(w, id) * w->spec.info_size, 8,
			 (id + ((uint64_t)1 << w->spec.count_bits)) & id_mask(w));
}

static void log_to_ring(struct core_writer *w, uint64_t time, const uint8_t *text, size_t size)
{
	uint64_t id, info;

	if ((size + 2 * word_of(w)) * 2 > ring_size(w))
		return;
	id = take_id(w);
	info = w->place[PLACE_INFOS] + slot_of(w, id) * w->spec.info_size;
	write_seq(w, id);
	core_writer_poke(w, info + TS_NSEC, 8, time);
	core_writer_poke(w, info + TEXT_LEN, 2, size);
	if (size) {
		memcpy(memory(w, take_block(w, id, size), size), text, size);
	} else {
		core_writer_poke(w, desc_at(w, id, BEGIN), word_of(w), 3);
		core_writer_poke(w, desc_at(w, id, NEXT), word_of(w), 3);
	}
	set_state(w, id, size % 2 ? STATE_COMMITTED : STATE_FINALIZED);
	write_ring_ends(w);
}

void core_writer_leave(struct core_writer *w, enum core_unfinished how)
{
	uint64_t id;

	if (w->spec.format != CORE_RING)
		return;
	id = take_id(w);
	if (how != RECORD_CLAIMED) {
		write_seq(w, id);
		core_writer_poke(w, desc_at(w, id, BEGIN), word_of(w), 1);
		core_writer_poke(w, desc_at(w, id, NEXT), word_of(w), 1);
		set_state(w, id, how == RECORD_LOST ? STATE_FINALIZED : STATE_RESERVED);
	}
	write_ring_ends(w);
}

/* ---- records and characters ---- */

static void write_indices(struct core_writer *w)
{
	core_writer_poke(w, w->place[PLACE_VARIABLES] + FIRST_IDX, 4, w->first);
	core_writer_poke(w, w->place[PLACE_VARIABLES] + NEXT_IDX, 4, w->next);
	core_writer_poke(w, w->place[PLACE_VARIABLES] + LOG_END, 4, w->end);
}

static void log_record(struct core_writer *w, uint64_t time, const uint8_t *text, size_t size)
{
	uint64_t length = ring_size(w), header = w->spec.header_size, need = (header + size + 3) / 4 * 4, at;

	if (need + header > length / 2)
		return;
	while (w->end) {
		uint64_t room =
			w->next > w->first ? (length - w->next > w->first ? length - w->next : w->first) : w->first - w->next;
		uint64_t len = peek(w, w->place[PLACE_TEXT] + w->first + LOG_LEN, 2);

		if (room > need + header)
			break;
		w->first = len ? w->first + len : 0;
		w->end -= len != 0;
	}
	if (w->next + need + header > length) {
		memset(memory(w, w->place[PLACE_TEXT] + w->next, header), 0, header);
		w->next = 0;
	}
	at = w->place[PLACE_TEXT] + w->next;
	core_writer_poke(w, at, 8, time);
	core_writer_poke(w, at + LOG_LEN, 2, need);
	core_writer_poke(w, at + LOG_TEXT_LEN, 2, size);
	memcpy(memory(w, at + header, size), text, size);
	w->next += need;
	w->end++;
	write_indices(w);
}

static void log_chars(struct core_writer *w, const uint8_t *text, size_t size)
{
	for (size_t i = 0; i < size; i++)
		core_writer_poke(w, w->place[PLACE_TEXT] + (w->end++ & (ring_size(w) - 1)), 1, text[i]);
	write_indices(w);
}

void core_writer_log(struct core_writer *w, uint64_t time, const uint8_t *text, size_t size)
{
	switch (w->spec.format) {
	case CORE_RING:
		log_to_ring(w, time, text, size);
		break;
	case CORE_RECORDS:
		log_record(w, time, text, size);
		break;
	case CORE_CHARS:
		log_chars(w, text, size);
		break;
	}
}

/* ---- the file ---- */

static bool spec_is_good(const struct core_spec *spec)
{
	return spec->count_bits >= 1 && spec->count_bits <= 12 && spec->size_bits >= 5 && spec->size_bits <= 20 &&
	       spec->info_size >= 24 && spec->info_size <= 256 && spec->header_size >= 16 && spec->header_size <= 64;
}

int core_writer_start(const struct core_spec *spec, struct core_writer *ret)
{
	uint64_t size, descs, infos, linear = linear_address(spec);
	struct core_writer w = { .spec = *spec };

	if (!spec_is_good(spec))
		return -EINVAL;
	size = (uint64_t)1 << spec->size_bits;
	descs = ((uint64_t)DESC_WORDS << spec->count_bits) * (spec->bits / 8);
	infos = (uint64_t)spec->info_size << spec->count_bits;
	if (blob_alloc(IMAGE_SIZE, &w.image) < 0 || blob_alloc((size_t)(descs + infos + size), &w.linear) < 0) {
		core_writer_release(&w);
		return -ENOMEM;
	}
	w.place[PLACE_POINTER] = image_address(spec) + POINTER_AT;
	w.place[PLACE_VARIABLES] = image_address(spec) + VARIABLES_AT;
	w.place[PLACE_DESCS] = linear;
	w.place[PLACE_INFOS] = linear + descs;
	w.place[PLACE_TEXT] = linear + descs + infos;
	w.load[0] = (struct core_writer_load){ image_address(spec), w.image.size, w.image.size, 0 };
	w.load[1] = (struct core_writer_load){ linear, w.linear.size, w.linear.size, 0 };
	w.load_count = 2;
	core_writer_poke(&w, w.place[PLACE_POINTER], word_of(&w),
			 w.place[spec->format == CORE_RING ? PLACE_VARIABLES : PLACE_TEXT]);
	if (spec->format == CORE_RING)
		start_ring(&w);
	else
		core_writer_poke(&w, w.place[PLACE_VARIABLES] + BUF_LEN, 4, size);
	*ret = w;
	return 0;
}

void core_writer_release(struct core_writer *w)
{
	blob_release(&w->image);
	blob_release(&w->linear);
}

void core_writer_break(struct core_writer *w, uint64_t address, enum core_break how)
{
	for (size_t i = 0; i < w->load_count; i++) {
		struct core_writer_load *load = &w->load[i];
		uint64_t keep = address - load->address;

		if (address < load->address || keep >= load->size)
			continue;
		if (how == BREAK_SPLIT && w->load_count < CORE_LOADS_MAX)
			w->load[w->load_count++] =
				(struct core_writer_load){ address, load->size - keep, load->size - keep, 0 };
		if (how != BREAK_ZERO)
			load->size = keep;
		load->in_file = keep;
		return;
	}
}

/* A line of VMCOREINFO, unless its key was removed. */
static void put_fact(const struct core_writer *w, FILE *f, const char *key, uint64_t value)
{
	for (size_t i = 0; i < w->removed_count; i++)
		if (!strcmp(key, w->removed[i]))
			return;
	fprintf(f, strncmp(key, "SYMBOL", 6) ? "%s=%llu\n" : "%s=%llx\n", key, (unsigned long long)value);
}

static void put_ring_facts(const struct core_writer *w, FILE *f)
{
	uint64_t word = word_of(w);

	put_fact(w, f, "SYMBOL(prb)", w->place[PLACE_POINTER]);
	put_fact(w, f, "SIZE(printk_ringbuffer)", 11 * word);
	put_fact(w, f, "OFFSET(printk_ringbuffer.desc_ring)", 0);
	put_fact(w, f, "OFFSET(printk_ringbuffer.text_data_ring)", DATA_RING * word);
	put_fact(w, f, "OFFSET(prb_desc_ring.count_bits)", 0);
	put_fact(w, f, "OFFSET(prb_desc_ring.descs)", DESCS * word);
	put_fact(w, f, "OFFSET(prb_desc_ring.infos)", INFOS * word);
	put_fact(w, f, "OFFSET(prb_desc_ring.head_id)", HEAD_ID * word);
	put_fact(w, f, "OFFSET(prb_desc_ring.tail_id)", TAIL_ID * word);
	put_fact(w, f, "SIZE(prb_desc)", DESC_WORDS * word);
	put_fact(w, f, "OFFSET(prb_desc.state_var)", 0);
	put_fact(w, f, "OFFSET(prb_desc.text_blk_lpos)", BEGIN * word);
	put_fact(w, f, "OFFSET(prb_data_blk_lpos.begin)", 0);
	put_fact(w, f, "OFFSET(prb_data_blk_lpos.next)", word);
	put_fact(w, f, "SIZE(printk_info)", w->spec.info_size);
	put_fact(w, f, "OFFSET(printk_info.seq)", 0);
	put_fact(w, f, "OFFSET(printk_info.ts_nsec)", TS_NSEC);
	put_fact(w, f, "OFFSET(printk_info.text_len)", TEXT_LEN);
	put_fact(w, f, "OFFSET(prb_data_ring.size_bits)", 0);
	put_fact(w, f, "OFFSET(prb_data_ring.data)", (DATA - DATA_RING) * word);
	put_fact(w, f, "OFFSET(atomic_long_t.counter)", 0);
}

static void put_buffer_facts(const struct core_writer *w, FILE *f)
{
	static const struct {
		const char *member;
		uint64_t value;
	} offset[] = { { "ts_nsec", 0 }, { "len", LOG_LEN }, { "text_len", LOG_TEXT_LEN } };
	uint64_t variables = w->place[PLACE_VARIABLES];
	char key[64];

	put_fact(w, f, "SYMBOL(log_buf)", w->place[PLACE_POINTER]);
	put_fact(w, f, "SYMBOL(log_buf_len)", variables + BUF_LEN);
	if (w->spec.format == CORE_CHARS) {
		put_fact(w, f, "SYMBOL(log_end)", variables + LOG_END);
		return;
	}
	put_fact(w, f, "SYMBOL(log_first_idx)", variables + FIRST_IDX);
	put_fact(w, f, "SYMBOL(log_next_idx)", variables + NEXT_IDX);
	snprintf(key, sizeof(key), "SIZE(%s)", w->spec.record);
	put_fact(w, f, key, w->spec.header_size);
	for (size_t i = 0; i < sizeof(offset) / sizeof(offset[0]); i++) {
		snprintf(key, sizeof(key), "OFFSET(%s.%s)", w->spec.record, offset[i].member);
		put_fact(w, f, key, offset[i].value);
	}
}

static void put_vmcoreinfo(const struct core_writer *w, FILE *f)
{
	fputs("OSRELEASE=6.12.0-written\nPAGESIZE=4096\n", f);
	for (size_t i = 0; i < w->added_count; i++)
		fprintf(f, "%s\n", w->added[i]);
	put_fact(w, f, "SIZE(list_head)", 2 * word_of(w));
	if (w->spec.format == CORE_RING)
		put_ring_facts(w, f);
	else
		put_buffer_facts(w, f);
	fputs("CRASHTIME=1700000000", f);
}

static void put(const struct core_writer *w, FILE *f, size_t size, uint64_t value)
{
	uint8_t bytes[8];

	store(w, bytes, size, value);
	fwrite(bytes, 1, size, f);
}

static void put_zeros(FILE *f, size_t size)
{
	while (size--)
		fputc(0, f);
}

static void put_note(const struct core_writer *w, FILE *f, const char *name, uint32_t type, const char *bytes, size_t size)
{
	size_t name_size = strlen(name) + 1;

	put(w, f, 4, name_size);
	put(w, f, 4, size);
	put(w, f, 4, type);
	fwrite(name, 1, name_size, f);
	put_zeros(f, -name_size & 3);
	if (bytes)
		fwrite(bytes, 1, size, f);
	else
		put_zeros(f, size);
	put_zeros(f, -size & 3);
}

static void put_header(const struct core_writer *w, FILE *f)
{
	size_t word = w->spec.elf_bits / 8;

	fwrite(ELFMAG, 1, SELFMAG, f);
	fputc(word == 8 ? ELFCLASS64 : ELFCLASS32, f);
	fputc(w->spec.is_big_endian ? ELFDATA2MSB : ELFDATA2LSB, f);
	fputc(EV_CURRENT, f);
	put_zeros(f, 9);
	put(w, f, 2, ET_CORE);
	put(w, f, 2, EM_NONE);
	put(w, f, 4, EV_CURRENT);
	put(w, f, word, 0);		      /* e_entry */
	put(w, f, word, word == 8 ? 64 : 52); /* e_phoff */
	put(w, f, word, 0);		      /* e_shoff */
	put(w, f, 4, 0);		      /* e_flags */
	put(w, f, 2, word == 8 ? 64 : 52);
	put(w, f, 2, word == 8 ? 56 : 32);
	put(w, f, 2, w->load_count + 1);
	put_zeros(f, 6);
}

static void put_program(const struct core_writer *w, FILE *f, uint32_t type, const struct core_writer_load *load)
{
	size_t word = w->spec.elf_bits / 8;

	put(w, f, 4, type);
	if (word == 8)
		put(w, f, 4, 0); /* p_flags */
	put(w, f, word, load->offset);
	put(w, f, word, load->address);
	put(w, f, word, load->address & 0xfffffff); /* p_paddr */
	put(w, f, word, load->in_file);
	put(w, f, word, load->size);
	if (word == 4)
		put(w, f, 4, 0); /* p_flags */
	put(w, f, word, 0);	 /* p_align */
}

static void put_notes(struct core_writer *w, FILE *f)
{
	AUTO_FREE char *text = NULL;
	size_t size;
	FILE *info = open_memstream(&text, &size);

	if (!info)
		return;
	put_vmcoreinfo(w, info);
	fclose(info);
	put_note(w, f, "CORE", NT_PRSTATUS, NULL, 35);
	if (w->other_note)
		put_note(w, f, "LINUX", 0x700, NULL, w->other_note);
	put_note(w, f, "VMCOREINFO", 0, text, size);
}

/* Headers and notes, which have notes_size bytes; the loads follow. */
static void put_file(struct core_writer *w, FILE *f, uint64_t notes_size)
{
	uint64_t programs = w->spec.elf_bits == 64 ? 64 : 52, size = w->spec.elf_bits == 64 ? 56 : 32, at;
	struct core_writer_load notes = { .size = notes_size, .in_file = notes_size };

	w->place[PLACE_PROGRAMS] = programs;
	notes.offset = w->place[PLACE_NOTES] = programs + (w->load_count + 1) * size;
	put_header(w, f);
	put_program(w, f, PT_NOTE, &notes);
	at = w->place[PLACE_NOTES] + notes_size;
	for (size_t i = 0; i < w->load_count; at += w->load[i++].in_file) {
		w->load[i].offset = at;
		put_program(w, f, PT_LOAD, &w->load[i]);
	}
	put_notes(w, f);
	for (size_t i = 0; i < w->load_count; i++)
		fwrite(memory(w, w->load[i].address, w->load[i].in_file), 1, w->load[i].in_file, f);
}

int core_writer_finish(struct core_writer *w, struct blob *ret)
{
	AUTO_FREE char *notes = NULL;
	char *file = NULL;
	size_t size;
	FILE *f = open_memstream(&notes, &size);

	if (!f)
		return -ENOMEM;
	put_notes(w, f);
	fclose(f);
	f = open_memstream(&file, &ret->size);
	if (!f)
		return -ENOMEM;
	put_file(w, f, size);
	fclose(f);
	*ret = (struct blob){ .data = (uint8_t *)file, .size = ret->size, .kind = BLOB_HEAP };
	return 0;
}

uint64_t core_writer_offset(const struct core_writer *w, enum core_place place)
{
	for (size_t i = 0; place < PLACE_HEADER && i < w->load_count; i++)
		if (w->place[place] - w->load[i].address < w->load[i].size)
			return w->load[i].offset + w->place[place] - w->load[i].address;
	return w->place[place];
}
