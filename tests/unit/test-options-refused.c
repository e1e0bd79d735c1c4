/* SPDX-License-Identifier: GPL-2.0-only */
/* Command lines that are refused, and what is said of them. */

#include <check.h>
#include <errno.h>
#include <stdlib.h>

#include "kexec/base/diag.h"
#include "kexec/options/options-parse.h"
#include "kexec/options/options.h"
#include "tests/helpers/suite.h"
#include "tests/helpers/words.h"

struct bad_line {
	const char *line, *message, *hint;
};

#define TRY "Try 'kexec --help'."

static const struct bad_line bad_lines[] = {
	{ "kexec --bogus K", "unknown option '--bogus'", TRY },
	{ "kexec --bogus=1 K", "unknown option '--bogus=1'", TRY },
	{ "kexec -Z K", "unknown option '-Z'", TRY },
	{ "kexec -dZp K", "unknown option '-Z'", TRY },
	{ "kexec -? K", "unknown option '-?'", TRY },
	{ "kexec -: K", "unknown option '-:'", TRY },
	{ "kexec -W K", "unknown option '-W'", TRY },
	/* A byte above 127, which char gives a sign on some machines. */
	{ "kexec -\xff K", "unknown option '-\xff'", TRY },
	/* Options of other architectures. */
	{ "kexec -p --elf64-core-headers K", "--elf64-core-headers is an option of kexec-tools on x86 and ppc64 only",
	  "Leave it out. The dump of a 64-bit kernel always has 64-bit headers." },
	{ "kexec -p --image-size=3 K", "--image-size is an option of kexec-tools on arm only",
	  "Leave it out. The header of the kernel has its size." },
	{ "kexec -p --elf64 K", "unknown option '--elf64'", TRY },
	/* Abbreviations of several. */
	{ "kexec --loa K",
	  "option '--loa' is ambiguous: --load, --load-panic, --load-preserve-context, --load-jump-back-helper, "
	  "--load-live-update",
	  TRY },
	{ "kexec --mem=1 K", "option '--mem=1' is ambiguous: --mem-min, --mem-max", TRY },
	{ "kexec --no K", "option '--no' is ambiguous: --no-cma, --no-checks, --no-ifdown, --no-sync", TRY },
	{ "kexec --re-d K", "unknown option '--re-d'", TRY },
	/* An empty name could be short for every option. */
	{ "kexec --=x K", "unknown option '--=x'", TRY },
	/* Values that are missing, ... */
	{ "kexec -l K --append", "option '--append' needs a value", TRY },
	{ "kexec -l K --initrd", "option '--initrd' needs a value", TRY },
	{ "kexec -l K --mem-min", "option '--mem-min' needs a value", TRY },
	{ "kexec -l K --on-mismatch", "option '--on-mismatch' needs a value", TRY },
	{ "kexec -l K --dtb-memory=own", "--dtb-memory=own: expected file or machine", "" },
	{ "kexec -l K --uki-profile=4294967296", "--uki-profile=4294967296: expected a number such as 1", "" },
	{ "kexec -l K --on-mismatch=panic", "--on-mismatch=panic: expected reset, halt or boot", "" },
	{ "kexec -l K --sysroot", "option '--sysroot' needs a value", TRY },
	{ "kexec -l K -t", "option '-t' needs a value", TRY },
	{ "kexec -l K -dt", "option '-dt' needs a value", TRY },
	/* ... or too many. */
	{ "kexec --load=K", "option '--load' takes no value, but '--load=K' gives one", TRY },
	{ "kexec --version=K", "option '--version' takes no value, but '--version=K' gives one", TRY },
	{ "kexec --debug= K", "option '--debug' takes no value, but '--debug=' gives one", TRY },
	{ "kexec -p K --check-initrd=maybe", "--check-initrd=maybe: expected yes or no", "" },
	{ "kexec -l K --dtb=a --dtb=b", "--dtb is given twice, as a and b: this version loads one", "" },
	{ "kexec -l K --initrd=", "--initrd needs a file name, it is empty", "" },
	{ "kexec -l K --dtb \"\"", "--dtb needs a file name, it is empty", "" },
	{ "kexec -l K --dry-run=yaml", "--dry-run=yaml: expected text, json or svg", "" },
	{ "kexec -l K --dry-run=", "--dry-run=: expected text, json or svg", "" },
	{ "kexec -l K1 K2", "one kernel is expected, but after K1 there is also 'K2'", "" },
	{ "kexec K1 -l K2", "one kernel is expected, but after K1 there is also 'K2'", "" },
	{ "kexec -p -- K -d", "one kernel is expected, but after K there is also '-d'", "" },
	/* Known, but of a later version. */
	{ "kexec -p --handover=require K", "--handover=require is for a normal load, but -p loads a crash kernel", "" },
	{ "kexec -l --handover=yes K", "--handover=yes: expected require or never", "" },
	{ "kexec --load-preserve-context K",
	  "--load-preserve-context: returning from the new kernel is not supported by this version", "" },
	{ "kexec --load-jump-back-helper --entry=1",
	  "--load-jump-back-helper: returning from the new kernel is not supported by this version", "" },
	{ "kexec --load-live-update K", "--load-live-update: live update of Xen is not supported by this version", "" },
	{ "kexec --exec-live-update", "--exec-live-update: live update of Xen is not supported by this version", "" },
	{ "kexec -l --reuseinitrd K", "--reuseinitrd: keeping the running kernel's initrd is not supported by this version",
	  "" },
	{ "kexec -l --hotplug K", "--hotplug is for a crash load (-p), but this is a normal load", "" },
	{ "kexec --hotplug -f K", "--hotplug is for a crash load (-p), but this is a normal load", "" },
	{ "kexec --status=yaml", "--status=yaml: expected text or json", "" },
	{ "kexec --status=", "--status=: expected text or json", "" },
	{ "kexec --status json", "--status takes no kernel, but there is also 'json'", "Use --status=json." },
	{ "kexec -p -S text", "--status takes no kernel, but there is also 'text'", "Use --status=text." },
	{ "kexec --status=text K", "--status takes no kernel, but there is also 'K'", "" },
	{ "kexec -l \"\"", "the name of the kernel is empty", "" },
	/* Contradictions. */
	{ "kexec -S -u", "--status only tells what is loaded: it cannot be given with -u", "" },
	{ "kexec -e -S", "--status only tells what is loaded: it cannot be given with -e", "" },
	{ "kexec --status=text -f K", "--status only tells what is loaded: it cannot be given with -f", "" },
	{ "kexec --status=text --prepare K", "--status only tells what is loaded: it cannot be given with --prepare", "" },
	{ "kexec --check --status=json", "--status only tells what is loaded: it cannot be given with --check", "" },
	{ "kexec --print-ckr-size -u", "--print-ckr-size only prints a size: it cannot be given with -u", "" },
	{ "kexec -S --print-ckr-size", "--print-ckr-size only prints a size: it cannot be given with --status", "" },
	{ "kexec -l K --entry=1 --serial=none", "--serial needs the purgatory, but --entry leaves it out", "" },
	{ "kexec -p K --timing --entry=1", "--timing needs the purgatory, but --entry leaves it out", "" },
	{ "kexec -p K --on-mismatch=reset --entry=1", "--on-mismatch needs the purgatory, but --entry leaves it out", "" },
	{ "kexec --prepare -e", "--prepare loads a kernel that is started later: it cannot be given with -e", "" },
	{ "kexec --prepare K -f", "--prepare loads a kernel that is started later: it cannot be given with -f", "" },
	{ "kexec --prepare -u", "--prepare loads a kernel that is started later: it cannot be given with -u", "" },
	{ "kexec --prepare K --sysroot=/m", "--sysroot=/m is a recorded machine, but this would change the running one",
	  "Add --dry-run." },
	{ "kexec -u -e", "-u unloads and -e starts a kernel: give one of them", "" },
	{ "kexec -f -u", "-u unloads and -f starts a kernel: give one of them", "" },
	{ "kexec -u -f -e", "-u unloads and -e starts a kernel: give one of them", "" },
	{ "kexec -p -u K", "-u unloads, but a kernel is named too: K", "" },
	{ "kexec -p -e", "-p loads a kernel that a panic starts: it cannot be given with -e", "" },
	{ "kexec -f -p K", "-p loads a kernel that a panic starts: it cannot be given with -f", "" },
	{ "kexec -e K", "-e starts the kernel that is loaded, but one to load is named too: K",
	  "Load with -l first and start with -e alone, or do both at once with -f." },
	{ "kexec -l K -e", "-e starts the kernel that is loaded, but one to load is named too: K",
	  "Load with -l first and start with -e alone, or do both at once with -f." },
	{ "kexec -l K --mem-min=2 --mem-max=1", "--mem-min=0x2 is above --mem-max=0x1", "" },
	{ "kexec --rehearse Image", "--rehearse tries a load: which one?", "Add -p or -l." },
	{ "kexec --rehearse -p", "--rehearse tries a load, but no kernel is named", "" },
	{ "kexec --rehearse -p -u", "--rehearse tries a load of -p or -l: it cannot be given with -u", "" },
	{ "kexec --rehearse -f K", "--rehearse tries a load of -p or -l: it cannot be given with -f", "" },
	{ "kexec --rehearse -p -S", "--rehearse tries a load of -p or -l: it cannot be given with --status", "" },
	{ "kexec --rehearse -p K --dry-run", "--rehearse tries a load of -p or -l: it cannot be given with --dry-run", "" },
	{ "kexec --rehearse -p K --prepare", "--rehearse tries a load of -p or -l: it cannot be given with --prepare", "" },
	{ "kexec --rehearse -s -p K", "--rehearse boots the segments of kexec_load(2), but -s asks for kexec_file_load(2)",
	  "Leave it out: the running kernel would place the files itself." },
	{ "kexec --rehearse --no-cma -l K", "--rehearse boots the segments of kexec_load(2), but --no-cma asks for kexec_file_load(2)",
	  "Leave it out: the running kernel would place the files itself." },
	{ "kexec --rehearse=crash -l K", "--rehearse=crash tries a crash load: it needs -p instead of -l", "" },
	{ "kexec --rehearse --guest-kexec=F -p K", "--guest-kexec is given, but no --rehearse=crash", "" },
	{ "kexec --guest-kexec=F -p K", "--guest-kexec is given, but no --rehearse=crash", "" },
	{ "kexec --rehearse=x -p K", "--rehearse=x: expected crash", "" },
	{ "kexec -p K --rehearse-time=9", "--rehearse-time is given, but no --rehearse", "" },
	{ "kexec -p K --rehearse --rehearse-time=x", "--rehearse-time=x: expected a number such as 1", "" },
	{ "kexec -e --dry-run", "--dry-run shows the plan of a load, but no load is requested", "" },
	{ "kexec -u --dry-run", "--dry-run shows the plan of a load, but no load is requested", "" },
	{ "kexec -S --dry-run", "--dry-run shows the plan of a load, but no load is requested", "" },
	{ "kexec -p K --sysroot=/m", "--sysroot=/m is a recorded machine, but this would change the running one",
	  "Add --dry-run." },
	{ "kexec -u --sysroot=/m", "--sysroot=/m is a recorded machine, but this would change the running one", "" },
	{ "kexec -e --sysroot=/m", "--sysroot=/m is a recorded machine, but this would change the running one", "" },
};

START_TEST(bad_line_is_refused_with_its_reason)
{
	const struct bad_line *c = &bad_lines[_i];
	struct options options = { .kernel = "untouched" };
	struct diag diag = { 0 };
	struct words words;

	split_words(c->line, &words);
	ck_assert_msg(options_parse(words.argc, words.argv, &options, &diag) == -EINVAL, "%s", c->line);
	ck_assert_str_eq(diag.message, c->message);
	ck_assert_str_eq(diag.hint, c->hint);
	ck_assert_str_eq(options.kernel, "untouched");
}
END_TEST

/* There is room for so many. */
START_TEST(files_have_an_end)
{
	char *argv[OPTION_FILES_MAX + 4] = { (char[]){ "kexec" }, (char[]){ "-l" }, (char[]){ "K" } };
	struct options options = { 0 };
	struct diag diag = { 0 };
	int argc = 3;
	char initrd[] = "--initrd=i";

	while (argc < OPTION_FILES_MAX + 3)
		argv[argc++] = initrd;
	ck_assert_int_eq(options_parse(argc, argv, &options, &diag), 0);
	ck_assert_uint_eq(options.initrd.count, OPTION_FILES_MAX);
	argv[argc++] = initrd;
	ck_assert_int_eq(options_parse(argc, argv, &options, &diag), -EINVAL);
	ck_assert_str_eq(diag.message, "--initrd is given more than 64 times");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("options-refused");
	TCase *tcase = tcase_create("options-refused");

	unsetenv("POSIXLY_CORRECT"); /* with it getopt_long() stops at the first word that is no option */
	tcase_add_loop_test(tcase, bad_line_is_refused_with_its_reason, 0, COUNT(bad_lines));
	tcase_add_test(tcase, files_have_an_end);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
