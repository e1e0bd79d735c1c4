/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Judges a capture kernel from inside, with nothing of the loader's own code, so that the two can disagree.
 *
 *   vmcore-check regions FIRST_IOMEM OWN_IOMEM   the capture kernel's System RAM is exactly the first one's crash regions
 *   vmcore-check vmcore FIRST_IOMEM CPUS VMCORE  the ELF core describes the first kernel's memory exactly and its virtual
 *                                                addresses are those the first kernel's own page tables translate
 *
 * One line per finding: "lab: ok what", "lab: FAIL what", "lab: fact name=value". Exit 0 only without a FAIL.
 *
 * Two independent sources are held against the program headers: the first kernel's /proc/iomem, saved before the crash, and
 * its page tables, walked from swapper_pg_dir in the dump. A header written from a wrong PAGE_OFFSET or PHYS_OFFSET is
 * caught by the second even where it agrees with itself.
 */
#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define RANGES_MAX 512

struct range {
	uint64_t start, end; /* [start, end) */
};

struct ranges {
	struct range v[RANGES_MAX];
	size_t n;
};

struct core {
	int fd;
	uint64_t size;
	Elf64_Ehdr eh;
	Elf64_Phdr *ph;
	char *info; /* VMCOREINFO, NUL-terminated */
	unsigned int prstatus;
	unsigned int page_shift, va_bits;
	uint64_t kimage_voffset, phys_offset;
	const Elf64_Phdr *text;
};

static unsigned int failures;

static bool __attribute__((format(printf, 2, 3))) verdict(bool good, const char *fmt, ...)
{
	va_list ap;

	failures += !good;
	fputs(good ? "lab: ok " : "lab: FAIL ", stdout);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	fflush(stdout);
	return good;
}

static void die(const char *what)
{
	verdict(false, "%s: %s", what, strerror(errno));
	exit(1);
}

/* Ranges */

static void ranges_add(struct ranges *r, uint64_t start, uint64_t end)
{
	if (start >= end)
		return;
	if (r->n == RANGES_MAX) {
		errno = E2BIG;
		die("too many ranges");
	}
	r->v[r->n++] = (struct range){ start, end };
}

static void ranges_subtract(struct ranges *r, struct range cut)
{
	struct ranges out = { .n = 0 };

	for (size_t i = 0; i < r->n; i++) {
		struct range a = r->v[i];

		if (cut.end <= a.start || cut.start >= a.end) {
			ranges_add(&out, a.start, a.end);
			continue;
		}
		ranges_add(&out, a.start, cut.start);
		ranges_add(&out, cut.end, a.end);
	}
	*r = out;
}

static int by_start(const void *a, const void *b)
{
	const struct range *x = a, *y = b;

	return (x->start > y->start) - (x->start < y->start);
}

/* Sort and join neighbours; false when two overlap. */
static bool ranges_normalize(struct ranges *r)
{
	size_t n = 0;
	bool disjoint = true;

	qsort(r->v, r->n, sizeof(r->v[0]), by_start);
	for (size_t i = 0; i < r->n; i++) {
		if (n && r->v[i].start < r->v[n - 1].end)
			disjoint = false;
		if (n && r->v[i].start <= r->v[n - 1].end) {
			if (r->v[i].end > r->v[n - 1].end)
				r->v[n - 1].end = r->v[i].end;
		} else {
			r->v[n++] = r->v[i];
		}
	}
	r->n = n;
	return disjoint;
}

static const char *ranges_text(const struct ranges *r)
{
	static char text[2][4096];
	static int turn;
	char *buf = text[turn ^= 1];
	size_t used = 0;

	snprintf(buf, sizeof(text[0]), "none");
	for (size_t i = 0; i < r->n && used < sizeof(text[0]) - 64; i++)
		used += (size_t)snprintf(buf + used, sizeof(text[0]) - used, "%s%#" PRIx64 "-%#" PRIx64, i ? " " : "",
					 r->v[i].start, r->v[i].end - 1);
	return buf;
}

static bool ranges_equal(const struct ranges *a, const struct ranges *b)
{
	return a->n == b->n && !memcmp(a->v, b->v, a->n * sizeof(a->v[0]));
}

/* Every line of an iomem file whose name begins with the prefix, at any depth. */
static struct ranges iomem(const char *path, const char *prefix)
{
	struct ranges r = { .n = 0 };
	char line[512];
	FILE *f = fopen(path, "re");

	if (!f)
		die(path);
	while (fgets(line, sizeof(line), f)) {
		uint64_t start, last;
		int name = 0;

		if (sscanf(line, " %" SCNx64 "-%" SCNx64 " : %n", &start, &last, &name) < 2 || !name)
			continue;
		if (!strncmp(line + name, prefix, strlen(prefix)))
			ranges_add(&r, start, last + 1);
	}
	fclose(f);
	return r;
}

/* The dump */

static bool core_pread(const struct core *c, void *buf, size_t n, uint64_t at)
{
	return pread(c->fd, buf, n, (off_t)at) == (ssize_t)n;
}

static bool read_pa(const struct core *c, uint64_t pa, void *buf, size_t n)
{
	for (unsigned int i = 0; i < c->eh.e_phnum; i++) {
		const Elf64_Phdr *p = &c->ph[i];

		if (p->p_type == PT_LOAD && pa >= p->p_paddr && n <= p->p_filesz && pa - p->p_paddr <= p->p_filesz - n)
			return core_pread(c, buf, n, p->p_offset + (pa - p->p_paddr));
	}
	return false;
}

static bool va_to_pa(const struct core *c, uint64_t va, uint64_t *pa)
{
	for (unsigned int i = 0; i < c->eh.e_phnum; i++) {
		const Elf64_Phdr *p = &c->ph[i];

		if (p->p_type == PT_LOAD && va >= p->p_vaddr && va - p->p_vaddr < p->p_memsz) {
			*pa = p->p_paddr + (va - p->p_vaddr);
			return true;
		}
	}
	return false;
}

static bool read_va(const struct core *c, uint64_t va, void *buf, size_t n)
{
	uint64_t pa;

	return va_to_pa(c, va, &pa) && read_pa(c, pa, buf, n);
}

/* The value of "key=" in VMCOREINFO. */
static bool info(const struct core *c, const char *key, int base, uint64_t *ret)
{
	size_t n = strlen(key);

	for (const char *line = c->info; line && *line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL) {
		if (!strncmp(line, key, n) && line[n] == '=') {
			*ret = strtoull(line + n + 1, NULL, base);
			return true;
		}
	}
	return false;
}

static bool need(const struct core *c, const char *key, int base, uint64_t *ret)
{
	return info(c, key, base, ret) || verdict(false, "VMCOREINFO has no %s", key);
}

static void read_notes(struct core *c, const Elf64_Phdr *p)
{
	char *buf = malloc(p->p_filesz + 1);
	uint64_t at = 0;

	if (!buf || !core_pread(c, buf, p->p_filesz, p->p_offset))
		die("reading notes");
	while (at + sizeof(Elf64_Nhdr) <= p->p_filesz) {
		const Elf64_Nhdr *n = (const Elf64_Nhdr *)(buf + at);
		uint64_t name = at + sizeof(*n), desc = name + ((n->n_namesz + 3) & ~3u), next = desc + ((n->n_descsz + 3) & ~3u);

		if (next > p->p_filesz) {
			verdict(false, "a note reaches beyond its segment");
			break;
		}
		if (n->n_namesz == 5 && !memcmp(buf + name, "CORE", 5) && n->n_type == NT_PRSTATUS)
			c->prstatus++;
		if (n->n_namesz == 11 && !memcmp(buf + name, "VMCOREINFO", 11) && !c->info)
			c->info = strndup(buf + desc, n->n_descsz);
		at = next;
	}
	free(buf);
}

static bool open_core(struct core *c, const char *path)
{
	struct stat st;

	c->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (c->fd < 0 || fstat(c->fd, &st))
		die(path);
	c->size = (uint64_t)st.st_size;
	printf("lab: fact vmcore_size=%" PRIu64 "\n", c->size);
	if (!core_pread(c, &c->eh, sizeof(c->eh), 0))
		die("reading the ELF header");
	if (!verdict(!memcmp(c->eh.e_ident, ELFMAG, SELFMAG) && c->eh.e_ident[EI_CLASS] == ELFCLASS64 &&
			     c->eh.e_ident[EI_DATA] == ELFDATA2LSB && c->eh.e_type == ET_CORE &&
			     c->eh.e_machine == EM_AARCH64 && c->eh.e_phentsize == sizeof(Elf64_Phdr),
		     "ELF64 little-endian core of AArch64"))
		return false;
	c->ph = calloc(c->eh.e_phnum, sizeof(*c->ph));
	if (!c->ph || !core_pread(c, c->ph, c->eh.e_phnum * sizeof(*c->ph), c->eh.e_phoff))
		die("reading the program headers");
	for (unsigned int i = 0; i < c->eh.e_phnum; i++)
		if (c->ph[i].p_type == PT_NOTE)
			read_notes(c, &c->ph[i]);
	return verdict(c->info != NULL, "VMCOREINFO note");
}

/* Findings */

static bool check_info(struct core *c)
{
	uint64_t page_size, va_bits, t1sz;

	if (!need(c, "PAGESIZE", 0, &page_size) || !need(c, "NUMBER(VA_BITS)", 0, &va_bits) ||
	    !need(c, "NUMBER(kimage_voffset)", 0, &c->kimage_voffset) ||
	    !need(c, "NUMBER(PHYS_OFFSET)", 0, &c->phys_offset) || !need(c, "NUMBER(TCR_EL1_T1SZ)", 0, &t1sz))
		return false;
	c->page_shift = (unsigned int)__builtin_ctzll(page_size);
	c->va_bits = (unsigned int)va_bits;
	printf("lab: fact page_size=%" PRIu64 "\nlab: fact va_bits=%u\nlab: fact va_bits_actual=%u\n", page_size,
	       c->va_bits, (unsigned int)(64 - t1sz));
	return verdict(page_size && !(page_size & (page_size - 1)) && va_bits >= 36 && va_bits <= 52, "VMCOREINFO parses");
}

static void check_notes(const struct core *c, unsigned int cpus)
{
	verdict(c->prstatus == cpus, "%u NT_PRSTATUS notes for %u CPUs", c->prstatus, cpus);
}

static void check_size(const struct core *c)
{
	uint64_t end = 0, page = (uint64_t)1 << c->page_shift;
	unsigned int loads = 0, unread = 0;
	char byte;

	for (unsigned int i = 0; i < c->eh.e_phnum; i++) {
		const Elf64_Phdr *p = &c->ph[i];

		if (p->p_type != PT_LOAD)
			continue;
		loads++;
		if (p->p_offset + p->p_filesz > end)
			end = p->p_offset + p->p_filesz;
		if (p->p_filesz != p->p_memsz || !p->p_filesz || !core_pread(c, &byte, 1, p->p_offset) ||
		    !core_pread(c, &byte, 1, p->p_offset + p->p_filesz - 1))
			unread++;
	}
	verdict(loads && !unread, "%u PT_LOADs are readable from end to end (%u are not)", loads, unread);
	end = (end + page - 1) & ~(page - 1);
	verdict(end == c->size, "file size %#" PRIx64 " is where the last segment ends (%#" PRIx64 ")", c->size, end);
}

/* The kernel's own mapping against "Kernel code" up to "Kernel data". Since 5.11 code begins at _stext, up to 64 KiB above _text. */
static void check_text(struct core *c, const char *first)
{
	struct ranges code = iomem(first, "Kernel code"), data = iomem(first, "Kernel data");
	unsigned int count = 0;

	for (unsigned int i = 0; i < c->eh.e_phnum; i++) {
		if (c->ph[i].p_type == PT_LOAD && c->ph[i].p_vaddr == c->ph[i].p_paddr + c->kimage_voffset) {
			c->text = &c->ph[i];
			count++;
		}
	}
	if (!verdict(count == 1, "%u PT_LOAD maps the kernel image at kimage_voffset", count))
		return;
	if (!verdict(code.n == 1 && data.n == 1, "Kernel code and Kernel data are in the first kernel's iomem"))
		return;
	verdict(c->text->p_paddr <= code.v[0].start && code.v[0].start - c->text->p_paddr <= 0x10000 &&
			c->text->p_paddr + c->text->p_memsz >= data.v[0].end &&
			c->text->p_paddr + c->text->p_memsz - data.v[0].end < 0x10000,
		"the kernel image PT_LOAD %#" PRIx64 "-%#" PRIx64 " spans Kernel code %#" PRIx64 " to Kernel data %#" PRIx64,
		c->text->p_paddr, c->text->p_paddr + c->text->p_memsz - 1, code.v[0].start, data.v[0].end - 1);
}

static void check_ram(const struct core *c, const char *first)
{
	struct ranges want = iomem(first, "System RAM"), crash = iomem(first, "Crash kernel"), got = { .n = 0 };
	uint64_t page_offset = -((uint64_t)1 << c->va_bits);
	unsigned int wrong = 0, wraps = 0;
	bool disjoint;

	for (size_t i = 0; i < crash.n; i++)
		ranges_subtract(&want, crash.v[i]);
	ranges_normalize(&want);
	for (unsigned int i = 0; i < c->eh.e_phnum; i++) {
		const Elf64_Phdr *p = &c->ph[i];

		if (p->p_type != PT_LOAD || p == c->text)
			continue;
		wraps += p->p_paddr + p->p_memsz <= p->p_paddr;
		ranges_add(&got, p->p_paddr, p->p_paddr + p->p_memsz);
		if (p->p_vaddr != p->p_paddr - c->phys_offset + page_offset)
			wrong++;
	}
	verdict(!wraps, "no segment is empty or wraps (%u do)", wraps);
	disjoint = ranges_normalize(&got);
	verdict(disjoint && ranges_equal(&got, &want), "dumped memory is the first kernel's RAM less %zu crash regions: %s%s%s",
		crash.n, ranges_text(&got), ranges_equal(&got, &want) ? "" : ", expected ",
		ranges_equal(&got, &want) ? "" : ranges_text(&want));
	verdict(!wrong, "every linear-map address follows from PHYS_OFFSET and VA_BITS (%u do not)", wrong);
}

/* Translates va by the first kernel's own page tables. Returns 1 and *pa; 0: unmapped; -1: a table is not in the dump. */
static int walk(const struct core *c, uint64_t root, unsigned int bits, uint64_t va, uint64_t *pa)
{
	unsigned int stride = c->page_shift - 3, levels = (bits - c->page_shift + stride - 1) / stride;
	uint64_t table = root, mask = (((uint64_t)1 << 48) - 1) & ~(((uint64_t)1 << c->page_shift) - 1);

	for (unsigned int left = levels; left--;) {
		unsigned int shift = c->page_shift + left * stride, width = left == levels - 1 ? bits - shift : stride;
		uint64_t entry, index = (va >> shift) & (((uint64_t)1 << width) - 1), block = ((uint64_t)1 << shift) - 1;

		if (!read_pa(c, table + index * 8, &entry, sizeof(entry)))
			return -1;
		if (!(entry & 1))
			return 0;
		if (left && (entry & 2)) {
			table = entry & mask;
			continue;
		}
		*pa = (entry & mask & ~block) | (va & block);
		return 1;
	}
	return -1;
}

static void check_page_tables(const struct core *c)
{
	uint64_t swapper, t1sz, right = 0, wrong = 0, unmapped = 0;
	unsigned int unproven = 0;

	if (!need(c, "SYMBOL(swapper_pg_dir)", 16, &swapper) || !need(c, "NUMBER(TCR_EL1_T1SZ)", 0, &t1sz))
		return;
	for (unsigned int i = 0; i < c->eh.e_phnum; i++) {
		const Elf64_Phdr *p = &c->ph[i];
		uint64_t pages = p->p_memsz >> c->page_shift, seen = 0;

		if (p->p_type != PT_LOAD || !pages)
			continue;
		for (unsigned int s = 0; s < 64; s++) {
			uint64_t at = pages > 1 ? (pages - 1) * s / 63 << c->page_shift : 0, pa;
			int got = walk(c, swapper - c->kimage_voffset, (unsigned int)(64 - t1sz), p->p_vaddr + at, &pa);

			if (got < 1)
				unmapped++;
			else if (pa == p->p_paddr + at)
				right++, seen++;
			else
				wrong++;
		}
		if (!seen)
			unproven++;
	}
	verdict(right && !wrong && !unproven,
		"the first kernel's page tables agree with the program headers (%" PRIu64 " pages, %" PRIu64 " differ, %" PRIu64
		" not mapped, %u segments without one)",
		right, wrong, unmapped, unproven);
}

/* A variable of the kernel image: the release in init_uts_ns, found through the text PT_LOAD. */
static void check_release(const struct core *c)
{
	uint64_t uts, name;
	char release[65] = "";
	const char *want = strstr(c->info, "OSRELEASE=");

	if (!need(c, "SYMBOL(init_uts_ns)", 16, &uts) || !need(c, "OFFSET(uts_namespace.name)", 0, &name))
		return;
	if (!want || !read_va(c, uts + name + 130, release, 65)) {
		verdict(false, "init_uts_ns cannot be read at %#" PRIx64, uts);
		return;
	}
	release[64] = '\0';
	want += strlen("OSRELEASE=");
	verdict(release[0] && strlen(release) == strcspn(want, "\n") && !strncmp(release, want, strlen(release)),
		"init_uts_ns reads '%s'", release);
}

/* Pointers of the linear map: mem_section, an array of pointers to sections that must say they are present (bit 0). */
static void check_mem_section(const struct core *c)
{
	uint64_t array, size, section = 0, map = 0, pa = 0;
	unsigned int present = 0;

	if (!need(c, "SYMBOL(mem_section)", 16, &array) || !need(c, "SIZE(mem_section)", 0, &size))
		return;
	if (!va_to_pa(c, array, &pa)) {
		verdict(false, "mem_section does not lead into the linear map");
		return;
	}
	for (unsigned int i = 0; i < 512 && !section; i++)
		if (!read_va(c, array + i * 8, &section, 8))
			break;
	for (uint64_t at = 0; section && at + size <= (uint64_t)1 << c->page_shift; at += size)
		present += read_va(c, section + at, &map, 8) && (map & 1);
	verdict(present > 0, "mem_section leads through the linear map to %u sections of memory (%#" PRIx64 " at %#" PRIx64 ")",
		present, array, pa);
}

static int check_vmcore(const char *first, unsigned int cpus, const char *path)
{
	struct core c = { .fd = -1 };

	if (!open_core(&c, path) || !check_info(&c))
		return 1;
	check_notes(&c, cpus);
	check_text(&c, first);
	check_ram(&c, first);
	check_size(&c);
	check_page_tables(&c);
	check_release(&c);
	check_mem_section(&c);
	return failures != 0;
}

static int check_regions(const char *first, const char *own)
{
	struct ranges crash = iomem(first, "Crash kernel"), ram = iomem(own, "System RAM");

	ranges_normalize(&crash);
	ranges_normalize(&ram);
	verdict(crash.n && ranges_equal(&crash, &ram), "the capture kernel's RAM is the crash regions: %s%s%s", ranges_text(&ram),
		ranges_equal(&crash, &ram) ? "" : ", expected ", ranges_equal(&crash, &ram) ? "" : ranges_text(&crash));
	return failures != 0;
}

int main(int argc, char **argv)
{
	if (argc == 4 && !strcmp(argv[1], "regions"))
		return check_regions(argv[2], argv[3]);
	if (argc == 5 && !strcmp(argv[1], "vmcore"))
		return check_vmcore(argv[2], (unsigned int)strtoul(argv[3], NULL, 10), argv[4]);
	fprintf(stderr, "usage: vmcore-check regions FIRST_IOMEM OWN_IOMEM | vmcore FIRST_IOMEM CPUS VMCORE\n");
	return 2;
}
