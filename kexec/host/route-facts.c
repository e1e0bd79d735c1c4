/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/host/route-facts.h"

#include <errno.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/host/handover.h"
#include "kexec/host/host.h"
#include "kexec/host/lockdown.h"
#include "kexec/host/seccomp.h"
#include "kexec/route.h"

#define TEXT_MAX ((size_t)1 << 20)
#define KALLSYMS_MAX ((size_t)32 << 20)

/* ---- the running kernel ---- */

/* The answer of a call that is not permitted: Linux checks that before it looks at any argument. */
static enum route_call judge(long result)
{
	if (result >= 0 || errno == EPERM || errno == EINVAL)
		return CALL_PRESENT;
	return errno == ENOSYS ? CALL_ABSENT : CALL_UNKNOWN;
}

/* CAP_SYS_BOOT is 22, in the first of the two words. */
static int drop_sys_boot(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2];

	if (syscall(SYS_capget, &header, data) < 0)
		return -errno;
	data[0].effective &= ~(UINT32_C(1) << CAP_SYS_BOOT);
	data[0].permitted &= ~(UINT32_C(1) << CAP_SYS_BOOT);
	return syscall(SYS_capset, &header, data) < 0 ? -errno : 0;
}

/*
 * The arguments would be refused even with the capability: an unknown flag, and more segments than any kernel takes. A call
 * with no segments, or KEXEC_FILE_UNLOAD, would unload.
 */
static int probe(void)
{
	enum route_call segments, files;

	if (drop_sys_boot() < 0)
		return 0;
	segments = judge(syscall(SYS_kexec_load, 0UL, ~0UL, NULL, 0xffffUL));
	files = judge(syscall(SYS_kexec_file_load, -1, -1, 0UL, NULL, ~0UL));
	return (int)segments * 4 + (int)files;
}

/* Returns the exit status of a child that probes, or 0 if there is none. */
static int ask_child(void)
{
	pid_t child = fork();
	int status = 0;

	if (child == 0)
		(void)syscall(SYS_exit_group, probe());
	if (child < 0)
		return 0;
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return 0;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 0;
}

/* A program whose parent ignored SIGCHLD would wait for a child in vain. */
static void ask_kernel(const struct host *host, struct route_facts *facts)
{
	const struct sigaction standard = { .sa_handler = SIG_DFL };
	struct sigaction before;
	int status;

	(void)sigaction(SIGCHLD, &standard, &before);
	status = ask_child();
	(void)sigaction(SIGCHLD, &before, NULL);
	facts->segments = (enum route_call)(status / 4);
	facts->files = (enum route_call)(status % 4);
	facts->is_filtered = host_is_filtered(host);
}

/* ---- a recorded machine ---- */

/* Is that the symbol of a line of /proc/kallsyms, "ADDRESS TYPE SYMBOL"? name: how it ends. */
static bool ends_with(const char *line, size_t size, const char *name)
{
	size_t length = strlen(name);

	return size >= length && !memcmp(line + size - length, name, length);
}

/*
 * Linux, include/linux/syscalls.h, COND_SYSCALL: a call that is not built has a weak symbol, 'W' in /proc/kallsyms, else it has
 * 'T'. The architecture's prefix differs.
 */
static enum route_call find_call(const char *symbols, const char *name)
{
	size_t size;

	for (const char *line = symbols; *line; line += size + (line[size] == '\n')) {
		const char *type;

		size = strcspn(line, "\n");
		type = memchr(line, ' ', size);
		if (type && ends_with(line, size, name))
			return type[1] == 'T' ? CALL_PRESENT : CALL_ABSENT;
	}
	return CALL_UNKNOWN;
}

static void ask_recording(const struct host *host, struct route_facts *facts)
{
	CLEANUP(blob_release) struct blob symbols = { 0 };

	if (host_read(host, "/proc/kallsyms", KALLSYMS_MAX, &symbols) < 0)
		return;
	facts->segments = find_call((const char *)symbols.data, "_sys_kexec_load");
	facts->files = find_call((const char *)symbols.data, "_sys_kexec_file_load");
}

/* ---- both ---- */

/* UEFI 2.10, 3.3: a variable's file has four bytes of attributes before its value. */
static bool uefi_flag(const struct host *host, const char *path)
{
	CLEANUP(blob_release) struct blob value = { 0 };

	return host_read(host, path, 16, &value) == 0 && value.size == 5 && value.data[4] == 1;
}

#define GLOBAL_VARIABLE "-8be4df61-93ca-11d2-aa0d-00e098032b8c"

static bool has_word(const struct host *host, const char *path, const char *word)
{
	CLEANUP(blob_release) struct blob text = { 0 };

	return host_read(host, path, TEXT_MAX, &text) == 0 && strstr((const char *)text.data, word);
}

/*
 * Linux, security/integrity/ima/ima_main.c, ima_load_data(): EACCES for kexec_load(2) if kernels are appraised, by the
 * built-in policy secure_boot, by a loaded one, or because of UEFI's Secure Boot. The policy is seldom readable.
 */
static const char *find_appraisal(const struct host *host)
{
	if (uefi_flag(host, "/sys/firmware/efi/efivars/SecureBoot" GLOBAL_VARIABLE) &&
	    !uefi_flag(host, "/sys/firmware/efi/efivars/SetupMode" GLOBAL_VARIABLE))
		return "UEFI's Secure Boot is on";
	if (has_word(host, "/sys/kernel/security/ima/policy", "func=KEXEC_KERNEL_CHECK"))
		return "IMA's policy appraises kernels";
	if (has_word(host, "/proc/cmdline", "secure_boot") && has_word(host, "/proc/cmdline", "ima_policy="))
		return "ima_policy=secure_boot is on its command line";
	return NULL;
}

void host_route_facts(const struct host *host, struct route_facts *ret)
{
	struct route_facts facts = { 0 };
	struct handover handover;

	if (host->is_recorded)
		ask_recording(host, &facts);
	else
		ask_kernel(host, &facts);
	host_lockdown(host, facts.lockdown, sizeof(facts.lockdown));
	facts.appraises = find_appraisal(host);
	host_handover(host, &handover);
	facts.hands_over = handover.on;
	*ret = facts;
}
