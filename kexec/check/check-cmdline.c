/* SPDX-License-Identifier: GPL-2.0-only */
/* Words of the capture kernel's command line that undo it. Source: Linux, Documentation/admin-guide/kernel-parameters.txt, kdump.rst. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "arch/arch.h"
#include "kexec/base/blob.h"
#include "kexec/base/size-text.h"
#include "kexec/check/check-rows.h"
#include "kexec/check/load-facts.h"
#include "kexec/check/words.h"
#include "kexec/machine/machine.h"

/* The kernel cuts its command line where its own memory for it ends. */
void judge_line_cut(const struct check_input *input, struct finding *ret)
{
	size_t length = strlen(check_running_line(input));

	if (!input->machine || length < input->machine->arch->cmdline_max)
		return;
	finding_set(ret, SEVERITY_WARNING, "the running kernel's command line is probably cut: it has %zu bytes, as many as the kernel keeps", length);
	finding_remedy(ret, "Shorten it: what is behind the cut has no effect, be it crashkernel= or part of what the next kernel inherits.");
}

void judge_nr_cpus(const struct check_input *input, struct finding *ret)
{
	const char *line = check_next_line(input);
	uint64_t count;

	if (!line)
		return;
	/* Linux, kernel/smp.c, nrcpus(): 0 has no effect. */
	if (!words_number(line, "nr_cpus", &count) || !count) {
		finding_set(ret, SEVERITY_WARNING, "the capture kernel takes memory for every CPU of the machine, and starts them all");
		finding_evidence(ret, "command line: %s", line);
		finding_remedy(ret, "Add nr_cpus=1 to its command line.");
	} else if (count > 1) {
		finding_set(ret, SEVERITY_NOTE, "the capture kernel starts up to %" PRIu64 " CPUs, each of which takes memory", count);
		finding_remedy(ret, "nr_cpus=1 is enough for most dumps.");
	} else {
		finding_set(ret, SEVERITY_OK, "the capture kernel uses one CPU");
	}
}

void judge_maxcpus(const struct check_input *input, struct finding *ret)
{
	const char *line = check_next_line(input);

	if (!words_have(line, "maxcpus") || words_have(line, "nr_cpus"))
		return;
	finding_set(ret, SEVERITY_NOTE, "maxcpus= saves no memory: the capture kernel prepares for every CPU all the same");
	finding_remedy(ret, "Use nr_cpus=1 instead.");
}

void judge_hugepages(const struct check_input *input, struct finding *ret)
{
	const char *line = check_next_line(input);
	uint64_t count = 0, size = 0;

	(void)words_number(line, "hugepages", &count);
	(void)words_number(line, "hugetlb_cma", &size);
	if (!count && !size)
		return;
	finding_set(ret, SEVERITY_ERROR, "the capture kernel sets its memory aside for huge pages");
	finding_evidence(ret, "command line: %s", line);
	finding_remedy(ret, "Take hugepages=, hugepagesz= and hugetlb_cma= out of its command line.");
}

void judge_mem(const struct check_input *input, struct finding *ret)
{
	const char *line = check_next_line(input);
	uint64_t limit, given = input->load ? input->load->given : 0;

	if (!words_number(line, "mem", &limit))
		return;
	finding_set(ret, given && limit >= given ? SEVERITY_NOTE : SEVERITY_ERROR, "mem= limits the memory of the capture kernel to %s%s",
		    size_text(limit).text, given && limit >= given ? ", which is no less than it has" : "");
	finding_evidence(ret, "command line: %s", line);
	finding_remedy(ret, "Take mem= out of its command line: the crash region limits it already.");
}

/*
 * The loader tells the kernel these addresses; a word of the command line replaces them. One that is no address, as a boot loader's
 * initrd=\\initrd.img, does not. Linux, init/do_mounts_initrd.c, early_initrd(); kernel/crash_dump.c, setup_elfcorehdr().
 */
void judge_places(const struct check_input *input, struct finding *ret)
{
	const char *line = check_next_line(input), *name;
	uint64_t address;

	if (words_number(line, "elfcorehdr", &address) && input->crash)
		name = "elfcorehdr=";
	else if (words_number(line, "initrd", &address) && address)
		name = "initrd=";
	else
		return;
	finding_set(ret, SEVERITY_ERROR, "%s names a place that is not the load's: the kernel does not find its %s", name,
		    name[0] == 'e' ? "dump" : "initrd");
	finding_evidence(ret, "command line: %s", line);
	finding_remedy(ret, "Take %s out of its command line: the kernel is told the right place without it.", name);
}

void judge_panic(const struct check_input *input, struct finding *ret)
{
	const char *line = check_next_line(input);
	struct view value;
	bool given;

	if (!line)
		return;
	given = words_find(line, "panic", &value) && value.size;
	if (given && strtol((const char *)value.data, NULL, 10) != 0) {
		finding_set(ret, SEVERITY_OK, "a capture kernel that fails resets the machine");
		return;
	}
	finding_set(ret, SEVERITY_WARNING, "a capture kernel that fails stops the machine until somebody resets it");
	finding_evidence(ret, given ? "its command line has panic=0" : "its command line has no panic=");
	finding_remedy(ret, "Add panic=10 to its command line.");
}

void judge_cma(const struct check_input *input, struct finding *ret)
{
	const char *line = check_next_line(input);
	uint64_t size;

	if (!line || !words_number(line, "cma", &size) || !size)
		return;
	finding_set(ret, SEVERITY_WARNING, "the capture kernel sets %s aside for CMA, of which it can use little otherwise", size_text(size).text);
	finding_evidence(ret, "command line: %s", line);
	finding_remedy(ret, "Use cma=0 in its command line.");
}

void judge_reserves(const struct check_input *input, struct finding *ret)
{
	const char *line = check_next_line(input);

	if (!words_have(line, "crashkernel"))
		return;
	finding_set(ret, SEVERITY_WARNING, "the capture kernel is asked to reserve crash memory of its own");
	finding_evidence(ret, "command line: %s", line);
	finding_remedy(ret, "Take crashkernel= out of its command line.");
}

void judge_reset_devices(const struct check_input *input, struct finding *ret)
{
	const char *line = check_next_line(input);

	if (!line || words_have(line, "reset_devices"))
		return;
	finding_set(ret, SEVERITY_NOTE, "drivers in the capture kernel are not told that the devices were not shut down");
	finding_evidence(ret, "its command line has no reset_devices");
	finding_remedy(ret, "Add reset_devices to its command line.");
}
