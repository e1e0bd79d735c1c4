# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# No kernel for arm64 updates a loaded crash kernel. This one is given the file by which such a kernel is known; it takes the flag
# without effect since 6.10, and refuses it before that.
run_kexec -p --hotplug --dry-run /boot/Image --append=quiet
expect "without that file a note says that --hotplug has no effect" grep -q 'note: --hotplug has no effect' /tmp/err
show_in_sysfs crash_elfcorehdr_size 473200
run_kexec -p --hotplug --dry-run /boot/Image --append=quiet
expect "the elfcorehdr has the room" grep -q '464 KiB *elfcorehdr' /tmp/out
case $(uname -r) in
6.1.*)
	run_kexec -p --hotplug /boot/Image --append=quiet
	show_output
	expect "the kernel refuses the flag" grep -q 'Invalid argument' /tmp/err
	expect "nothing is loaded" sysfs_is kexec_crash_loaded 0
	run_kexec -p /boot/Image --append=quiet
	expect "it takes the load without it" sysfs_is kexec_crash_loaded 1
	;;
*)
	arm_capture --serial ttyAMA0 --hotplug
	expect "kexec -p --hotplug prints nothing" silent
	crash
	;;
esac
