/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/options/options-help.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "kexec/base/diag.h"
#include "kexec/options/options-rows.h"

/* Printed below the options of a topic. */
static const struct {
	const char *topic;
	const char *text;
} more[] = {
	{ "action", "Kdump: load the kernel that a panic starts, see what is loaded, unload it.\n"
		    "  kexec -p /boot/vmlinuz --initrd=/boot/initrd-kdump.img --append=\"root=/dev/vda1 console=ttyAMA0\"\n"
		    "  kexec --status=text\n"
		    "  kexec -p -u\n"
		    "Reboot without the firmware: load, then shut down into it.\n"
		    "  kexec -l /boot/vmlinuz --initrd=/boot/initrd.img --reuse-cmdline\n"
		    "  systemctl kexec\n"
		    "kexec -e starts the kernel at once: no service is stopped, no file system unmounted.\n" },
	{ "load", "The kind of a file is recognised by its content: Image, vmlinux, a compressed one, EFI zboot, UKI, uImage, FIT.\n"
		    "  kexec -l vmlinuz.efi --initrd=initrd.img --reuse-cmdline --append=quiet\n"
		    "  kexec -l board.itb --fit-config=conf-2 --dtb=other.dtb\n"
		    "A value follows = or a blank. --dtb needs kexec_load(2).\n" },
	{ "memory", "A crash kernel goes into the highest region of crashkernel= in which it fits; a normal kernel into\n"
		    "memory that the running kernel keeps for it, else below 4 GiB. See where:\n"
		    "  kexec -p Image --initrd=initrd.img --append=... --dry-run\n" },
	{ "syscall", "kexec_load(2) is used if it can serve: it brings the purgatory, which verifies the load. A locked-down\n"
		     "kernel (Secure Boot) takes kexec_file_load(2) only. -d and --dry-run say which call, and why.\n" },
	{ "verify", "The report of a damaged load goes to the port of --serial, else to that of the firmware's ACPI table SPCR, and to\n"
		    "ramoops. A machine without that table is silent unless --serial is given.\n"
		    "  kexec -p Image --initrd=initrd.img --append=... --serial=ttyAMA0 --on-mismatch=halt\n" },
	{ "start", "Both are for kexec -e and -f.\n"
		   "  kexec -e --no-ifdown\n" },
	{ "look", "Plan a load on this machine, or on one that tools/record-machine has recorded:\n"
		  "  kexec -p Image --initrd=initrd.img --append=... --dry-run\n"
		  "  kexec --sysroot=DIR --arch=ARCH -p Image --initrd=initrd.img --append=... --dry-run=json\n"
		  "Would a crash be captured, and how much memory does this kernel need?\n"
		  "  kexec --check\n"
		  "  kexec --check -p Image --initrd=initrd.img --append=...\n" },
};

static void print_option(const struct option_row *row, FILE *out)
{
	fprintf(out, " %-26s %s\n", row->left, row->right);
}

static void print_topic(const char *topic, FILE *out)
{
	size_t count;
	const struct option_row *row = option_rows(&count);
	bool is_in = false;

	for (size_t i = 0; i < count; i++) {
		if (row[i].kind == OPTION_TOPIC) {
			is_in = strcmp(row[i].left, topic) == 0;
			if (is_in)
				fprintf(out, "%s: %s\n", row[i].left, row[i].right);
		} else if (is_in && row[i].left) {
			print_option(&row[i], out);
		}
	}
	for (size_t i = 0; i < sizeof(more) / sizeof(more[0]); i++)
		if (strcmp(more[i].topic, topic) == 0)
			fprintf(out, "\n%s", more[i].text);
}

static void print_all(FILE *out)
{
	size_t count;
	const struct option_row *row = option_rows(&count);

	fprintf(out, "Usage: kexec [OPTION]... KERNEL\n"
		     "       kexec -e | -u | -S | --check [OPTION]...\n"
		     "Loads a kernel to be started from the running one: by a panic (-p), by kexec -e (-l), at once (-f),\n"
		     "or, without any of these, through shutdown(8).\n");
	for (size_t i = 0; i < count; i++) {
		if (row[i].kind == OPTION_TOPIC)
			fprintf(out, "\n%s: %s\n", row[i].left, row[i].right);
		else if (row[i].left)
			print_option(&row[i], out);
	}
	fprintf(out, "\nkexec --help=TOPIC prints one topic, with examples: kexec --help=action.\n"
		     "Exit status: 0 done, 1 wrong usage (with -S: loaded), 255 failed; of --check: 2 warnings, 3 errors;\n"
		     "of --rehearse: 3 the load would not work. See kexec(8).\n");
}

void options_help(const char *topic, FILE *out)
{
	if (topic)
		print_topic(topic, out);
	else
		print_all(out);
}

int options_check_topic(const char *topic, struct diag *diag)
{
	char expected[200] = "";
	size_t count, used = 0;
	const struct option_row *row = option_rows(&count);

	for (size_t i = 0; i < count; i++) {
		if (row[i].kind != OPTION_TOPIC)
			continue;
		if (strcmp(row[i].left, topic) == 0)
			return 0;
		if (used < sizeof(expected))
			used += (size_t)snprintf(expected + used, sizeof(expected) - used, "%s%s", used ? ", " : "", row[i].left);
	}
	return diag_fail(diag, -EINVAL, "--help=%s: expected one of %s", topic, expected);
}
