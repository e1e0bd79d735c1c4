/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdio.h>

#include "kexec/base/size-text.h"
#include "kexec/rehearse/rehearsal.h"

#define KIB(n) ((uint64_t)(n) << 10)

static void put_row(FILE *out, const char *name, const char *text)
{
	fprintf(out, "  %-10s %s\n", name, text);
}

static void print_machine(const struct rehearsal *rehearsal, FILE *out)
{
	char text[300];

	snprintf(text, sizeof(text), "QEMU, %s, %zu CPU%s, %s for the kernel",
		 rehearsal->native ? "by this host's processors (KVM)" : rehearsal->processor, rehearsal->cpus,
		 rehearsal->cpus == 1 ? "" : "s", size_text(rehearsal->usable).text);
	put_row(out, "machine", text);
	if (rehearsal->no_kvm && rehearsal->no_kvm[0]) {
		snprintf(text, sizeof(text), "emulated, as KVM cannot be used: %s", rehearsal->no_kvm);
		put_row(out, "", text);
	}
	if (rehearsal->rebased)
		put_row(out, "", "the virtual machine cannot have RAM where this machine has: all of it is at other addresses");
	if (rehearsal->moved[0]) {
		snprintf(text, sizeof(text), "not at the address of the plan, as it needs more room here: %s", rehearsal->moved);
		put_row(out, "", text);
	}
}

/* "NAME TEXT, 1.2 s" if the mark was seen. */
static void print_mark(const struct marks *marks, enum mark mark, const char *name, const char *text, FILE *out)
{
	char line[MARKS_TEXT + 100];

	if (marks->seen[mark])
		snprintf(line, sizeof(line), "%s, after %" PRIu64 ".%" PRIu64 " s", text, marks->at[mark] / 1000,
			 marks->at[mark] % 1000 / 100);
	put_row(out, name, marks->seen[mark] ? line : "-");
}

/* The kernel that crashes. */
static void print_first(const struct rehearsal *rehearsal, FILE *out)
{
	const struct first_marks *first = &rehearsal->marks.first;
	char text[MARKS_TEXT + 100];

	if (!first->crashed)
		snprintf(text, sizeof(text), "%s with %s: no crash", first->version[0] ? first->version : "-", size_text(rehearsal->ram).text);
	else
		snprintf(text, sizeof(text), "%s with %s, armed and crashed after %" PRIu64 ".%" PRIu64 " s", first->version,
			 size_text(rehearsal->ram).text, first->at / 1000, first->at % 1000 / 100);
	put_row(out, "first", text);
}

/* Prints what the dump of a kernel that crashed has. */
static void print_dump(const struct rehearsal *rehearsal, FILE *out)
{
	const struct dump_marks *dump = &rehearsal->marks.dump;
	char text[MARKS_TEXT + 100];

	snprintf(text, sizeof(text), "registers of %" PRIu64 " of %zu CPUs, VMCOREINFO of %s, %s of memory", dump->registers,
		 rehearsal->cpus, dump->release[0] ? dump->release : "-", size_text(dump->memory).text);
	put_row(out, "", text);
	put_row(out, "", dump->page_right ? "memory reads as the first kernel has written it" : "memory does not read as it was written");
	if (dump->tool_status == DUMP_NO_TOOL)
		put_row(out, "", "the initrd has no makedumpfile, which would have tried it");
	else
		put_row(out, "", dump->tool_status ? "makedumpfile cannot read it" : "makedumpfile reads it (-l -d 31)");
}

static void print_memory(const struct marks *marks, FILE *out)
{
	char text[200];

	if (marks->kernel_total) {
		snprintf(text, sizeof(text), "%s of %s when the kernel came up", size_text(KIB(marks->kernel_free)).text,
			 size_text(KIB(marks->kernel_total)).text);
		put_row(out, "free", text);
	}
	if (!marks->seen[MARK_UNPACKED])
		return;
	snprintf(text, sizeof(text), "%s when the initrd was unpacked", size_text(KIB(marks->unpacked_free)).text);
	put_row(out, marks->kernel_total ? "" : "free", text);
	snprintf(text, sizeof(text), "%s at the least, later", size_text(KIB(marks->lowest_free)).text);
	put_row(out, "", text);
}

static const char *end_text(enum rehearsal_end end)
{
	switch (end) {
	case REHEARSAL_SETTLED:
		return "init still ran";
	case REHEARSAL_POWERED_OFF:
		return "the machine was powered off";
	case REHEARSAL_RESET:
		return "the machine was reset";
	case REHEARSAL_FAILED:
		return "failed";
	case REHEARSAL_OVERTIME:
		return "out of time";
	case REHEARSAL_BROKEN:
		break;
	}
	return "QEMU ended";
}

static void print_tail(const struct marks *marks, FILE *out)
{
	size_t first = marks->lines > MARKS_TAIL ? marks->lines - MARKS_TAIL : 0;

	fprintf(out, "The last lines of the console:\n");
	for (size_t i = first; i < marks->lines; i++)
		fprintf(out, "  | %s\n", marks->tail[i % MARKS_TAIL]);
	if (!marks->lines)
		fprintf(out, "  | (none)\n");
}

static void print_limits(const struct rehearsal *rehearsal, FILE *out)
{
	fprintf(out, "This does not show: the machine's own devices and their drivers, its IOMMU, its firmware and its devicetree,\n"
		     "DMA that goes on, and whether caches are cleaned where they must be.\n");
	if (rehearsal->crashes && rehearsal->machine_ram > rehearsal->ram)
		fprintf(out, "The machine has %s of memory, the first kernel had %s.\n", size_text(rehearsal->machine_ram).text,
			size_text(rehearsal->ram).text);
	if (rehearsal->crash && !rehearsal->crashes)
		fprintf(out, "Nor what is in the dump: but for its notes the memory of the crashed kernel is empty here.\n");
	if (rehearsal->machine_cpus > rehearsal->cpus)
		fprintf(out, "The machine has %zu CPUs: memory that the kernel takes for each is not counted for %zu of them.\n",
			rehearsal->machine_cpus, rehearsal->machine_cpus - rehearsal->cpus);
}

void rehearsal_print(const struct rehearsal *rehearsal, const struct judgement *judgement, FILE *out)
{
	const struct marks *marks = &rehearsal->marks;
	char text[100];

	fprintf(out, "rehearsal: %s: %s\n", judgement->yes ? "yes" : "no", judgement->why);
	print_machine(rehearsal, out);
	if (rehearsal->crashes)
		print_first(rehearsal, out);
	print_mark(marks, MARK_PURGATORY, "purgatory", marks->verified ? "all parts verified" : "parts not verified", out);
	print_mark(marks, MARK_KERNEL, "kernel", marks->version[0] ? marks->version : "up", out);
	print_mark(marks, MARK_UNPACKED, "initrd", rehearsal->brings_initrd ? "unpacked to its end, init reached" : "none; init reached",
		   out);
	print_memory(marks, out);
	if (marks->has_dump)
		fprintf(out, "  %-10s /proc/vmcore is there, %s\n", "dump", size_text(marks->dump_size).text);
	if (marks->seen[MARK_CHECKED])
		print_dump(rehearsal, out);
	snprintf(text, sizeof(text), "%s, after %" PRIu64 ".%" PRIu64 " s", end_text(rehearsal->end), rehearsal->milliseconds / 1000,
		 rehearsal->milliseconds % 1000 / 100);
	put_row(out, "end", text);
	if (judgement->hint[0])
		fprintf(out, "%s\n", judgement->hint);
	if (!judgement->yes)
		print_tail(marks, out);
	print_limits(rehearsal, out);
}
