# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# IMA appraises kernels by their attribute security.ima, which a copy in memory does not have: the file itself must be handed over.
set_signatures
good=/case/Image-ima
new_nonce
next_initrd

# refuse WHAT ARGUMENT...
refuse()
{
	local what=$1

	shift
	mark_log
	run_kexec -p --initrd=/boot/base.cpio --append="$CAPTURE_APPEND" "$@"
	show_output
	new_log | sed 's/^/lab: log: /'
	expect "refused with a reason: $what ($status)" [ "$status" = 255 -a -s /tmp/err ]
	expect "which is IMA: $what" grep -qi ima /tmp/err
	expect "armed after: $what" sysfs_is kexec_crash_loaded 1
}

# shellcheck disable=SC2086
run_kexec -p $LOAD_ARGS $good --initrd=/tmp/next-initrd --append="$CAPTURE_APPEND"
show_output
expect "a kernel with the attribute is armed ($status)" [ "$status" = 0 ]
expect "a crash kernel is loaded" sysfs_is kexec_crash_loaded 1
refuse "a kernel without the attribute" -s /boot/Image
refuse "a kernel that another key has signed" -s /case/Image-ima-other
refuse "kexec_load, which has no file to appraise" -c $good
gzip -c $good >/tmp/good.gz
setxattr /tmp/good.gz security.ima /case/Image-ima.ima
refuse "a packed kernel, whose contents are a copy in memory" -s /tmp/good.gz
crash
