/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/host/refusal.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/host/host.h"

/* The hint for an errno of a call. */
struct meaning {
	int error;
	enum { OF_BOTH, OF_SEGMENTS, OF_FILES } call;
	const char *hint;
};

static const struct meaning meanings[] = {
	{ EBUSY, OF_BOTH, "Another load or unload is under way: try again." },
	{ EADDRNOTAVAIL, OF_SEGMENTS,
	  "The kernel refuses the addresses: memory was hot-plugged or the crash region shrunk since /proc/iomem "
	  "was read, or the load went into a region that this kernel keeps for the capture kernel's DMA. Try again; "
	  "--dry-run shows the addresses." },
	{ EINVAL, OF_SEGMENTS, "The kernel rejects the request as malformed; dmesg may say more." },
	{ ENOMEM, OF_SEGMENTS, "The kernel has no memory for the segments: free some, or use a smaller initrd." },
	{ ENOSYS, OF_SEGMENTS,
	  "The running kernel is built without CONFIG_KEXEC. Try -s, which loads with kexec_file_load(2)." },
	{ EFAULT, OF_SEGMENTS, "A file was cut short while it was loaded: try again." },
	{ EADDRNOTAVAIL, OF_FILES,
	  "The kernel finds no room for a part: the crash region is too small, memory is fragmented, or, with kho=on, the "
	  "scratch areas are too small. -c loads with kexec_load(2), where --dry-run shows the places." },
	{ ENOSYS, OF_FILES, "The running kernel is built without CONFIG_KEXEC_FILE. -c loads with kexec_load(2)." },
};

static const char *meaning_of_eperm(const struct refusal *refusal)
{
	CLEANUP(blob_release) struct blob lockdown = { 0 };
	const struct host *host = refusal->host;
	uint64_t disabled = 0;

	if (geteuid() != 0)
		return "Run as root (with CAP_SYS_BOOT).";
	if (host_read_number(host, "/proc/sys/kernel/kexec_load_disabled", 10, &disabled) == 0 && disabled)
		return "sysctl kernel.kexec_load_disabled is 1; only a reboot sets it back.";
	if (host_read(host, "/sys/kernel/security/lockdown", 256, &lockdown) == 0 &&
	    !strstr((const char *)lockdown.data, "[none]"))
		return refusal->by_files
			       ? "The running kernel is locked down (secure boot): it takes only a kernel that is signed with "
				 "a key "
				 "that it trusts."
			       : "The running kernel is locked down (secure boot), which forbids kexec_load(2): use -s.";
	return "The process lacks CAP_SYS_BOOT, or a security module forbids it; dmesg may say more.";
}

static bool is_meant(const struct meaning *meaning, const struct refusal *refusal)
{
	return meaning->error == refusal->error &&
	       (meaning->call == OF_BOTH || (meaning->call == OF_FILES) == refusal->by_files);
}

static const char *meaning_of(const struct refusal *refusal)
{
	if (refusal->error == EPERM)
		return meaning_of_eperm(refusal);
	for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++)
		if (is_meant(&meanings[i], refusal))
			return meanings[i].hint;
	return "dmesg may say more.";
}

int host_explain_refusal(const struct refusal *refusal, struct diag *diag)
{
	const char *call = refusal->is_unload ? "kexec unload" : refusal->by_files ? "kexec_file_load" : "kexec_load";

	diag_fail(diag, -refusal->error, "%s failed: %s", call, strerror(refusal->error));
	diag_hint(diag, "%s", meaning_of(refusal));
	return -refusal->error;
}
