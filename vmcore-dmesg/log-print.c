/* SPDX-License-Identifier: GPL-2.0-only */
#include "vmcore-dmesg/log-print.h"

#include <errno.h>

#include "kexec/base/diag.h"
#include "vmcore-dmesg/core.h"
#include "vmcore-dmesg/log-formats.h"

/* The symbol that only kernels with this format have, newest first. */
static const struct {
	const char *symbol;
	int (*print)(const struct core *core, FILE *out, struct diag *diag);
} format[] = {
	{ "SYMBOL(prb)", log_print_ring },
	{ "SYMBOL(log_first_idx)", log_print_records },
	{ "SYMBOL(log_end)", log_print_chars },
};

int log_print(const struct core *core, FILE *out, struct diag *diag)
{
	for (size_t i = 0; i < sizeof(format) / sizeof(format[0]); i++)
		if (core_has_fact(core, format[i].symbol))
			return format[i].print(core, out, diag);
	diag_fail(diag, -ENOENT,
		  "VMCOREINFO does not say where the kernel's log is: it has no SYMBOL of prb, log_first_idx or log_end");
	diag_hint(diag, "A kernel without CONFIG_PRINTK has no log.");
	return -ENOENT;
}
