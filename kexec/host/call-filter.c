/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/host/call-filter.h"

#include <elf.h>
#include <errno.h>
#include <link.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/futex.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SECCOMP_RET_KILL_PROCESS
#define SECCOMP_RET_KILL_PROCESS 0x80000000U /* Linux 4.14; an older kernel reads it as SECCOMP_RET_KILL */
#endif

#ifndef GRND_INSECURE
#define GRND_INSECURE 4 /* Linux 5.6 */
#endif

/*
 * The first call of Linux 5.1. From here on a call has the same number on all architectures that kexec is built for (Linux,
 * scripts/syscall.tbl and arch/x86/entry/syscalls).
 */
#define NEWER_CALLS 424

#define PROGRAM_MAX 128

struct program {
	struct sock_filter code[PROGRAM_MAX];
	unsigned short length;
};

/*
 * Calls that are harmless with any arguments: memory, time, facts of the system, the end, and what abort() and signal handlers
 * need. None of them waits: the bound of the processor's time bounds everything. Newer C libraries count processors where older ones do not.
 */
static const int harmless[] = {
	SYS_brk,	SYS_munmap,	  SYS_mremap,	      SYS_madvise,	SYS_exit,
	SYS_exit_group, SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_rt_sigreturn, SYS_getpid,
	SYS_gettid,	SYS_fgetxattr,	  SYS_clock_gettime,  SYS_uname,	SYS_sysinfo,
	SYS_sched_getaffinity,
};

/*
 * Calls that look for a file, or at one: refused, so that a library goes on which can do without. An older glibc looks for /proc/meminfo,
 * other libraries look for the processor's features; stdio looks at its file, by newfstatat or, since glibc 2.39, by fstat.
 */
static const int refused[] = {
	SYS_openat,   SYS_readlinkat, SYS_faccessat, SYS_newfstatat, SYS_statx, SYS_fstat,
#ifdef SYS_open
	SYS_open,
#endif
#ifdef SYS_stat
	SYS_stat,
#endif
#ifdef SYS_access
	SYS_access,
#endif
#ifdef SYS_readlink
	SYS_readlink,
#endif
};

static void add(struct program *program, uint16_t code, uint32_t value, uint8_t if_true, uint8_t if_false)
{
	if (program->length < PROGRAM_MAX)
		program->code[program->length++] =
			(struct sock_filter){ .code = code, .jt = if_true, .jf = if_false, .k = value };
}

static void load_number(struct program *program)
{
	add(program, BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr), 0, 0);
}

/* The lower half of an argument, which is all that the kernel looks at in descriptors, protections and flags. */
static void load_argument(struct program *program, unsigned int i)
{
	size_t low = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? 4 : 0;

	add(program, BPF_LD | BPF_W | BPF_ABS, (uint32_t)(offsetof(struct seccomp_data, args) + 8 * i + low), 0, 0);
}

static void end(struct program *program, uint32_t action)
{
	add(program, BPF_RET | BPF_K, action, 0, 0);
}

/* Each block leaves the number loaded if it is another call's. */
static void answer_with(struct program *program, int number, uint32_t action)
{
	add(program, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)number, 0, 1);
	end(program, action);
}

/* The argument i is one of two values. */
static void allow_one_of(struct program *program, int number, unsigned int i, uint32_t one, uint32_t other)
{
	add(program, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)number, 0, 5);
	load_argument(program, i);
	add(program, BPF_JMP | BPF_JEQ | BPF_K, one, 1, 0);
	add(program, BPF_JMP | BPF_JEQ | BPF_K, other, 0, 1);
	end(program, SECCOMP_RET_ALLOW);
	end(program, SECCOMP_RET_KILL_PROCESS);
}

/* SIGABRT to this process: another process is none of its business, and SIGSTOP would let the parent wait for ever. */
static void allow_abort(struct program *program, int number, unsigned int signal_at)
{
	add(program, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)number, 0, 6);
	load_argument(program, 0);
	add(program, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)getpid(), 0, 3);
	load_argument(program, signal_at);
	add(program, BPF_JMP | BPF_JEQ | BPF_K, SIGABRT, 0, 1);
	end(program, SECCOMP_RET_ALLOW);
	end(program, SECCOMP_RET_KILL_PROCESS);
}

/* Memory that is not executed; of mmap(2): and that is no file's. */
static void allow_memory(struct program *program, int number, bool is_map)
{
	add(program, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)number, 0, is_map ? 6 : 4);
	load_argument(program, 2);
	add(program, BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, is_map ? 3 : 1, 0);
	if (is_map) {
		load_argument(program, 3);
		add(program, BPF_JMP | BPF_JSET | BPF_K, MAP_ANONYMOUS, 0, 1);
	}
	end(program, SECCOMP_RET_ALLOW);
	end(program, SECCOMP_RET_KILL_PROCESS);
}

/*
 * The kernel's name of this program's architecture, AUDIT_ARCH_*: a call by the numbers of another one would be another
 * call.
 */
static uint32_t architecture(void)
{
	extern const ElfW(Ehdr) __ehdr_start __attribute__((visibility("hidden")));
	uint32_t value = __ehdr_start.e_machine;

	if (__ehdr_start.e_ident[EI_CLASS] == ELFCLASS64)
		value |= __AUDIT_ARCH_64BIT;
	if (__ehdr_start.e_ident[EI_DATA] == ELFDATA2LSB)
		value |= __AUDIT_ARCH_LE;
	return value;
}

static void make(struct program *program, int answer)
{
	add(program, BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch), 0, 0);
	add(program, BPF_JMP | BPF_JEQ | BPF_K, architecture(), 1, 0);
	end(program, SECCOMP_RET_KILL_PROCESS);
	load_number(program);
	for (size_t i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++)
		answer_with(program, harmless[i], SECCOMP_RET_ALLOW);
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		answer_with(program, refused[i], SECCOMP_RET_ERRNO | EACCES);
	allow_one_of(program, SYS_write, 0, (uint32_t)answer, STDERR_FILENO);
	allow_one_of(program, SYS_writev, 0, (uint32_t)answer, STDERR_FILENO);
	allow_one_of(program, SYS_vmsplice, 0, (uint32_t)answer, (uint32_t)answer);
	/* Neither GRND_RANDOM nor 0, which wait until there is enough of it: host_random() asks for what there is. */
	allow_one_of(program, SYS_getrandom, 2, GRND_NONBLOCK, GRND_INSECURE);
	/* There is nobody to wait for. */
	allow_one_of(program, SYS_futex, 1, FUTEX_WAKE, FUTEX_WAKE_PRIVATE);
	/* abort(): of glibc, of musl */
	allow_abort(program, SYS_tgkill, 2);
	allow_abort(program, SYS_tkill, 1);
	allow_memory(program, SYS_mprotect, false);
	allow_memory(program, SYS_mmap, true);
	/* As Linux 5.0 would: libraries do without what older kernels do not have. */
	add(program, BPF_JMP | BPF_JGE | BPF_K, NEWER_CALLS, 0, 1);
	end(program, SECCOMP_RET_ERRNO | ENOSYS);
	end(program, SECCOMP_RET_KILL_PROCESS);
}

int host_filter_calls(int answer)
{
	struct program program = { .length = 0 };
	struct sock_fprog list = { .filter = program.code };

	make(&program, answer);
	list.len = program.length;
	return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0UL, &list) < 0 ? -errno : 0;
}
