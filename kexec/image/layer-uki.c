/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * UKI, unified kernel image: an EFI program whose sections are a kernel and what goes with it.
 * Source: UAPI group, "UKI" (UAPI.5); systemd, src/boot/stub.c and src/boot/pe.c, whose choice of sections is copied in effect:
 * what boots by firmware is what is loaded here.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "kexec/base/diag.h"
#include "kexec/image/bundle.h"
#include "kexec/image/image-arch.h"
#include "kexec/image/layer.h"
#include "kexec/image/layers.h"
#include "kexec/image/magic.h"
#include "kexec/image/pe.h"
#include "kexec/image/root-compatible.h"

enum section {
	SECTION_LINUX,
	SECTION_INITRD,
	SECTION_UCODE,
	SECTION_CMDLINE,
	SECTION_DTB,
	SECTION_DTBAUTO,
	SECTION_UNAME,
	SECTION_PROFILE,
	SECTION_COUNT,
};

static const char *const section_name[] = {
	[SECTION_LINUX] = ".linux", [SECTION_INITRD] = ".initrd",   [SECTION_UCODE] = ".ucode", [SECTION_CMDLINE] = ".cmdline",
	[SECTION_DTB] = ".dtb",	    [SECTION_DTBAUTO] = ".dtbauto", [SECTION_UNAME] = ".uname", [SECTION_PROFILE] = ".profile",
};

/* Short words of the file's for messages. */
struct word {
	char text[48];
};

/* An open UKI, and the sections that are chosen of it. */
struct uki {
	const struct unwrap_request *request;
	struct pe pe;
	struct view section[SECTION_COUNT]; /* empty: there is none */
	size_t other_trees;		    /* sections .dtbauto for other machines */
	size_t profile_count;
	uint32_t profile;
	char profile_names[160]; /* "0: main, 1: rescue" */
};

/* An Image with an EFI stub is a PE file, too, so the row is a last one. */
static bool uki_matches(struct view bytes)
{
	return HAS_MAGIC(bytes, 0, "MZ");
}

/* ---- words for messages ---- */

/* The printable bytes up to the first white space, cut to the room. */
static struct word word_of(struct view bytes)
{
	struct word word = { "" };

	for (size_t i = 0; i < bytes.size && i < sizeof(word.text) - 1; i++) {
		if (bytes.data[i] <= ' ' || bytes.data[i] > '~')
			break;
		word.text[i] = (char)bytes.data[i];
	}
	return word;
}

/* The ID of a profile, a line "ID=word" as in os-release. */
static struct word profile_id(struct view text)
{
	bool at_start = true;

	for (size_t i = 0; i + 3 <= text.size; i++) {
		if (at_start && !memcmp(text.data + i, "ID=", 3))
			return word_of((struct view){ text.data + i + 3, text.size - i - 3 });
		at_start = text.data[i] == '\n';
	}
	return (struct word){ "" };
}

static void name_profile(struct uki *uki, size_t index, struct view text)
{
	size_t used = strlen(uki->profile_names);

	snprintf(uki->profile_names + used, sizeof(uki->profile_names) - used, "%s%zu: %s", used ? ", " : "", index,
		 profile_id(text).text);
}

/* ---- the choice of sections ---- */

static enum section kind_of(const struct pe_section *section)
{
	enum section kind = 0;

	while (kind < SECTION_COUNT && strcmp(section->name, section_name[kind]) != 0)
		kind++;
	return kind;
}

/*
 * A tree is for the machine if the first strings of both agree; firmware's stub asks no more. Section .hwids is not needed: the
 * stub uses it only if firmware has no devicetree. If it found a tree that way, the running kernel has that tree, and its first
 * string agrees; if not, the running kernel goes by ACPI, and so does the next.
 */
static bool is_for_machine(const struct uki *uki, struct view tree)
{
	struct view wanted = first_compatible(uki->request->compatible);
	struct view offered = first_compatible(root_compatible(tree));

	return wanted.size && wanted.size == offered.size && !memcmp(wanted.data, offered.data, wanted.size);
}

/* Among the sections [first, end) the first of each name counts. */
static void find_sections(struct uki *uki, size_t first, size_t end, struct view found[SECTION_COUNT])
{
	for (size_t i = first; i < end; i++) {
		const struct pe_section section = pe_section(&uki->pe, i);
		enum section kind = kind_of(&section);

		if (kind == SECTION_COUNT || found[kind].size)
			continue;
		if (kind == SECTION_DTBAUTO && !is_for_machine(uki, section.bytes))
			uki->other_trees++;
		else
			found[kind] = section.bytes;
	}
}

/*
 * The sections before the first .profile are the base. Each .profile begins a profile, which ends at the next; what it has
 * replaces the base's. The user's choice, or 0.
 */
static int choose_sections(struct uki *uki, struct diag *diag)
{
	struct view overlay[SECTION_COUNT] = { 0 };
	size_t base_end = uki->pe.section_count, first = 0, end = uki->pe.section_count;

	for (size_t i = 0; i < uki->pe.section_count; i++) {
		const struct pe_section section = pe_section(&uki->pe, i);

		if (kind_of(&section) != SECTION_PROFILE)
			continue;
		if (!uki->profile_count)
			base_end = i;
		if (uki->profile_count == uki->profile)
			first = i;
		else if (uki->profile_count == (size_t)uki->profile + 1)
			end = i;
		name_profile(uki, uki->profile_count++, section.bytes);
	}
	if (uki->profile_count <= uki->profile && uki->profile)
		return diag_fail(diag, -EINVAL, "the UKI has no profile %" PRIu32 "; it has %s%s", uki->profile,
				 uki->profile_count ? uki->profile_names : "none",
				 uki->profile_count ? "" : ", which counts as profile 0");
	find_sections(uki, 0, base_end, uki->section);
	if (uki->profile_count)
		find_sections(uki, first, end, overlay);
	for (size_t i = 0; i < SECTION_COUNT; i++)
		if (overlay[i].size)
			uki->section[i] = overlay[i];
	return 0;
}

/* ---- what is no UKI ---- */

static int refuse_without_kernel(const struct uki *uki, struct diag *diag)
{
	static const enum section of_addon[] = { SECTION_CMDLINE, SECTION_INITRD, SECTION_UCODE, SECTION_DTB, SECTION_DTBAUTO };
	char names[64] = "";

	for (size_t i = 0; i < sizeof(of_addon) / sizeof(of_addon[0]); i++)
		if (uki->section[of_addon[i]].size || (of_addon[i] == SECTION_DTBAUTO && uki->other_trees))
			snprintf(names + strlen(names), sizeof(names) - strlen(names), "%s%s", names[0] ? ", " : "",
				 section_name[of_addon[i]]);
	if (names[0]) {
		diag_fail(diag, -EINVAL, "it is an addon of a UKI (%s), and no kernel is in it", names);
		diag_hint(diag, "Give the UKI, and the addon's contents with --append, --initrd or --dtb.");
		return -EINVAL;
	}
	diag_fail(diag, -EINVAL, "it is a PE (EFI) program, and no kernel is in it: it has no section .linux");
	diag_hint(diag, "Give the kernel. Boot loaders and other EFI programs cannot be started.");
	return -EINVAL;
}

/* ---- what goes into the bundle ---- */

static bool is_space(uint8_t c)
{
	return c <= ' ' || c == 0x7f;
}

/* Up to the first NUL, without the white space around it. */
static struct view trim(struct view text)
{
	const uint8_t *nul = text.size ? memchr(text.data, 0, text.size) : NULL;

	if (nul)
		text.size = (size_t)(nul - text.data);
	for (; text.size && is_space(text.data[0]); text.size--)
		text.data++;
	while (text.size && is_space(text.data[text.size - 1]))
		text.size--;
	return text;
}

/* A file of several lines is one command line: control characters become spaces, in a copy. */
static int add_cmdline(const struct uki *uki, struct bundle *bundle, struct diag *diag)
{
	struct view text = trim(uki->section[SECTION_CMDLINE]);
	struct blob copy;
	int r;

	if (!text.size)
		return 0;
	if (blob_alloc(text.size, &copy) < 0)
		return diag_oom(diag);
	for (size_t i = 0; i < text.size; i++)
		copy.data[i] = is_space(text.data[i]) ? ' ' : text.data[i];
	text.data = copy.data;
	r = bundle_own(bundle, &copy, diag);
	if (!r)
		piece_offer(&bundle->cmdline, text, "section %s of the UKI", section_name[SECTION_CMDLINE]);
	return r;
}

static int add_initrd(const struct uki *uki, enum section kind, struct bundle *bundle, struct diag *diag)
{
	char from[sizeof(bundle->initrd[0].from)];

	snprintf(from, sizeof(from), "section %s of the UKI", section_name[kind]);
	return bundle_add_initrd(bundle, uki->section[kind], from, diag);
}

static void add_kernel(const struct uki *uki, struct bundle *bundle)
{
	struct word version = word_of(uki->section[SECTION_UNAME]);
	struct view kernel = pe_cut_padding(uki->section[SECTION_LINUX]);

	if (version.text[0])
		piece_set(&bundle->kernel, kernel, "section .linux of the UKI of %s", version.text);
	else
		piece_set(&bundle->kernel, kernel, "section .linux of the UKI");
}

static void add_devicetree(const struct uki *uki, struct bundle *bundle)
{
	enum section kind = uki->section[SECTION_DTBAUTO].size ? SECTION_DTBAUTO : SECTION_DTB;

	if (uki->section[kind].size)
		piece_offer(&bundle->devicetree, uki->section[kind], "section %s of the UKI", section_name[kind]);
}

static void add_notes(const struct uki *uki, struct bundle *bundle)
{
	struct word machine = word_of(first_compatible(uki->request->compatible));

	if (uki->profile_count)
		bundle_note(bundle, "profile %" PRIu32 " of the UKI is used; it has %s", uki->profile, uki->profile_names);
	if (uki->other_trees && !uki->section[SECTION_DTBAUTO].size)
		bundle_note(bundle, "no .dtbauto section of the UKI is for %s; it has %zu",
			    machine.text[0] ? machine.text : "this machine, whose devicetree names no board", uki->other_trees);
}

/* Linux looks for microcode in the first archive only, so .ucode precedes .initrd. */
static int fill_bundle(const struct uki *uki, struct bundle *bundle, struct diag *diag)
{
	int r = add_initrd(uki, SECTION_UCODE, bundle, diag);

	if (!r)
		r = add_initrd(uki, SECTION_INITRD, bundle, diag);
	if (!r)
		r = add_cmdline(uki, bundle, diag);
	if (r < 0)
		return r;
	add_devicetree(uki, bundle);
	add_kernel(uki, bundle);
	add_notes(uki, bundle);
	return 0;
}

static int uki_unwrap(const struct unwrap_request *request, struct bundle *bundle, struct diag *diag)
{
	struct uki uki = { .request = request,
			   .profile = request->choices->have_uki_profile ? request->choices->uki_profile : 0 };
	int r = pe_open(request->bytes, &uki.pe, diag);

	if (!r)
		r = choose_sections(&uki, diag);
	if (!r && !uki.section[SECTION_LINUX].size)
		r = refuse_without_kernel(&uki, diag);
	if (!r)
		r = pe_check_machine(&uki.pe, request->arch, "the UKI", diag);
	return r < 0 ? r : fill_bundle(&uki, bundle, diag);
}

const struct layer layer_uki = {
	.name = "uki",
	.type = "uki",
	.what = "it is a UKI or another PE (EFI) file",
	.last = true,
	.matches = uki_matches,
	.unwrap = uki_unwrap,
};
