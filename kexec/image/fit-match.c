/* SPDX-License-Identifier: GPL-2.0-only */
/* Best match: which configuration of a FIT image is made for this machine. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <libfdt.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/image/fit.h"

/* The index of the machine's string that a list contains: 0 is the most particular one. */
#define NO_MATCH SIZE_MAX

/* An image by its name, so that a configuration's devicetree is found without looking at all. */
struct entry {
	const char *name;
	int node;
	bool is_ranked;
	size_t rank; /* of its root's compatible */
};

/* One search. */
struct search {
	const struct fit *fit;
	struct view compatible; /* the machine's */
	struct entry *entries;	/* sorted by name */
	size_t count;
	size_t looked_at; /* bytes of devicetrees */
	struct diag *unread;
	struct diag *diag;
};

/* A board names itself, its family and its chips; what is behind so many strings is not looked at. */
#define STRINGS_MAX 64

static size_t rank_of(struct view compatible, struct view list)
{
	size_t best = NO_MATCH;
	const char *text, *own;

	while ((text = fit_next_text(&list))) {
		struct view strings = compatible;

		for (size_t i = 0; i < best && i < STRINGS_MAX && (own = fit_next_text(&strings)); i++)
			if (!strcmp(own, text))
				best = i;
	}
	return best;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct entry *)a)->name, ((const struct entry *)b)->name);
}

static int index_images(struct search *search)
{
	const void *tree = search->fit->tree.tree.data;
	size_t count = 0;
	int image;

	fdt_for_each_subnode(image, tree, search->fit->images) count++;
	search->entries = calloc(count ? count : 1, sizeof(search->entries[0]));
	if (!search->entries)
		return diag_oom(search->diag);
	fdt_for_each_subnode(image, tree, search->fit->images)
	{
		search->entries[search->count++] = (struct entry){ .name = fit_name(search->fit, image), .node = image };
	}
	qsort(search->entries, search->count, sizeof(search->entries[0]), by_name);
	return 0;
}

static size_t rank_of_tree(const struct search *search, const struct devicetree *tree)
{
	int size;
	const uint8_t *value = fdt_getprop(tree->tree.data, 0, "compatible", &size);

	if (!value)
		return NO_MATCH;
	return rank_of(search->compatible, (struct view){ .data = value, .size = (size_t)size });
}

/* The first one is told. A compressed tree is none for U-Boot's best match. */
static void cannot_read(const struct search *search, const struct entry *entry, const struct diag *why)
{
	const char *compression = fit_text(search->fit, entry->node, "compression");
	bool is_compressed = compression && strcmp(compression, "none") != 0;

	if (!search->unread->message[0])
		diag_fail(search->unread, 0, "image %s: %s%s", entry->name,
			  is_compressed ? "its devicetree is compressed with " : why->message,
			  is_compressed ? compression : "");
}

/*
 * Each tree is looked at once. Trees that share their bytes could cost any time, so their sum is bounded. A tree that cannot be
 * read has no rank: its configuration may be fit for use by its name.
 */
static int rank_entry(struct search *search, struct entry *entry)
{
	CLEANUP(devicetree_release) struct devicetree tree = { 0 };
	struct diag why = { 0 };
	struct view data;
	int r = fit_data(search->fit, entry->node, &data, &why);

	entry->is_ranked = true;
	entry->rank = NO_MATCH;
	if (!r && data.size > search->fit->file.size - search->looked_at)
		return diag_fail(search->diag, -EBADMSG,
				 "the FIT image is damaged: its devicetrees have more bytes than the file");
	if (!r)
		search->looked_at += data.size;
	if (!r && data.size > DTB_SIZE_MAX)
		r = diag_fail(&why, -EFBIG, "its devicetree has %zu bytes, more than the accepted maximum", data.size);
	if (!r)
		r = devicetree_open(data, "of the image", &tree, &why);
	if (r < 0)
		cannot_read(search, entry, &why);
	else
		entry->rank = rank_of_tree(search, &tree);
	return 0;
}

static int rank_config(struct search *search, int config, size_t *ret)
{
	struct view list = fit_list(search->fit, config, "compatible");
	struct entry key = { .name = fit_text(search->fit, config, "fdt") };
	struct entry *entry;
	int r = 0;

	*ret = rank_of(search->compatible, list);
	if (list.size || !key.name)
		return 0;
	entry = bsearch(&key, search->entries, search->count, sizeof(key), by_name);
	if (entry && !entry->is_ranked)
		r = rank_entry(search, entry);
	if (entry && !r)
		*ret = entry->rank;
	return r;
}

int fit_match(const struct fit *fit, struct view compatible, int preferred, int *ret, struct diag *unread, struct diag *diag)
{
	struct search search = { .fit = fit, .compatible = compatible, .unread = unread, .diag = diag };
	AUTO_FREE struct entry *entries = NULL;
	size_t best = NO_MATCH, rank;
	int config, found = -1;
	int r = index_images(&search);

	entries = search.entries;
	if (r < 0)
		return r;
	fdt_for_each_subnode(config, fit->tree.tree.data, fit->configurations)
	{
		r = rank_config(&search, config, &rank);
		if (r < 0)
			return r;
		if (rank < best || (rank != NO_MATCH && rank == best && config == preferred)) {
			best = rank;
			found = config;
		}
	}
	*ret = found;
	return 0;
}
