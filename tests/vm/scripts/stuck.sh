# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# CPUs that cannot leave the kernel: no kernel can be loaded for a reboot, and that is no reason to try again. A capture kernel can.

# stuck ARGUMENT...: kexec -l says that this machine cannot.
stuck()
{
	mark_log
	count_calls reboot
	run_kexec -l "$@" /boot/Image --initrd=/boot/base.cpio --append="$APPEND"
	show_output
	new_log | sed 's/^/lab: log: /'
	expect "kexec -l $* fails ($status)" [ "$status" = 255 ]
	expect "and says that CPUs cannot leave the kernel" grep -qi 'cpu' /tmp/err
	expect "and does not say to try again" sh -c '! grep -qi "try again" /tmp/err'
	expect "after one call ($(calls))" [ "$(calls)" = 1 ]
	expect "nothing is loaded" sysfs_is kexec_loaded 0
}

# shellcheck disable=SC2086
stuck $LOAD_ARGS
# shellcheck disable=SC2086
run_kexec -l $LOAD_ARGS --dry-run /boot/Image --initrd=/boot/base.cpio --append="$APPEND"
show_output
expect "--dry-run warns of it" grep -qi 'cpu' /tmp/err
# shellcheck disable=SC2086
arm_capture $LOAD_ARGS
crash
