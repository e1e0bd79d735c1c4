#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A module of dracut, "kexec": puts kexec and vmcore-dmesg into the initramfs, if the configuration or another module asks for it.

# called by dracut
check()
{
	require_binaries kexec vmcore-dmesg || return 1
	return 255
}

# called by dracut
depends()
{
	return 0
}

# called by dracut. inst_multiple takes the libraries that the programs are linked with; they load no others.
install()
{
	inst_multiple kexec vmcore-dmesg
}
