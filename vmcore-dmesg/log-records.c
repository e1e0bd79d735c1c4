/* SPDX-License-Identifier: GPL-2.0-only */
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

struct records {
	struct core_window window;
	FILE *out;
	uint64_t header, ts_nsec, len, text_len; /* the size of a record's header, and the places of its members */
	uint64_t buffer;			 /* virtual address */
	uint64_t length;			 /* of the buffer, in bytes */
	uint64_t first, next;			 /* indices into the buffer: the oldest record, and behind the newest */
	uint64_t printed;
	struct log_damage damage;
};

/* Linux called the structure "log" until 3.10. */
static const char *const shape_key[2][4] = {
	{ "SIZE(printk_log)", "OFFSET(printk_log.ts_nsec)", "OFFSET(printk_log.len)", "OFFSET(printk_log.text_len)" },
	{ "SIZE(log)", "OFFSET(log.ts_nsec)", "OFFSET(log.len)", "OFFSET(log.text_len)" },
};

static int read_shape(struct records *records, struct diag *diag)
{
	const struct core *core = records->window.core;
	const char *const *key = shape_key[core_has_fact(core, shape_key[0][0]) ? 0 : 1];
	uint64_t *fact[] = { &records->header, &records->ts_nsec, &records->len, &records->text_len };

	for (size_t i = 0; i < sizeof(fact) / sizeof(fact[0]); i++) {
		int r = core_fact(core, key[i], fact[i], diag);

		if (r < 0)
			return r;
		if (*fact[i] > CORE_VIEW_MAX)
			return diag_fail(diag, -EINVAL, "VMCOREINFO: %s is %" PRIu64 ", expected at most %zu", key[i], *fact[i],
					 CORE_VIEW_MAX);
	}
	if (!records->header)
		return diag_fail(diag, -EINVAL, "VMCOREINFO: %s is 0", key[0]);
	for (size_t i = 1; i < sizeof(fact) / sizeof(fact[0]); i++)
		if (!span_fits(*fact[i], i == 1 ? 8 : 2, records->header))
			return diag_fail(diag, -EINVAL, "VMCOREINFO: %s is %" PRIu64 ", beyond %s, %" PRIu64, key[i], *fact[i], key[0],
					 records->header);
	return 0;
}

static int read_buffer(struct records *records, struct diag *diag)
{
	struct core_window *window = &records->window;
	int r = core_read_symbol(window, "SYMBOL(log_buf)", window->core->word, &records->buffer, diag);

	if (r == 0)
		r = core_read_symbol(window, "SYMBOL(log_buf_len)", 4, &records->length, diag);
	if (r == 0)
		r = core_read_symbol(window, "SYMBOL(log_first_idx)", 4, &records->first, diag);
	if (r == 0)
		r = core_read_symbol(window, "SYMBOL(log_next_idx)", 4, &records->next, diag);
	if (r < 0)
		return r;
	if (records->length < records->header || records->length > LOG_BYTES_MAX)
		return diag_fail(diag, -EINVAL, "the log's buffer has %" PRIu64 " bytes, expected %" PRIu64 " to %" PRIu64,
				 records->length, records->header, LOG_BYTES_MAX);
	return 0;
}

/* Prints the text of the record at index at; the line is begun with the first piece that can be read. */
static int print_record(struct records *records, uint64_t at, uint64_t text_len, struct diag *diag)
{
	uint64_t text = records->buffer + at + records->header, time, done = 0;
	int r = core_read(&records->window, records->buffer + at + records->ts_nsec, 8, &time, diag);

	if (r < 0)
		return r;
	do {
		size_t size = text_len - done < CORE_VIEW_MAX ? (size_t)(text_len - done) : CORE_VIEW_MAX;
		const uint8_t *bytes;

		r = core_view(&records->window, text + done, size, &bytes, diag);
		if (r < 0)
			break;
		if (!done)
			log_text_time(records->out, time);
		log_text_bytes(records->out, bytes, size);
		done += size;
	} while (done < text_len);
	if (r == 0 || done)
		fputc('\n', records->out);
	return r;
}

/* Reads and checks the lengths of the record at index at. *ret_len 0: the log goes on at the start of the buffer. */
static int read_lengths(struct records *records, uint64_t at, uint64_t *ret_len, uint64_t *ret_text_len, struct diag *diag)
{
	uint64_t len, text_len;
	int r;

	if (!span_fits(at, records->header, records->length))
		return diag_fail(diag, -EBADMSG, "a record at %#" PRIx64 " of the log's buffer, which has %#" PRIx64 " bytes",
				 at, records->length);
	r = core_read(&records->window, records->buffer + at + records->len, 2, &len, diag);
	if (r == 0)
		r = core_read(&records->window, records->buffer + at + records->text_len, 2, &text_len, diag);
	if (r < 0)
		return r;
	if (len && len < records->header + text_len)
		return diag_fail(diag, -EBADMSG,
				 "the record at %#" PRIx64 " of the log's buffer has %" PRIu64
				 " bytes, expected at least %" PRIu64,
				 at, len, records->header + text_len);
	if (len && !span_fits(at, len, records->length))
		return diag_fail(diag, -EBADMSG,
				 "the record at %#" PRIx64 " of the log's buffer has %" PRIu64
				 " bytes, expected at most %" PRIu64,
				 at, len, records->length - at);
	*ret_len = len;
	*ret_text_len = text_len;
	return 0;
}

/* Prints records from index at on, up to next or the end of the buffer. Returns 1 for the latter, or -errno if it cannot go on.
 */
static int print_stretch(struct records *records, uint64_t at, struct diag *diag)
{
	while (at != records->next) {
		uint64_t len = 0, text_len = 0;
		int r = read_lengths(records, at, &len, &text_len, diag);

		if (r < 0)
			return r;
		if (!len)
			return 1;
		r = print_record(records, at, text_len, diag);
		if (r < 0)
			log_damage_add(&records->damage, r, diag);
		else
			records->printed++;
		at += len;
	}
	return 0;
}

/* Prints records from index at on up to the newest, which must be below the end of the buffer. */
static void print_to_next(struct records *records, uint64_t at, struct diag *diag)
{
	int r = print_stretch(records, at, diag);

	if (r == 1)
		r = diag_fail(diag, -EBADMSG, "the end of the log, %#" PRIx64 " in its buffer, is not where a record ends",
			      records->next);
	if (r < 0)
		log_damage_add(&records->damage, r, diag);
}

/*
 * If the log is wrapped, the stretch from the oldest record to the end of the buffer comes first, then that from the start of
 * the buffer to next. A record begins at both, so that damage in the first does not lose the second.
 */
static void print_all(struct records *records, struct diag *diag)
{
	int r;

	if (records->first <= records->next) {
		print_to_next(records, records->first, diag);
		return;
	}
	r = print_stretch(records, records->first, diag);
	if (r < 0)
		log_damage_add(&records->damage, r, diag);
	print_to_next(records, 0, diag);
}

int log_print_records(const struct core *core, FILE *out, struct diag *diag)
{
	struct records records = { .window.core = core, .out = out };
	int r = read_shape(&records, diag);

	if (r == 0)
		r = read_buffer(&records, diag);
	if (r < 0)
		return r;
	print_all(&records, diag);
	return log_damage_judge(&records.damage, records.printed, "records", diag);
}
