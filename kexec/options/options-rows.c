/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/options/options-rows.h"

#include "common/handoff.h"

static const struct option_word dry_run_words[] = { { "text", DRY_RUN_TEXT }, { "json", DRY_RUN_JSON }, { "svg", DRY_RUN_SVG }, { 0 } };
static const struct option_word status_words[] = { { "text", STATUS_TEXT }, { "json", STATUS_JSON }, { 0 } };
static const struct option_word rehearse_words[] = { { "crash", REHEARSE_CRASH }, { 0 } };
static const struct option_word check_initrd_words[] = { { "yes", CHECK_INITRD_YES }, { "no", CHECK_INITRD_NO }, { 0 } };
static const struct option_word on_mismatch_words[] = {
	{ "reset", HANDOFF_ON_MISMATCH_RESET },
	{ "halt", HANDOFF_ON_MISMATCH_HALT },
	{ "boot", HANDOFF_ON_MISMATCH_BOOT },
	{ 0 },
};
static const struct option_word memory_words[] = { { "file", MEMORY_OF_FILE }, { "machine", MEMORY_OF_MACHINE }, { 0 } };
static const struct option_word handover_words[] = { { "require", HANDOVER_REQUIRE }, { "never", HANDOVER_NEVER }, { 0 } };
static const struct option_word reserved_words[] = {
	{ "prefer", RESERVED_PREFER },
	{ "require", RESERVED_REQUIRE },
	{ "never", RESERVED_NEVER },
	{ 0 },
};

/* The columns after the kind: member, mark, route, words, is_action. */
#define GIVEN(name) offsetof(struct given, name)
#define OPTION(name) offsetof(struct given, options.name)
#define FLAG(mark) OPTION_FLAG, OPTION_NO_MEMBER, (mark), ROUTE_ANY, NULL, false
#define ACTION(mark) OPTION_FLAG, OPTION_NO_MEMBER, (mark), ROUTE_ANY, NULL, true
#define SEGMENTS_FLAG(mark) OPTION_FLAG, OPTION_NO_MEMBER, (mark), ROUTE_SEGMENTS, NULL, false
#define FILES_FLAG(mark) OPTION_FLAG, OPTION_NO_MEMBER, (mark), ROUTE_FILES, NULL, false
#define VALUE(kind, member, route) (kind), (member), OPTION_NO_MEMBER, (route), NULL, false
#define NOTHING(kind, route) (kind), OPTION_NO_MEMBER, OPTION_NO_MEMBER, (route), NULL, true
#define REFUSED(what) NOTHING(OPTION_REFUSED, ROUTE_ANY), NULL, (what)
#define TOPIC(name, title) { NULL, 0, NOTHING(OPTION_TOPIC, ROUTE_ANY), (name), (title) }

/*
 * Only kexec_load(2) honours the options that place, start or equip the purgatory, and a devicetree of the user. The running
 * kernel decides about all this if it is given files. -i goes with both: a load by files has no purgatory that verifies.
 */
static const struct option_row rows[] = {
	TOPIC("action", "what to do"),
	{ "load", 'l', ACTION(GIVEN(load)), "-l, --load", "load the kernel, to be started later" },
	{ "load-panic", 'p', ACTION(GIVEN(panic)), "-p, --load-panic", "load the kernel to be started by a panic" },
	{ "prepare", 0, ACTION(GIVEN(prepare)), "    --prepare", "like -l (or -p), but do nothing if an identical load is in place" },
	{ "force", 'f', ACTION(GIVEN(force)), "-f, --force", "load and start at once, without shutdown(8)" },
	{ "exec", 'e', ACTION(GIVEN(exec)), "-e, --exec", "start the loaded kernel" },
	{ "unload", 'u', ACTION(GIVEN(unload)), "-u, --unload", "unload the loaded kernel; with -p the crash kernel" },
	{ "status", 'S', OPTION_WORD_OPT, OPTION(status_form), GIVEN(status), ROUTE_ANY, status_words, true, "-S, --status", "exit with 1 if a crash kernel (with -l a kernel) is loaded, else 0" },
	{ NULL, 0, NOTHING(OPTION_NOTE, ROUTE_ANY), "    --status=text|json", "print what is loaded, from which files, when and where" },
	{ "print-ckr-size", 0, ACTION(GIVEN(print_ckr_size)), "    --print-ckr-size", "print the size of the crash region in bytes" },
	{ "help", 'h', NOTHING(OPTION_HELP, ROUTE_ANY), "-h, --help[=TOPIC]", "print this help, or one topic of it with examples" },
	{ "version", 'v', NOTHING(OPTION_VERSION, ROUTE_ANY), "-v, --version", "print the version" },
	TOPIC("load", "the kernel, and what it gets"),
	{ "type", 't', VALUE(OPTION_TEXT, OPTION(type), ROUTE_ANY), "-t, --type=TYPE", "the kernel is of this type: Image, vmlinux, vmlinuz, uki, uImage, fit" },
	{ "fit-config", 0, VALUE(OPTION_TEXT, OPTION(fit_config), ROUTE_ANY), "    --fit-config=NAME", "the configuration of a FIT image, instead of the one that fits best" },
	{ "uki-profile", 0, OPTION_NUMBER, OPTION(uki_profile), OPTION(have_uki_profile), ROUTE_ANY, NULL, false, "    --uki-profile=N", "the profile of a UKI, 0 unless given" },
	{ "append", 0, VALUE(OPTION_TEXT, OPTION(append), ROUTE_ANY), "    --append=LINE", "command line of the new kernel" },
	{ "command-line", 0, VALUE(OPTION_TEXT, OPTION(append), ROUTE_ANY), "    --command-line=LINE", "the same" },
	{ "reuse-cmdline", 0, FLAG(OPTION(reuse_cmdline)), "    --reuse-cmdline", "the running kernel's command line, followed by that of --append" },
	{ "initrd", 0, VALUE(OPTION_FILES, OPTION(initrd), ROUTE_ANY), "    --initrd=FILE", "initial ramdisk of the new kernel; several are joined" },
	{ "ramdisk", 0, VALUE(OPTION_FILES, OPTION(initrd), ROUTE_ANY), "    --ramdisk=FILE", "the same" },
	{ "check-initrd", 0, OPTION_WORD_OPT, OPTION(check_initrd), GIVEN(check_initrd), ROUTE_ANY, check_initrd_words, false, "    --check-initrd[=yes|no]", "unpack the initrd to see that it is whole; -p does so" },
	{ "dtb", 0, VALUE(OPTION_FILE, OPTION(dtb), ROUTE_SEGMENTS), "    --dtb=FILE", "devicetree of the new kernel instead of the machine's" },
	{ "dtb-memory", 0, OPTION_WORD, OPTION(dtb_memory), OPTION_NO_MEMBER, ROUTE_SEGMENTS, memory_words, false, "    --dtb-memory=WHOSE", "the memory in that devicetree: that of the file (default), machine" },
	TOPIC("memory", "where it is loaded to"),
	{ "mem-min", 0, VALUE(OPTION_ADDRESS, GIVEN(mem_min), ROUTE_SEGMENTS), "    --mem-min=ADDR", "lowest address to load to" },
	{ "mem-max", 0, VALUE(OPTION_ADDRESS, GIVEN(mem_max), ROUTE_SEGMENTS), "    --mem-max=ADDR", "highest address to load to" },
	{ "reserved", 0, OPTION_WORD, OPTION(reserved), GIVEN(reserved), ROUTE_SEGMENTS, reserved_words, false, "    --reserved=WHEN", "load into memory kept for it: prefer (default), require, never" },
	{ "reuse-crash-region", 0, SEGMENTS_FLAG(OPTION(reuse_crash_region)), "    --reuse-crash-region", "use the crash region as that memory; unloads the crash kernel" },
	{ "relocate", 0, SEGMENTS_FLAG(OPTION(relocate)), "    --relocate", "run from the lowest free memory, not from memory kept for it" },
	{ "entry", 0, OPTION_ADDRESS, OPTION(entry), OPTION(have_entry), ROUTE_SEGMENTS, NULL, false, "    --entry=ADDR", "start here instead of in the purgatory" },
	TOPIC("syscall", "the system call that loads it"),
	{ "kexec-syscall-auto", 'a', NOTHING(OPTION_ROUTE, ROUTE_ANY), "-a, --kexec-syscall-auto", "choose the system call (default)" },
	{ "kexec-syscall", 'c', NOTHING(OPTION_ROUTE, ROUTE_SEGMENTS), "-c, --kexec-syscall", "load with kexec_load(2)" },
	{ "kexec-file-syscall", 's', NOTHING(OPTION_ROUTE, ROUTE_FILES), "-s, --kexec-file-syscall", "load with kexec_file_load(2)" },
	{ "handover", 0, OPTION_WORD, OPTION(route.handover), OPTION_NO_MEMBER, ROUTE_ANY, handover_words, false, "    --handover=WHEN", "pass on data that the running kernel hands over: require, never" },
	{ "no-cma", 0, FILES_FLAG(OPTION(no_cma)), "    --no-cma", "do not load into memory of the contiguous allocator" },
	{ "hotplug", 0, FLAG(OPTION(hotplug)), "    --hotplug", "with -p: the running kernel updates the load when CPUs and memory come" },
	TOPIC("verify", "the purgatory, which verifies the load when it is started"),
	{ "serial", 0, VALUE(OPTION_TEXT, OPTION(serial), ROUTE_SEGMENTS), "    --serial=TTY", "where the purgatory reports: a port such as ttyAMA0, auto, none" },
	{ "on-mismatch", 0, OPTION_WORD, OPTION(on_mismatch), GIVEN(on_mismatch), ROUTE_SEGMENTS, on_mismatch_words, false, "    --on-mismatch=POLICY", "its reaction to a damaged load: reset (default), halt, boot" },
	{ "no-checks", 'i', FLAG(OPTION(skip_checks)), "-i, --no-checks", "the purgatory does not verify the load" },
	{ "timing", 0, SEGMENTS_FLAG(OPTION(timing)), "    --timing", "the purgatory prints how long it took" },
	TOPIC("start", "the steps before the start"),
	{ "no-ifdown", 'x', ACTION(OPTION(skip_ifdown)), "-x, --no-ifdown", "leave network interfaces up before the start" },
	{ "no-sync", 'y', ACTION(OPTION(skip_sync)), "-y, --no-sync", "do not sync(2) before the start" },
	TOPIC("look", "see what would be loaded, and if it will work"),
	{ "check", 0, ACTION(GIVEN(check)), "    --check", "judge if a crash is captured; with a kernel, if this load would capture it" },
	{ "json", 0, ACTION(OPTION(json)), "    --json", "with --check or --rehearse: print for programs" },
	{ "dry-run", 0, OPTION_WORD_OPT, OPTION(dry_run), GIVEN(dry_run), ROUTE_ANY, dry_run_words, true, "    --dry-run[=text|json|svg]", "print the plan, or draw it, and stop" },
	{ "rehearse", 0, OPTION_WORD_OPT, OPTION(rehearse), GIVEN(rehearse), ROUTE_ANY, rehearse_words, true, "    --rehearse[=crash]", "with -p or -l: boot the load in QEMU and say if it works; load nothing" },
	{ NULL, 0, NOTHING(OPTION_NOTE, ROUTE_ANY), "    --rehearse=crash", "with -p: boot a kernel in QEMU that loads it and crashes; check the dump" },
	{ "rehearse-time", 0, OPTION_NUMBER, OPTION(rehearse_time), OPTION(have_rehearse_time), ROUTE_ANY, NULL, true, "    --rehearse-time=SEC", "how long it may take to reach init, 120 unless given" },
	{ "guest-kexec", 0, OPTION_FILE, OPTION(guest_kexec), OPTION_NO_MEMBER, ROUTE_ANY, NULL, true, "    --guest-kexec=FILE", "the kexec that loads in QEMU: static, of the machine's architecture" },
	{ "debug", 'd', ACTION(OPTION(debug)), "-d, --debug", "print facts, choices and steps on stderr" },
	{ "sysroot", 0, OPTION_TEXT, OPTION(sysroot), OPTION_NO_MEMBER, ROUTE_ANY, NULL, true, "    --sysroot=DIR", "read the machine from a folder (tools/record-machine)" },
	{ "arch", 0, VALUE(OPTION_TEXT, OPTION(arch), ROUTE_ANY), "    --arch=ARCH", "the architecture of the machine, if it cannot be recognised" },
	TOPIC("compat", "options of kexec-tools without effect"),
	{ "force-dtb", 0, NOTHING(OPTION_IGNORED, ROUTE_ANY), "    --force-dtb", "no effect: the next kernel always gets a devicetree" },
	{ "args-linux", 0, NOTHING(OPTION_IGNORED, ROUTE_ANY), "    --args-linux", "no effect: kernels are always started like Linux" },
	{ "load-preserve-context", 0, REFUSED("returning from the new kernel") },
	{ "load-jump-back-helper", 0, REFUSED("returning from the new kernel") },
	{ "load-live-update", 0, REFUSED("live update of Xen") },
	{ "exec-live-update", 0, REFUSED("live update of Xen") },
	{ "reuseinitrd", 0, REFUSED("keeping the running kernel's initrd") },
};

_Static_assert(sizeof(rows) / sizeof(rows[0]) <= OPTION_ROWS_MAX, "more rows than the parser has room for");
_Static_assert(sizeof(enum dry_run) == sizeof(unsigned) && sizeof(enum reserved) == sizeof(unsigned) &&
		       sizeof(enum status_form) == sizeof(unsigned) && sizeof(enum check_initrd) == sizeof(unsigned) &&
		       sizeof(enum memory_of) == sizeof(unsigned) && sizeof(enum rehearse) == sizeof(unsigned) &&
		       sizeof(enum route_handover) == sizeof(unsigned) && sizeof(uint32_t) == sizeof(unsigned),
	       "a word is stored as an unsigned");

/* Source: kexec-tools 2.0.32 for arm64, tried with every prefix. tests/unit/test-options-short.c finds what is missing here. */
static const struct option_abbreviation abbreviations[] = {
	{ "a", "append" },
	{ "c", "command-line" },
	{ "dt", "dtb" },
	{ "f", "force" },
	{ "fo", "force" },
	{ "for", "force" },
	{ "forc", "force" },
	{ "no-c", "no-checks" },
	{ "p", "print-ckr-size" },
	{ "pr", "print-ckr-size" },
	{ "reuse-", "reuse-cmdline" },
	{ "reuse-c", "reuse-cmdline" },
	{ "t", "type" },
	{ "u", "unload" },
};

_Static_assert(sizeof(abbreviations) / sizeof(abbreviations[0]) <= OPTION_ABBREVIATIONS_MAX, "more than the parser has room for");

const struct option_row *option_rows(size_t *ret_count)
{
	*ret_count = sizeof(rows) / sizeof(rows[0]);
	return rows;
}

const struct option_abbreviation *option_abbreviations(size_t *ret_count)
{
	*ret_count = sizeof(abbreviations) / sizeof(abbreviations[0]);
	return abbreviations;
}
