/* SPDX-License-Identifier: GPL-2.0-only */
#include <errno.h>
#include <inttypes.h>

#include "kexec/base/diag.h"
#include "vmcore-dmesg/core-memory.h"
#include "vmcore-dmesg/core.h"
#include "vmcore-dmesg/log-damage.h"
#include "vmcore-dmesg/log-formats.h"
#include "vmcore-dmesg/log-text.h"

struct chars {
	uint64_t buffer; /* virtual address */
	uint64_t length; /* of the buffer, in bytes */
	uint64_t end;	 /* the number of characters that were ever logged */
};

static int read_chars(struct core_window *window, struct chars *ret, struct diag *diag)
{
	int r = core_read_symbol(window, "SYMBOL(log_buf)", window->core->word, &ret->buffer, diag);

	if (r == 0)
		r = core_read_symbol(window, "SYMBOL(log_buf_len)", 4, &ret->length, diag);
	if (r == 0)
		r = core_read_symbol(window, "SYMBOL(log_end)", 4, &ret->end, diag);
	if (r < 0)
		return r;
	if (!ret->length || ret->length > LOG_BYTES_MAX)
		return diag_fail(diag, -EINVAL, "the log's buffer has %" PRIu64 " bytes, expected 1 to %" PRIu64, ret->length,
				 LOG_BYTES_MAX);
	return 0;
}

int log_print_chars(const struct core *core, FILE *out, struct diag *diag)
{
	struct core_window window = { .core = core };
	struct log_damage damage = { 0 };
	struct chars chars = { 0 };
	uint64_t at, left, printed = 0;
	int r = read_chars(&window, &chars, diag);

	if (r < 0)
		return r;
	left = chars.end < chars.length ? chars.end : chars.length;
	at = (chars.end - left) % chars.length;
	while (left) {
		/* Up to the end of the buffer. */
		size_t size = CORE_VIEW_MAX;
		const uint8_t *bytes;

		size = size < left ? size : (size_t)left;
		size = size < chars.length - at ? size : (size_t)(chars.length - at);
		r = core_view(&window, chars.buffer + at, size, &bytes, diag);
		if (r == 0) {
			log_text_bytes(out, bytes, size);
			printed += size;
		} else {
			log_damage_add(&damage, r, diag);
		}
		at = (at + size) % chars.length;
		left -= size;
	}
	return log_damage_judge(&damage, printed, "characters", diag);
}
