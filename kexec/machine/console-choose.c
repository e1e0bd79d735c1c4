/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/machine/console-choose.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "common/handoff.h"
#include "kexec/base/blob.h"
#include "kexec/base/diag.h"
#include "kexec/machine/console-find.h"
#include "kexec/machine/machine.h"
#include "kexec/machine/snapshot.h"

/* The kernel's numbers of port types and access types: <linux/serial.h>, <linux/serial_core.h>. */
#define PORT_8250_FIRST 1
#define PORT_8250_LAST 30
#define PORT_AMBA 32
#define UPIO_MEM 2
#define UPIO_MEM32 3

#define REG_SHIFT_MAX 4

static int read_attribute(const struct snapshot *snapshot, const char *tty, const char *attribute, uint64_t *ret,
			  struct diag *diag)
{
	char path[128];

	snprintf(path, sizeof(path), TTY_FOLDER "/%s/%s", tty, attribute);
	return snapshot_number(snapshot, path, 0, ret, diag);
}

static int unusable(struct diag *diag)
{
	diag_hint(diag, "Name another port, or leave --serial out.");
	return -ENOTSUP;
}

static int set_8250(const struct snapshot *snapshot, const char *tty, uint64_t type, struct handoff_console *console, struct diag *diag)
{
	uint64_t shift, io_type;
	int r;

	if (type < PORT_8250_FIRST || type > PORT_8250_LAST) {
		diag_fail(diag, -ENOTSUP,
			  "--serial=%s is a UART of type %" PRIu64 ", expected a PL011 (32) or an 8250 (1 to 30)", tty, type);
		return unusable(diag);
	}
	r = read_attribute(snapshot, tty, "iomem_reg_shift", &shift, diag);
	if (r == -ENOENT)
		return diag_fail(diag, -ENODATA, "--serial=%s shows no register shift in " TTY_FOLDER "/%s/iomem_reg_shift", tty,
				 tty);
	if (r < 0)
		return r;
	if (shift > REG_SHIFT_MAX) {
		diag_fail(diag, -ENOTSUP, "--serial=%s has its registers 2^%" PRIu64 " bytes apart, expected at most 2^%d", tty,
			  shift, REG_SHIFT_MAX);
		return unusable(diag);
	}
	r = read_attribute(snapshot, tty, "io_type", &io_type, diag);
	if (r == -ENOENT)
		return diag_fail(diag, -ENODATA, "--serial=%s shows no access type in " TTY_FOLDER "/%s/io_type", tty, tty);
	if (r < 0)
		return r;
	if (io_type != UPIO_MEM && io_type != UPIO_MEM32) {
		diag_fail(diag, -ENOTSUP,
			  "--serial=%s has access type %" PRIu64 ", expected bytes (2) or little-endian words (3) of memory",
			  tty, io_type);
		return unusable(diag);
	}
	console->type = HANDOFF_CONSOLE_8250;
	console->reg_shift = (uint32_t)shift;
	console->io_width = io_type == UPIO_MEM32 ? 4 : 1;
	return 0;
}

const char *console_port_name(const char *serial)
{
	if (!serial || !strcmp(serial, "auto") || !strcmp(serial, "none"))
		return NULL;
	if (strncmp(serial, "/dev/", 5) == 0)
		serial += 5;
	if (!*serial || strlen(serial) > 32 || strchr(serial, '/') || !strcmp(serial, "..") || !strcmp(serial, "."))
		return NULL;
	return serial;
}

/* The next port that console= names, without what follows a comma, and moves *at behind it. False at the end. */
static bool next_console(const char **at, struct view *ret)
{
	static const char option[] = "console=";
	const char *p = *at;

	for (; *p; p += strcspn(p, " "), p += strspn(p, " ")) {
		if (strncmp(p, option, sizeof(option) - 1))
			continue;
		p += sizeof(option) - 1;
		*ret = (struct view){ (const uint8_t *)p, strcspn(p, " ,") };
		*at = p + ret->size;
		return true;
	}
	return false;
}

static bool view_is(struct view view, const char *text)
{
	return view.size == strlen(text) && !memcmp(view.data, text, view.size);
}

/* The names of PL011 and 8250 ports: ttyAMA0, ttyS0. */
static bool is_uart_name(struct view name)
{
	static const char *const start[] = { "ttyAMA", "ttyS" };

	for (size_t i = 0; i < sizeof(start) / sizeof(start[0]); i++) {
		size_t size = strlen(start[i]);

		if (name.size > size && name.size <= 32 && !memcmp(name.data, start[i], size) && name.data[size] >= '0' &&
		    name.data[size] <= '9')
			return true;
	}
	return false;
}

/* A remedy that does not name the same port again. */
static void hint_port(const char *tty, const struct machine *machine, struct diag *diag)
{
	const void *fdt = machine->devicetree.tree.data;
	struct view name, other = { 0 };
	struct handoff_console console;
	struct diag ignored;

	for (const char *at = machine->cmdline; next_console(&at, &name);)
		if (is_uart_name(name) && !view_is(name, tty))
			other = name;
	if (other.size)
		diag_hint(diag, "Use %.*s, which console= names on the running kernel's command line. Only root can read the port's address.",
			  (int)other.size, (const char *)other.data);
	else
		diag_hint(diag, "A console need not be a UART: this may be that of a hypervisor or of a debugger. %s",
			  machine->devicetree.tree.size && !console_from_devicetree(fdt, &console, &ignored)
				  ? "The devicetree's stdout-path names a UART: --serial=auto."
				  : "Leave --serial out: the purgatory then stays silent.");
}

static int no_port(const char *serial, const char *tty, const struct machine *machine, struct diag *diag)
{
	if (!tty) {
		diag_fail(diag, -EINVAL, "--serial=%.40s: expected the name of a serial port", serial);
		diag_hint(diag, "Name it as in /sys/class/tty, for example ttyAMA0 or ttyS0.");
		return -EINVAL;
	}
	diag_fail(diag, -ENODEV, "--serial=%s: " TTY_FOLDER "/%s/iomem_base shows no memory-mapped UART", tty, tty);
	hint_port(tty, machine, diag);
	return -ENODEV;
}

static int named_port(const struct snapshot *snapshot, const char *serial, const struct machine *machine,
		      struct handoff_console *ret, struct diag *diag)
{
	const char *tty = console_port_name(serial);
	struct handoff_console console = { 0 };
	uint64_t type = 0, base = 0;
	int r;

	if (!tty)
		return no_port(serial, tty, machine, diag);
	r = read_attribute(snapshot, tty, "iomem_base", &base, diag);
	if (!r)
		r = read_attribute(snapshot, tty, "type", &type, diag);
	if (r == -ENOENT || (!r && !base))
		return no_port(serial, tty, machine, diag);
	if (r < 0)
		return r;
	console.base = base;
	if (type == PORT_AMBA) {
		console.type = HANDOFF_CONSOLE_PL011;
		console.io_width = 4;
	} else {
		r = set_8250(snapshot, tty, type, &console, diag);
		if (r < 0)
			return r;
	}
	*ret = console;
	return 0;
}

static int spcr_port(const struct snapshot *snapshot, struct handoff_console *ret, struct diag *diag)
{
	struct view table;
	int r = snapshot_bytes(snapshot, SPCR_FILE, &table, diag);

	if (r == -ENOENT)
		return diag_fail(diag, r, "the machine has no ACPI table SPCR");
	return r < 0 ? r : console_from_spcr(table, ret, diag);
}

/* True if the table exists but cannot be read: this is an error, and not the same as a table that names no port. */
static bool spcr_failed(const struct snapshot *snapshot)
{
	const struct snapshot_entry *entry = snapshot_find(snapshot, SPCR_FILE);

	return entry && entry->error && entry->error != -ENOENT;
}

static int stdout_port(const struct machine *machine, struct handoff_console *ret, struct diag *diag)
{
	if (!machine->devicetree.tree.size)
		return diag_fail(diag, -ENOENT, "the machine has no devicetree");
	return console_from_devicetree(machine->devicetree.tree.data, ret, diag);
}

/* Asks the sources other than the SPCR, the most reliable first. spcr: the reason why the SPCR names no port. */
static int other_port(const struct machine *machine, const struct diag *spcr, struct console_choice *choice, struct diag *diag)
{
	struct diag devicetree = { 0 }, earlycon = { 0 };

	if (stdout_port(machine, &choice->console, &devicetree) == 0) {
		strcpy(choice->why, "by stdout-path");
	} else if (console_from_earlycon(machine->cmdline, &choice->console, &earlycon) == 0) {
		strcpy(choice->why, "by earlycon=");
	} else {
		diag_fail(diag, -ENODEV, "--serial=auto finds no console: %.320s; %.320s; %.320s", spcr->message,
			  devicetree.message, earlycon.message);
		diag_hint(diag, "Name a port, as in /sys/class/tty.");
		return -ENODEV;
	}
	return 0;
}

/* Chooses a port if the user names none. serial: NULL or "auto". */
static int unnamed_port(const char *serial, const struct snapshot *snapshot, const struct machine *machine,
			struct console_choice *choice, struct diag *diag)
{
	struct diag reason = { 0 };
	int r = spcr_port(snapshot, &choice->console, spcr_failed(snapshot) ? diag : &reason);

	if (r < 0 && spcr_failed(snapshot))
		return r;
	if (!r)
		strcpy(choice->why, "by the SPCR");
	else if (serial)
		return other_port(machine, &reason, choice, diag);
	else
		snprintf(choice->why, sizeof(choice->why), "%.900s", reason.message);
	return 0;
}

int console_choose(const char *serial, const struct snapshot *snapshot, const struct machine *machine,
		   struct console_choice *ret, struct diag *diag)
{
	struct console_choice choice = { 0 };
	int r = 0;

	if (!serial || !strcmp(serial, "auto")) {
		r = unnamed_port(serial, snapshot, machine, &choice, diag);
	} else {
		snprintf(choice.why, sizeof(choice.why), "by --serial=%.64s", serial);
		if (strcmp(serial, "none"))
			r = named_port(snapshot, serial, machine, &choice.console, diag);
	}
	if (r < 0)
		return r;
	*ret = choice;
	return 0;
}
