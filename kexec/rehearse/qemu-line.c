/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/rehearse/qemu-line.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>

#include "arch/arch-rehearsal.h"

#define MIB ((uint64_t)1 << 20)

static void write_texts(const struct qemu_request *request, struct qemu_line *line)
{
	const struct arch_rehearsal *virtual = request->virtual;
	uint64_t size = range_size(request->ram);

	snprintf(line->machine, sizeof(line->machine), "%s,memory-backend=ram", request->native ? virtual->native_board : virtual->board);
	snprintf(line->cpus, sizeof(line->cpus), "%zu", request->cpus);
	snprintf(line->memory, sizeof(line->memory), "%" PRIu64 "M", size / MIB);
	snprintf(line->ram, sizeof(line->ram), "memory-backend-file,id=ram,share=on,size=%" PRIu64 "M,mem-path=/proc/self/fd/%d",
		 size / MIB, QEMU_FD_MEMORY);
	snprintf(line->kernel, sizeof(line->kernel), "/proc/self/fd/%d", QEMU_FD_KERNEL);
	snprintf(line->initrd, sizeof(line->initrd), "/proc/self/fd/%d", QEMU_FD_INITRD);
	snprintf(line->entry, sizeof(line->entry), "loader,cpu-num=0,addr=0x%" PRIx64, request->entry);
	snprintf(line->monitor, sizeof(line->monitor), "socket,id=monitor,fd=%d", QEMU_FD_MONITOR);
	snprintf(line->console, sizeof(line->console), "socket,id=console,fd=%d", QEMU_FD_CONSOLE);
}

void qemu_line_make(const struct qemu_request *request, struct qemu_line *ret)
{
	const char *const words[] = {
		request->virtual->program,
		"-no-user-config",
		"-nodefaults",
		"-display",
		"none",
		"-no-reboot",
		"-S",
		"-machine",
		ret->machine,
		"-accel",
		request->native ? "kvm" : "tcg,tb-size=64",
		"-cpu",
		request->native ? "host" : request->processor,
		"-smp",
		ret->cpus,
		"-m",
		ret->memory,
		"-object",
		ret->ram,
		"-chardev",
		ret->monitor,
		"-mon",
		"chardev=monitor,mode=control",
		"-chardev",
		ret->console,
		"-serial",
		"chardev:console",
	};
	const char *const loads[] = { "-device", ret->entry, NULL };
	const char *const boots[] = { "-kernel", ret->kernel, "-initrd", ret->initrd, "-append", request->cmdline, NULL };
	const char *const *more = request->cmdline ? boots : loads;
	size_t count = sizeof(words) / sizeof(words[0]);

	assert(count + sizeof(boots) / sizeof(boots[0]) <= QEMU_WORDS_MAX);
	write_texts(request, ret);
	ret->package = request->virtual->package;
	for (size_t i = 0; i < count; i++)
		ret->word[i] = (char *)(uintptr_t)words[i];
	for (; *more; more++)
		ret->word[count++] = (char *)(uintptr_t)*more;
	ret->word[count] = NULL;
}
