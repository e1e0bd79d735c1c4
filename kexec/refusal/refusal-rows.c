/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The errnos of kexec_load(2) and kexec_file_load(2), in the order in which Linux tests their causes. Sources: kernel/kexec.c,
 * kernel/kexec_core.c (kexec_load_permitted(), sanity_check_segment_list()), kernel/kexec_file.c, fs/kernel_read_file.c,
 * crypto/asymmetric_keys/, security/.
 */
#include "kexec/refusal/refusal-rows.h"

#include <errno.h>
#include <string.h>

#include "kexec/refusal/refusal-facts.h"

/* Linux, include/linux/errno.h: it has no name for programs. */
#define ENOTSUPP_OF_KERNEL 524

/* ---- facts ---- */

static bool is_plain_user(const struct refusal_facts *facts)
{
	return facts->is_user && facts->lacks_capability;
}

static bool in_user_namespace(const struct refusal_facts *facts)
{
	return facts->in_user_namespace;
}

static bool lacks_capability(const struct refusal_facts *facts)
{
	return facts->lacks_capability;
}

static bool is_disabled(const struct refusal_facts *facts)
{
	return facts->is_disabled;
}

static bool limit_is_used_up(const struct refusal_facts *facts)
{
	return facts->limit_is_used_up;
}

static bool is_locked_down(const struct refusal_facts *facts)
{
	return facts->lockdown[0] || kernel_lines_have(&facts->log, "Lockdown:");
}

static bool is_filtered(const struct refusal_facts *facts)
{
	return facts->is_filtered;
}

static bool has_loadpin(const struct refusal_facts *facts)
{
	return strstr(facts->modules, "loadpin") || kernel_lines_have(&facts->log, "LoadPin:");
}

/* The words of the log are of machine_kexec_prepare(); it is the only one who knows of CPUs that did not come up. */
static bool cpus_are_stuck(const struct refusal_facts *facts)
{
	return (facts->stuck_why && facts->stuck_why[0]) || kernel_lines_have(&facts->log, "CPUs are stuck");
}

static bool misses_logon_key(const struct refusal_facts *facts)
{
	return kernel_lines_have(&facts->log, "logon key");
}

static bool hands_over(const struct refusal_facts *facts)
{
	return facts->hands_over;
}

/* ---- details ---- */

static const char *remedy_of_stuck(const struct refusal_facts *facts)
{
	return facts->stuck_remedy;
}

static const char *modules_of(const struct refusal_facts *facts)
{
	return facts->modules;
}

/* ---- rows ---- */

const struct refusal_row refusal_rows[] = {
	/* ---- permission: tested before anything else, for an unload too ---- */
	{ EPERM, ANY_CALL, CERTAIN, is_plain_user, "Run as root (with CAP_SYS_BOOT).", NULL },
	{ EPERM, ANY_CALL, CERTAIN, in_user_namespace,
	  "The process is in a user namespace (a rootless container), where CAP_SYS_BOOT permits no load: run kexec on the "
	  "host.",
	  NULL },
	{ EPERM, ANY_CALL, CERTAIN, lacks_capability,
	  "The process lacks CAP_SYS_BOOT: a container, or a service with CapabilityBoundingSet=, has taken it away. Run kexec "
	  "on "
	  "the host, or grant the capability.",
	  NULL },
	{ EPERM, ANY_CALL, CERTAIN, is_disabled, "sysctl kernel.kexec_load_disabled is 1; only a reboot sets it back.", NULL },
	{ EPERM, LOAD_CRASH, CERTAIN, limit_is_used_up,
	  "sysctl kernel.kexec_load_limit_panic is 0: earlier loads and unloads of crash kernels, refused ones included, used "
	  "it "
	  "up. Only a reboot raises it.",
	  NULL },
	{ EPERM, LOAD_NORMAL, CERTAIN, limit_is_used_up,
	  "sysctl kernel.kexec_load_limit_reboot is 0: earlier loads and unloads of normal kernels, refused ones included, "
	  "used it "
	  "up. Only a reboot raises it.",
	  NULL },
	{ EPERM, UNLOAD, CERTAIN, limit_is_used_up,
	  "sysctl kernel.kexec_load_limit_panic (for -p), or kernel.kexec_load_limit_reboot, is 0: earlier loads and unloads "
	  "used "
	  "it up. What is loaded stays until a reboot.",
	  NULL },
	{ EPERM, LOAD_SEGMENTS, CERTAIN, is_locked_down,
	  "The running kernel is locked down (secure boot), which forbids kexec_load(2): use -s.", NULL },
	{ EPERM, UNLOAD_SEGMENTS, CERTAIN, is_locked_down,
	  "The running kernel is locked down (secure boot), which forbids kexec_load(2), to unload as well: use -s.", NULL },
	{ EPERM, LOAD_FILES, POSSIBLE, is_locked_down,
	  "The running kernel is locked down (secure boot): it takes only a kernel that is signed with a key that it trusts.",
	  NULL },
	{ EPERM, LOAD_FILES, POSSIBLE, has_loadpin,
	  "LoadPin takes files only from the file system that it is pinned to, and no kernel or initrd that was unpacked or "
	  "joined in memory: keep a plain Image and one initrd there.",
	  NULL },
	{ EPERM, ANY_CALL, POSSIBLE, is_filtered,
	  "A seccomp filter is in force for this process: a service's SystemCallFilter= (udev runs programs under one) forbids "
	  "the call. Run kexec in a service of its own, for example with systemd-run.",
	  NULL },
	{ EPERM, ANY_CALL, OTHERWISE, NULL,
	  "None of the usual causes is there (capability, sysctl, lockdown, seccomp filter): a security module forbids it. "
	  "Those in force:",
	  modules_of },

	/* ---- integrity ---- */
	{ EACCES, LOAD_SEGMENTS | UNLOAD_SEGMENTS, CERTAIN, NULL,
	  "IMA appraises kernels here, and kexec_load(2) gives it no file to appraise: use -s. A security module can forbid "
	  "the call, too. Those in force:",
	  modules_of },
	{ EACCES, LOAD_FILES, CERTAIN, NULL,
	  "IMA, SELinux or IPE refuses a file. For IMA, give a kernel with an appended signature, or the signed file itself "
	  "(security.ima): one that kexec unpacks is no longer that file. Security modules:",
	  modules_of },

	/* ---- another call, or for good ---- */
	{ EBUSY, LOAD_NORMAL, CERTAIN, cpus_are_stuck,
	  "It will be refused each time: the running kernel cannot stop its other CPUs.", remedy_of_stuck },
	{ EBUSY, LOAD_SEGMENTS_NORMAL, CERTAIN, NULL,
	  "Another load or unload is under way: try again. If it stays so, the load aims at the crash region while a capture "
	  "kernel is loaded there, or the running kernel cannot stop its CPUs; dmesg says which.",
	  NULL },
	{ EBUSY, LOAD_FILES_NORMAL, CERTAIN, NULL,
	  "Another load or unload is under way: try again. If it stays so, the running kernel cannot stop its CPUs; dmesg says "
	  "so.",
	  NULL },
	{ EBUSY, LOAD_CRASH | UNLOAD, CERTAIN, NULL, "Another load or unload is under way: try again.", NULL },

	/* ---- places ---- */
	{ EADDRNOTAVAIL, LOAD_SEGMENTS_CRASH, CERTAIN, NULL,
	  "The kernel refuses the addresses: the crash region shrunk since /proc/iomem was read, or this is a region that it "
	  "keeps for the capture kernel's DMA. Try again; --dry-run shows the addresses.",
	  NULL },
	{ EADDRNOTAVAIL, LOAD_SEGMENTS_NORMAL, CERTAIN, NULL,
	  "The kernel refuses the addresses: memory was plugged in or removed since /proc/iomem was read. Try again; --dry-run "
	  "shows the addresses.",
	  NULL },
	{ EADDRNOTAVAIL, LOAD_FILES_CRASH, CERTAIN, NULL,
	  "The kernel finds no room for a part in the crash region: boot with a larger crashkernel=, or use a smaller initrd. "
	  "-c "
	  "loads with kexec_load(2), where --dry-run shows the places.",
	  NULL },
	{ EADDRNOTAVAIL, LOAD_FILES_NORMAL, CERTAIN, hands_over,
	  "The running kernel hands data over (kho=on) and finds no room for a part in its scratch areas: boot with a larger "
	  "kho_scratch=, or use -c, which loads with kexec_load(2) and hands nothing over.",
	  NULL },
	{ EADDRNOTAVAIL, LOAD_FILES_NORMAL, CERTAIN, NULL,
	  "The kernel finds no room for a part: memory is fragmented. -c loads with kexec_load(2), where --dry-run shows the "
	  "places.",
	  NULL },
	{ ENOMEM, LOAD_SEGMENTS, CERTAIN, NULL,
	  "The kernel has no memory for the segments: free some, or use a smaller initrd.", NULL },
	{ ENOMEM, LOAD_FILES, CERTAIN, NULL,
	  "The kernel has no memory to read the files and to build the load: free some, or use a smaller initrd.", NULL },

	/* ---- the request ---- */
	{ ENOSYS, ANY_CALL, CERTAIN, is_filtered,
	  "A seccomp filter is in force for this process, and it hides the call, as that of a container does, or a service's "
	  "SystemCallFilter=. Run kexec on the host, in a service of its own, for example with systemd-run.",
	  NULL },
	{ ENOSYS, LOAD_SEGMENTS | UNLOAD_SEGMENTS, CERTAIN, NULL,
	  "The running kernel is built without CONFIG_KEXEC. Try -s, which uses kexec_file_load(2).", NULL },
	{ ENOSYS, LOAD_FILES | UNLOAD_FILES, CERTAIN, NULL,
	  "The running kernel is built without CONFIG_KEXEC_FILE. -c uses kexec_load(2).", NULL },
	{ EINVAL, LOAD_SEGMENTS, CERTAIN, NULL,
	  "The kernel rejects the request as malformed: the parts need more than half of the memory, or it is a kernel for "
	  "which "
	  "this version asks too much. -d shows the request.",
	  NULL },
	{ EINVAL, LOAD_FILES, CERTAIN, NULL,
	  "The kernel cannot use the files: no Image of its own kind, page size or byte order, parts that need more than half "
	  "of "
	  "the memory, a dm-crypt key without a description, or no room for the devicetree. -c loads with kexec_load(2), which "
	  "says more.",
	  NULL },
	{ EINVAL, UNLOAD, CERTAIN, NULL,
	  "The running kernel does not know this way to unload: use -c or -s, whichever you did not.", NULL },
	{ ENOEXEC, LOAD_FILES, CERTAIN, NULL,
	  "The kernel does not recognise the file as a kernel. -c loads with kexec_load(2), which may take it.", NULL },
	{ EFAULT, LOAD, CERTAIN, NULL, "A file was cut short while it was loaded: try again.", NULL },

	/* ---- the files ---- */
	{ EBADF, LOAD_FILES, CERTAIN, NULL,
	  "The kernel cannot read a file through its descriptor: it is open for something else than reading.", NULL },
	{ ETXTBSY, LOAD_FILES, CERTAIN, NULL,
	  "Another program has the kernel or the initrd open for writing: wait until it has finished, then load again.", NULL },
	{ EFBIG, LOAD_FILES, CERTAIN, NULL, "The kernel or the initrd has more than 4 GiB, the most that this call takes.",
	  NULL },
	{ EIO, LOAD_FILES, CERTAIN, NULL,
	  "A file changed its size while the kernel read it, or its disk cannot be read: load again when the file is complete.",
	  NULL },

	/* ---- signatures: the verifier's own errnos, if the running kernel enforces a signature ---- */
	{ ENODATA, LOAD_FILES, CERTAIN, NULL,
	  "The kernel is not signed, and the running kernel takes only signed ones: sign the Image with a key that it trusts.",
	  NULL },
	{ ELIBBAD, LOAD_FILES, CERTAIN, NULL,
	  "The running kernel enforces signatures, and this file has none that can be read: it is no PE file (an Image without "
	  "an "
	  "EFI stub), or the signature is damaged. Sign an Image with an EFI stub.",
	  NULL },
	{ EKEYREJECTED, LOAD_FILES, CERTAIN, NULL,
	  "The kernel's signature is wrong: the file was changed after it was signed, its key is on the revocation list, or "
	  "the "
	  "running kernel has no verifier (CONFIG_KEXEC_IMAGE_VERIFY_SIG). Install the signed kernel again.",
	  NULL },
	{ ENOKEY, LOAD_FILES_CRASH, CERTAIN, misses_logon_key,
	  "A dm-crypt key in /sys/kernel/config/crash_dm_crypt_keys is not in the caller's keyrings: run kexec in the session "
	  "that has it (sudo -i), or remove the entry.",
	  NULL },
	{ ENOKEY, LOAD_FILES, CERTAIN, NULL,
	  "The kernel is signed with a key that the running kernel does not trust: enroll the key (MOK or db), or use a kernel "
	  "of "
	  "the distribution that runs.",
	  NULL },
	{ EKEYREVOKED, LOAD_FILES, CERTAIN, NULL,
	  "A dm-crypt key in /sys/kernel/config/crash_dm_crypt_keys was revoked: add it to the keyring again, or remove the "
	  "entry.",
	  NULL },
	{ EKEYEXPIRED, LOAD_FILES, CERTAIN, NULL,
	  "A dm-crypt key in /sys/kernel/config/crash_dm_crypt_keys has expired: add it to the keyring again, or remove the "
	  "entry.",
	  NULL },
	{ ENOPKG, LOAD_FILES, CERTAIN, NULL,
	  "The kernel's signature uses a digest or cipher that the running kernel is built without: sign with SHA-256 and RSA.",
	  NULL },
	{ EMSGSIZE, LOAD_FILES, CERTAIN, NULL, "The kernel's signature is malformed (PKCS#7): sign the Image again.", NULL },
	{ EBADMSG, LOAD_FILES, CERTAIN, NULL, "The kernel's signature is malformed (PKCS#7): sign the Image again.", NULL },
	{ ENOTSUPP_OF_KERNEL, LOAD_FILES, CERTAIN, NULL,
	  "The kernel's signature is of a kind that Linux does not verify: sign the Image with sbsign or pesign.", NULL },
};

const size_t refusal_row_count = sizeof(refusal_rows) / sizeof(refusal_rows[0]);
