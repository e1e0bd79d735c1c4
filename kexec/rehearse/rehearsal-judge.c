/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "kexec/base/size-text.h"
#include "kexec/rehearse/rehearsal.h"

#define KIB(n) ((uint64_t)(n) << 10)

#define SMALL_KIB 16384 /* less than this left is no reserve for a dump */

static void no(struct judgement *ret, const char *why, const char *detail, const char *hint)
{
	ret->yes = false;
	snprintf(ret->why, sizeof(ret->why), "%s%s%s", why, detail[0] ? ": " : "", detail);
	snprintf(ret->hint, sizeof(ret->hint), "%s", hint);
}

/* Words of the kernel that tell of too little memory. */
static bool is_about_memory(const struct marks *marks)
{
	static const char *const words[] = { "memory", "OOM", "alloc", "slab", "write error" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strstr(marks->panic, words[i]) || strstr(marks->unpack_failure, words[i]))
			return true;
	return marks->out_of_memory[0] != '\0';
}

static const char *memory_hint(const struct rehearsal *rehearsal)
{
	if (!is_about_memory(&rehearsal->marks))
		return "";
	return rehearsal->crash ? "The crash region is too small for this kernel and this initrd: reserve more with crashkernel=, or make "
				  "the initrd smaller."
				: "The next kernel has too little memory.";
}

/* Silence has no reason to show: what it was is known from how far it came. */
static void judge_silence(const struct rehearsal *rehearsal, struct judgement *ret)
{
	const struct marks *marks = &rehearsal->marks;

	if (!marks->seen[MARK_PURGATORY])
		no(ret, "the purgatory was not heard of", rehearsal->qemu_says, "");
	else if (!marks->seen[MARK_KERNEL])
		no(ret, "the kernel was entered and said nothing", "",
		   "The kernel is damaged, or is not for this processor: its page size, for example.");
	else
		no(ret, "the kernel did not reach init in time", "",
		   "--rehearse-time=SECONDS gives it more. -d shows the console.");
}

static void judge_before_init(const struct rehearsal *rehearsal, struct judgement *ret)
{
	const struct marks *marks = &rehearsal->marks;

	if (marks->unpack_failure[0])
		no(ret, "the kernel could not unpack the initrd", marks->unpack_failure,
		   is_about_memory(marks) ? memory_hint(rehearsal)
					  : "The initrd is damaged, or the kernel cannot unpack its compression.");
	else if (marks->no_init[0])
		no(ret, "the kernel did not find the end of the initrd", marks->no_init,
		   "The initrd is cut short, or no archive that the kernel unpacks.");
	else if (marks->panic[0])
		no(ret, "the kernel panicked before it reached init", marks->panic, memory_hint(rehearsal));
	else if (rehearsal->end == REHEARSAL_BROKEN)
		no(ret, "the virtual machine ended before init was reached", rehearsal->qemu_says, "");
	else if (rehearsal->end == REHEARSAL_RESET || rehearsal->end == REHEARSAL_POWERED_OFF)
		no(ret, "the machine was reset or powered off before init was reached", "", memory_hint(rehearsal));
	else
		judge_silence(rehearsal, ret);
}

/* The way of the first kernel to its crash. */
static void judge_first(const struct rehearsal *rehearsal, struct judgement *ret)
{
	const struct first_marks *first = &rehearsal->marks.first;

	if (first->arming && first->kexec[0])
		no(ret, "kexec could not load the capture kernel in the first kernel", first->kexec, "");
	else if (first->failure[0])
		no(ret, "the first kernel did not come to its crash", first->failure,
		   "It is the kernel of the load: it needs kexec, a crash region, and SysRq (CONFIG_KEXEC, CONFIG_MAGIC_SYSRQ).");
	else if (rehearsal->end == REHEARSAL_BROKEN)
		no(ret, "the virtual machine ended before the crash", rehearsal->qemu_says, "");
	else if (rehearsal->end == REHEARSAL_RESET || rehearsal->end == REHEARSAL_POWERED_OFF)
		no(ret, "the first kernel ended before its crash", "", "");
	else
		no(ret, first->version[0] ? "the first kernel did not come to its crash in time" : "the first kernel said nothing", "",
		   first->version[0] ? "--rehearse-time=SECONDS gives it more. -d shows the console."
				     : "The kernel is damaged, or is not for this processor: its page size, for example.");
}

static void judge_after_init(const struct rehearsal *rehearsal, struct judgement *ret)
{
	const struct marks *marks = &rehearsal->marks;

	if (marks->no_init[0] && rehearsal->brings_initrd)
		no(ret, "the initrd has no init that the kernel can start", marks->no_init, "");
	else if (rehearsal->crash && marks->has_no_dump)
		no(ret, "init was reached, but there is no /proc/vmcore: there would be no dump", "",
		   "The capture kernel was built without CONFIG_PROC_VMCORE, or does not take the elfcorehdr; its log says why (-d).");
	else if (marks->panic[0])
		no(ret, "init was reached, and then the kernel panicked", marks->panic, memory_hint(rehearsal));
	else if (marks->out_of_memory[0])
		no(ret, "init was reached, and then memory ran out", marks->out_of_memory, memory_hint(rehearsal));
	else if (rehearsal->end == REHEARSAL_BROKEN)
		no(ret, "init was reached, and then the virtual machine ended", rehearsal->qemu_says, "");
	else if (rehearsal->crashes && rehearsal_judge_dump(rehearsal, ret))
		return;
	else {
		ret->yes = true;
		snprintf(ret->why, sizeof(ret->why), "%s%s", rehearsal->crashes ? "the first kernel crashed, its dump is there and is right; " : "",
			 rehearsal->brings_initrd ? "the kernel came up and started the initrd's init"
						  : "the kernel came up; the load has no initrd");
		if (marks->lowest_free < SMALL_KIB)
			snprintf(ret->hint, sizeof(ret->hint), "Only %s were left: with the machine's own drivers that may be too little.",
				 size_text(KIB(marks->lowest_free)).text);
	}
}

void rehearsal_judge(const struct rehearsal *rehearsal, struct judgement *ret)
{
	*ret = (struct judgement){ 0 };
	if (rehearsal->crashes && !rehearsal->marks.first.crashed)
		judge_first(rehearsal, ret);
	else if (rehearsal->marks.purgatory_failure[0]) /* also if it goes on, as --on-mismatch=boot asks */
		no(ret, "the purgatory found fault", rehearsal->marks.purgatory_failure, "");
	else if (rehearsal->marks.seen[MARK_UNPACKED])
		judge_after_init(rehearsal, ret);
	else
		judge_before_init(rehearsal, ret);
}
