/* SPDX-License-Identifier: GPL-2.0-only */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/handoff.h"
#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/host/host.h"
#include "kexec/machine/console-find.h"
#include "kexec/machine/machine.h"

/* Port types and access kinds as the kernel numbers them: <linux/serial.h>, <linux/serial_core.h>. */
#define PORT_8250_FIRST 1
#define PORT_8250_LAST 30
#define PORT_AMBA 32
#define UPIO_MEM 2
#define UPIO_MEM32 3

#define REG_SHIFT_MAX 4

static int read_attribute(const struct host *host, const char *tty, const char *attribute, uint64_t *ret)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/class/tty/%s/%s", tty, attribute);
	return host_read_number(host, path, 0, ret);
}

static int unusable(struct diag *diag)
{
	diag_hint(diag, "Name another port, or leave --serial out.");
	return -ENOTSUP;
}

static int set_8250(const struct host *host, const char *tty, uint64_t type, struct handoff_console *console, struct diag *diag)
{
	uint64_t shift, io_type;

	if (type < PORT_8250_FIRST || type > PORT_8250_LAST) {
		diag_fail(diag, -ENOTSUP,
			  "--serial=%s is a UART of type %" PRIu64 ", expected a PL011 (32) or an 8250 (1 to 30)", tty, type);
		return unusable(diag);
	}
	if (read_attribute(host, tty, "iomem_reg_shift", &shift) < 0)
		return diag_fail(diag, -ENODATA, "--serial=%s shows no register shift in /sys/class/tty/%s/iomem_reg_shift",
				 tty, tty);
	if (shift > REG_SHIFT_MAX) {
		diag_fail(diag, -ENOTSUP, "--serial=%s has its registers 2^%" PRIu64 " bytes apart, expected at most 2^%d", tty,
			  shift, REG_SHIFT_MAX);
		return unusable(diag);
	}
	if (read_attribute(host, tty, "io_type", &io_type) < 0)
		return diag_fail(diag, -ENODATA, "--serial=%s shows no way of access in /sys/class/tty/%s/io_type", tty, tty);
	if (io_type != UPIO_MEM && io_type != UPIO_MEM32) {
		diag_fail(diag, -ENOTSUP,
			  "--serial=%s is accessed in way %" PRIu64 ", expected bytes (2) or little-endian words (3) of memory",
			  tty, io_type);
		return unusable(diag);
	}
	console->type = HANDOFF_CONSOLE_8250;
	console->reg_shift = (uint32_t)shift;
	console->io_width = io_type == UPIO_MEM32 ? 4 : 1;
	return 0;
}

static int named_port(const struct host *host, const char *tty, struct handoff_console *ret, struct diag *diag)
{
	struct handoff_console console = { 0 };
	uint64_t type, base;

	if (strncmp(tty, "/dev/", 5) == 0)
		tty += 5;
	if (!*tty || strlen(tty) > 32 || strchr(tty, '/') || strcmp(tty, "..") == 0 || strcmp(tty, ".") == 0) {
		diag_fail(diag, -EINVAL, "--serial=%.40s: expected the name of a serial port", tty);
		diag_hint(diag, "Name it as in /sys/class/tty, for example ttyAMA0 or ttyS0.");
		return -EINVAL;
	}
	if (read_attribute(host, tty, "iomem_base", &base) < 0 || read_attribute(host, tty, "type", &type) < 0 || !base) {
		diag_fail(diag, -ENODEV, "--serial=%s: /sys/class/tty/%s/iomem_base shows no memory-mapped UART", tty, tty);
		diag_hint(diag,
			  "Use the port that console= names on the running kernel's command line; reading it takes root.");
		return -ENODEV;
	}
	console.base = base;
	if (type == PORT_AMBA) {
		console.type = HANDOFF_CONSOLE_PL011;
		console.io_width = 4;
	} else {
		int r = set_8250(host, tty, type, &console, diag);

		if (r < 0)
			return r;
	}
	*ret = console;
	return 0;
}

static int spcr_port(const struct host *host, struct handoff_console *ret, struct diag *diag)
{
	CLEANUP(blob_release) struct blob table = { 0 };
	int r = host_read(host, "/sys/firmware/acpi/tables/SPCR", SPCR_SIZE_MAX, &table);

	if (r == -ENOENT)
		return diag_fail(diag, r, "the machine has no ACPI table SPCR");
	if (r < 0)
		return diag_fail(diag, r, "cannot read /sys/firmware/acpi/tables/SPCR: %s", strerror(-r));
	return console_from_spcr(blob_view(&table), ret, diag);
}

static int stdout_port(const struct machine *machine, struct handoff_console *ret, struct diag *diag)
{
	if (!machine->devicetree.tree.size)
		return diag_fail(diag, -ENOENT, "the machine has no devicetree");
	return console_from_devicetree(machine->devicetree.tree.data, ret, diag);
}

/* All that may name a port, the surest first. */
static int any_port(const struct host *host, const struct machine *machine, struct console_choice *choice, struct diag *diag)
{
	struct diag spcr = { 0 }, devicetree = { 0 }, earlycon = { 0 };

	if (spcr_port(host, &choice->console, &spcr) == 0)
		strcpy(choice->why, "by the SPCR");
	else if (stdout_port(machine, &choice->console, &devicetree) == 0)
		strcpy(choice->why, "by stdout-path");
	else if (console_from_earlycon(machine->cmdline, &choice->console, &earlycon) == 0)
		strcpy(choice->why, "by earlycon=");
	else {
		diag_fail(diag, -ENODEV, "--serial=auto finds no console: %.320s; %.320s; %.320s", spcr.message,
			  devicetree.message, earlycon.message);
		diag_hint(diag, "Name a port, as in /sys/class/tty.");
		return -ENODEV;
	}
	return 0;
}

static int asked_port(const struct host *host, const char *serial, const struct machine *machine, struct console_choice *choice,
		      struct diag *diag)
{
	snprintf(choice->why, sizeof(choice->why), "by --serial=%.64s", serial);
	if (strcmp(serial, "none") == 0)
		return 0;
	if (strcmp(serial, "auto") == 0)
		return any_port(host, machine, choice, diag);
	return named_port(host, serial, &choice->console, diag);
}

int host_console(const struct host *host, const char *serial, const struct machine *machine, struct console_choice *ret,
		 struct diag *diag)
{
	struct console_choice choice = { 0 };
	struct diag reason = { 0 };
	int r = 0;

	if (serial)
		r = asked_port(host, serial, machine, &choice, diag);
	else if (spcr_port(host, &choice.console, &reason) == 0)
		strcpy(choice.why, "by the SPCR");
	else
		snprintf(choice.why, sizeof(choice.why), "%.900s", reason.message);
	if (r < 0)
		return r;
	*ret = choice;
	return 0;
}
