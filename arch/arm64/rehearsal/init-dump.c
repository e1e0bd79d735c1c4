/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The dump of a crash that was rehearsed, as the capture kernel shows it: an ELF core. Its notes are one of each CPU, with registers,
 * and VMCOREINFO. Sources: Linux, fs/proc/vmcore.c; include/uapi/linux/elf.h; include/linux/elfcore.h.
 */
#include "arch/arm64/rehearsal/init-crash.h"
#include "arch/arm64/rehearsal/init-line.h"
#include "arch/arm64/rehearsal/init-linux.h"

#define ELF_MAGIC 0x464c457fu
#define PT_LOAD 1
#define PT_NOTE 4
#define NT_PRSTATUS 1
#define PRSTATUS_PC 368 /* struct elf_prstatus: 112, and 32 registers before it */

#define NOTES_ROOM 65536
#define RELEASE_ROOM 65

struct elf_header {
	unsigned char ident[16];
	unsigned short type, machine;
	unsigned int version;
	unsigned long entry, phoff, shoff;
	unsigned int flags;
	unsigned short ehsize, phentsize, phnum;
};

struct elf_segment {
	unsigned int type, flags;
	unsigned long offset, vaddr, paddr, filesz, memsz, align;
};

struct elf_note {
	unsigned int namesz, descsz, type;
};

struct dump {
	unsigned long memory, cpus, registers; /* registers: CPUs whose program counter is not 0 */
	char release[RELEASE_ROOM];	       /* of VMCOREINFO; "": there is none */
	bool page_found, page_right;
};

static char notes[NOTES_ROOM] __attribute__((aligned(8)));

static bool read_at(long file, unsigned long offset, void *bytes, unsigned long size)
{
	return call(SYS_PREAD64, file, (long)bytes, (long)size, (long)offset) == (long)size;
}

/* The value behind the key of a text of lines. */
static void take_value(const char *text, size_t size, const char *key, char *ret, size_t room)
{
	for (size_t at = 0; at < size; at++) {
		size_t length = 0, used = 0;

		while (key[length] && at + length < size && text[at + length] == key[length])
			length++;
		if (key[length])
			continue;
		for (at += length; at < size && text[at] != '\n' && used + 1 < room; at++)
			ret[used++] = text[at];
		ret[used] = '\0';
		return;
	}
}

static void read_note(const struct elf_note *note, const char *name, const char *description, struct dump *dump)
{
	if (note->type == NT_PRSTATUS && note->descsz >= PRSTATUS_PC + 8 && name[0] == 'C') {
		dump->cpus++;
		dump->registers += *(const unsigned long *)(const void *)(description + PRSTATUS_PC) != 0;
	} else if (note->type == 0 && note->namesz >= 10 && name[0] == 'V') {
		take_value(description, note->descsz, "OSRELEASE=", dump->release, RELEASE_ROOM);
	}
}

static void read_notes(long file, const struct elf_segment *segment, struct dump *dump)
{
	unsigned long size = segment->filesz < NOTES_ROOM ? segment->filesz : NOTES_ROOM, at = 0;

	if (!read_at(file, segment->offset, notes, size))
		return;
	while (at + sizeof(struct elf_note) <= size) {
		const struct elf_note *note = (const struct elf_note *)(const void *)(notes + at);
		unsigned long name = at + sizeof(*note), description = name + ((note->namesz + 3ul) & ~3ul);

		at = description + ((note->descsz + 3ul) & ~3ul);
		if (!note->namesz || at > size)
			return;
		read_note(note, notes + name, notes + description, dump);
	}
}

static void read_page(long file, const struct elf_segment *segment, unsigned long address, struct dump *dump)
{
	static unsigned long page[CRASH_WORDS];

	if (address < segment->paddr || address - segment->paddr + sizeof(page) > segment->filesz)
		return;
	if (!read_at(file, segment->offset + (address - segment->paddr), page, sizeof(page)))
		return;
	dump->page_found = dump->page_right = true;
	for (unsigned long i = 0; i < CRASH_WORDS; i++)
		if (page[i] != (CRASH_PATTERN ^ i))
			dump->page_right = false;
}

/* Returns false if it is no ELF file. */
static bool read_dump(long file, unsigned long address, struct dump *dump)
{
	struct elf_header header;

	if (!read_at(file, 0, &header, sizeof(header)) || *(unsigned int *)(void *)header.ident != ELF_MAGIC ||
	    header.phentsize != sizeof(struct elf_segment))
		return false;
	for (unsigned long i = 0; i < header.phnum; i++) {
		struct elf_segment segment;

		if (!read_at(file, header.phoff + i * sizeof(segment), &segment, sizeof(segment)))
			return false;
		if (segment.type == PT_NOTE)
			read_notes(file, &segment, dump);
		if (segment.type != PT_LOAD)
			continue;
		dump->memory += segment.filesz;
		read_page(file, &segment, address, dump);
	}
	return true;
}

static void say_dump(long log, bool is_core, const struct dump *dump)
{
	struct line line;

	line_begin(&line, is_core ? "dump core=1 cpus=" : "dump core=0 cpus=");
	line_add_number(&line, dump->cpus);
	line_add(&line, " registers=");
	line_add_number(&line, dump->registers);
	line_add(&line, " memory=");
	line_add_number(&line, dump->memory);
	line_add(&line, " found=");
	line_add_number(&line, dump->page_found);
	line_add(&line, " right=");
	line_add_number(&line, dump->page_right);
	line_add(&line, " release=");
	line_add(&line, dump->release);
	line_say(log, &line);
}

/* In the child: writes the dump as it would be saved, to nowhere. */
static _Noreturn void become_makedumpfile(const char *path)
{
	static const char *const environment[] = { "PATH=/usr/sbin:/usr/bin:/sbin:/bin", NULL };
	static const char *const places[] = { "/usr/bin/makedumpfile", "/usr/sbin/makedumpfile", "/bin/makedumpfile", "/sbin/makedumpfile" };
	long null = open_file(FOLDER "/null", O_WRONLY);

	if (null >= 0)
		(void)call(SYS_DUP3, null, 1, 0, 0);
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		const char *const words[] = { places[i], "-F", "-l", "--message-level", "4", "-d", "31", path, NULL };

		(void)call(SYS_EXECVE, (long)places[i], (long)words, (long)environment, 0);
	}
	(void)call(SYS_EXIT_GROUP, 127, 0, 0, 0);
	for (;;)
		;
}

/* It needs /tmp and /proc/meminfo, which an init may make later. All is again as it was when it ends. */
static void run_makedumpfile(long log)
{
	bool makes_tmp = call(SYS_MKDIRAT, AT_FDCWD, (long)"/tmp", 0700, 0) >= 0;
	bool makes_proc = call(SYS_MKDIRAT, AT_FDCWD, (long)"/proc", 0755, 0) >= 0;
	bool mounts = call(SYS_MOUNT, (long)"proc", (long)"/proc", (long)"proc", 0) >= 0;
	long child, status;
	struct line line;

	line_begin(&line, "makedumpfile runs");
	line_say(log, &line);
	child = fork_process();
	if (!child)
		become_makedumpfile("/proc/vmcore");
	status = child < 0 ? 127 : await_process(child);
	if (mounts)
		(void)call(SYS_UMOUNT2, (long)"/proc", 0, 0, 0);
	if (makes_proc)
		(void)call(SYS_UNLINKAT, AT_FDCWD, (long)"/proc", AT_REMOVEDIR, 0);
	if (makes_tmp)
		(void)call(SYS_UNLINKAT, AT_FDCWD, (long)"/tmp", AT_REMOVEDIR, 0);
	line_begin(&line, "makedumpfile status=");
	line_add_number(&line, (unsigned long)status);
	line_say(log, &line);
}

void crash_check_dump(long log, const char *path, unsigned long address)
{
	static struct dump dump;
	long file = open_file(path, O_RDONLY);
	bool is_core = file >= 0 && read_dump(file, address, &dump);

	say_dump(log, is_core, &dump);
	if (file >= 0)
		(void)call(SYS_CLOSE, file, 0, 0, 0);
	run_makedumpfile(log);
}
