/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/check/check-rows.h"

#include "kexec/check/load-facts.h"
#include "kexec/loaded/loaded-view.h"

bool check_is_armed(const struct check_input *input)
{
	return input->armed && input->armed->is_loaded;
}

const char *check_next_line(const struct check_input *input)
{
	if (input->load)
		return input->load->cmdline;
	return !input->asked_for_load && check_is_armed(input) && input->armed->is_known ? input->armed->loaded.cmdline : NULL;
}
