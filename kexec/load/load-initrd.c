/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/load-steps.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/base/blob.h"
#include "kexec/base/diag.h"
#include "kexec/base/trace.h"
#include "kexec/host/host.h"
#include "kexec/image/bundle.h"
#include "kexec/image/initrd-contents.h"
#include "kexec/image/initrd.h"
#include "kexec/image/uimage.h"
#include "kexec/load/load-values.h"
#include "kexec/options/options.h"

/* A boot loader takes the header of a uInitrd off before it starts the kernel, which would not know what it is. */
static int unwrap(const struct context *context, const char *from, struct view *bytes)
{
	int r;

	if (!uimage_matches(*bytes))
		return 0;
	r = uimage_unwrap_initrd(*bytes, bytes, context->diag);
	if (!r)
		trace(context->trace, "initrd: %s is a uInitrd, which is unwrapped: %zu bytes", from, bytes->size);
	return r;
}

static int look(const struct context *context, const char *from, struct view *bytes)
{
	int r = unwrap(context, from, bytes);

	if (!r)
		r = initrd_look(*bytes, context->diag);
	if (r < 0)
		diag_prefix(context->diag, "initrd %s", from);
	return r;
}

static int add_initrd(const struct context *context, const struct user_file *file, struct bundle *bundle)
{
	struct view bytes = blob_view(&file->bytes);
	int r = look(context, file->path, &bytes);

	return r < 0 ? r : bundle_add_initrd(bundle, bytes, file->path, context->diag);
}

static void add_hint(const char *text, struct diag *diag)
{
	size_t used = strlen(diag->hint);

	snprintf(diag->hint + used, sizeof(diag->hint) - used, "%s%s", used ? "\n" : "", text);
}

/* Those that the kernel file brings. */
static int look_at_own(const struct context *context, struct bundle *bundle)
{
	int r = 0;

	for (size_t i = 0; i < bundle->initrd_count && !r; i++)
		r = look(context, bundle->initrd[i].from, &bundle->initrd[i].bytes);
	if (r < 0)
		add_hint("--initrd=FILE replaces those of the kernel file.", context->diag);
	return r;
}

/* The user's initrds replace all those that the kernel file brings. */
static int take_initrds(const struct context *context, struct load *load)
{
	int r = 0;

	if (!load->initrd_count)
		return look_at_own(context, load->bundle);
	load->bundle->initrd_count = 0;
	for (size_t i = 0; i < load->initrd_count && !r; i++)
		r = add_initrd(context, &load->initrd_file[i], load->bundle);
	bundle_drop_unused(load->bundle);
	return r;
}

static bool wants_check(const struct options *options)
{
	return options->check_initrd == CHECK_INITRD_YES || (options->check_initrd == CHECK_INITRD_CRASH && options->crash);
}

static int fail_check(const struct piece *piece, int error, struct diag *diag)
{
	add_hint("--check-initrd=no loads it anyway.", diag);
	diag_prefix(diag, error == -EBADMSG ? "initrd %s" : "initrd %s: cannot be checked", piece->from);
	return error;
}

/* The findings about all initrds. */
struct known {
	struct initrd_contents sum;
	bool is_least; /* of one of them only this is known: it takes at least so much memory */
};

static void add_least(uint64_t least, struct known *known)
{
	const struct initrd_contents opaque = {
		.unpacked = least,
		.unpacked_16k = least,
		.unpacked_64k = least,
		.is_opaque = true,
	};

	initrd_add(&known->sum, &opaque);
	known->is_least = true;
}

static void add_unknown(const struct piece *piece, const char *why, struct known *known)
{
	add_least(0, known);
	if (!known->sum.unknown[0])
		snprintf(known->sum.unknown, sizeof(known->sum.unknown), "%.100s: %.150s", piece->from, why);
}

/* Without --check-initrd an initrd of which nothing can be known passes. */
static int check_initrd(const struct context *context, const struct piece *piece, struct known *known)
{
	struct initrd_contents contents = { 0 };
	int r = initrd_check(piece->bytes, INITRD_CHECK_MAX, &contents, context->diag);

	if (r == -EBADMSG || (r < 0 && context->options->check_initrd == CHECK_INITRD_YES))
		return fail_check(piece, r, context->diag);
	if (r < 0)
		trace(context->trace, "initrd: %s: not checked: %s", piece->from, context->diag->message);
	if (!r)
		initrd_add(&known->sum, &contents);
	else if (r == -EFBIG)
		add_least(INITRD_CHECK_MAX, known);
	else
		add_unknown(piece, context->diag->message, known);
	return 0;
}

static int check_initrds(const struct context *context, struct load *load)
{
	const struct bundle *bundle = load->bundle;
	struct known known = { 0 };
	int r = 0;

	for (size_t i = 0; i < bundle->initrd_count && !r; i++)
		r = check_initrd(context, &bundle->initrd[i], &known);
	if (r < 0)
		return r;
	load->initrd_unpacked = known.is_least ? 0 : known.sum.unpacked;
	load->initrd_contents = malloc(sizeof(known.sum));
	if (!load->initrd_contents)
		return diag_oom(context->diag);
	*load->initrd_contents = known.sum;
	return 0;
}

int choose_initrd(const struct context *context, struct load *load)
{
	int r = take_initrds(context, load);

	if (!r && wants_check(context->options))
		r = check_initrds(context, load);
	return r ? r : bundle_join_initrds(load->bundle, &load->initrd, &load->joined, context->diag);
}
