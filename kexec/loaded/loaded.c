/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/loaded/loaded.h"

#include <errno.h>
#include <stdlib.h>

bool file_identity_is_known(const struct file_identity *identity)
{
	return identity->inode != 0;
}

bool file_identity_is_unchanged(const struct file_identity *then, const struct file_identity *now)
{
	return file_identity_is_known(then) && then->size == now->size && then->modified == now->modified &&
	       then->changed == now->changed;
}

bool file_identity_is_equal(const struct file_identity *a, const struct file_identity *b)
{
	return file_identity_is_unchanged(a, b) && a->device == b->device && a->inode == b->inode;
}

int loaded_add_initrd(struct loaded *loaded, struct loaded_file *initrd)
{
	struct loaded_file *list = loaded->initrd;
	size_t count = loaded->initrd_count;

	if ((count & (count - 1)) == 0) { /* full: it has room for a power of two */
		list = reallocarray(list, count ? 2 * count : 1, sizeof(*list));
		if (!list)
			return -ENOMEM;
	}
	list[count] = *initrd;
	*initrd = (struct loaded_file){ 0 };
	loaded->initrd = list;
	loaded->initrd_count = count + 1;
	return 0;
}

int loaded_add_option(struct loaded *loaded, char **option)
{
	char **list = loaded->option;
	size_t count = loaded->option_count;

	if ((count & (count - 1)) == 0) {
		list = reallocarray(list, count ? 2 * count : 1, sizeof(*list));
		if (!list)
			return -ENOMEM;
	}
	list[count] = *option;
	*option = NULL;
	loaded->option = list;
	loaded->option_count = count + 1;
	return 0;
}

const char *loaded_placement_name(enum loaded_placement placement)
{
	static const char *const name[LOADED_PLACEMENTS] = {
		[LOADED_COPIED] = "copied",
		[LOADED_IN_PLACE] = "in-place",
		[LOADED_STAGED] = "staged",
		[LOADED_BY_KERNEL] = "by-kernel",
	};

	return name[placement];
}

void loaded_release(struct loaded *loaded)
{
	free(loaded->format);
	free(loaded->kernel.path);
	free(loaded->dtb.path);
	for (size_t i = 0; i < loaded->initrd_count; i++)
		free(loaded->initrd[i].path);
	free(loaded->initrd);
	free(loaded->cmdline);
	free(loaded->why);
	for (size_t i = 0; i < loaded->option_count; i++)
		free(loaded->option[i]);
	free(loaded->option);
	ranges_release(&loaded->memory);
	*loaded = (struct loaded){ 0 };
}
