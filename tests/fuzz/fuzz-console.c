/* SPDX-License-Identifier: GPL-2.0-only */
/* Bytes as an ACPI table SPCR, once more with the length and checksum that they should have, and as a command line. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes.h"
#include "common/handoff.h"
#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/machine/console-find.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A port is one that the purgatory drives; a failure has a known error, a reason, and leaves the port alone. */
static void check(int r, const struct handoff_console *port, const struct diag *diag)
{
	if (r && ((r != -ENOENT && r != -ENOTSUP && r != -EINVAL) || !diag->message[0] || port->base != 42))
		abort();
	if (r)
		return;
	if (!port->base || port->base % port->io_width || port->reg_shift > 4)
		abort();
	if (port->type == HANDOFF_CONSOLE_PL011 ? port->io_width != 4 || port->reg_shift
						: port->io_width != 1 && port->io_width != 4)
		abort();
}

static void check_spcr(struct view table)
{
	struct handoff_console port = { .base = 42 };
	struct diag diag = { 0 };

	check(console_from_spcr(table, &port, &diag), &port, &diag);
}

static void check_sealed(struct view table)
{
	CLEANUP(blob_release) struct blob copy = { 0 };
	uint8_t sum = 0;

	if (table.size < 80 || blob_alloc(table.size, &copy) < 0)
		return;
	memcpy(copy.data, table.data, table.size);
	memcpy(copy.data, "SPCR", 4);
	store_le32(copy.data + 4, (uint32_t)table.size);
	for (size_t i = 0; i < copy.size; i++)
		sum = (uint8_t)(sum + copy.data[i]);
	copy.data[9] = (uint8_t)(copy.data[9] - sum);
	check_spcr(blob_view(&copy));
}

static void check_cmdline(struct view text)
{
	AUTO_FREE char *cmdline = strndup((const char *)text.data, text.size);
	struct handoff_console port = { .base = 42 };
	struct diag diag = { 0 };

	if (cmdline)
		check(console_from_earlycon(cmdline, &port, &diag), &port, &diag);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view bytes = { .data = data, .size = size };

	check_spcr(bytes);
	check_sealed(bytes);
	if (size)
		check_cmdline(bytes);
	return 0;
}
