# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# What the running kernel refuses is told with its cause. The states can only get stricter, so the order matters.
load()
{
	run_kexec "$1" /boot/Image --initrd=/tmp/next-initrd --append="$CAPTURE_APPEND"
	show_output
}

# refused WHAT TEXT: the last load was refused, and stderr has the text.
refused()
{
	expect "$1: $2" [ "$status" = 255 -a ! -s /tmp/out ]
	grep -qF -- "$2" /tmp/err || fail "$1: stderr lacks: $2"
}

next_initrd
load -l
refused "protected KVM" "note: the running kernel will refuse this load"
refused "protected KVM" "It will be refused each time"
refused "protected KVM" "The kernel's log: Can't kexec: CPUs are stuck in the kernel."
expect "nobody is told to try again" [ "$(grep -ci 'try again' /tmp/err)" = 0 ]
load -p
expect "a crash kernel can be loaded (status $status)" [ "$status" = 0 ]
expect "with a note" grep -qF "calls the dump unreliable" /tmp/err
expect "a crash kernel is loaded" sysfs_is kexec_crash_loaded 1

echo 1 >/proc/sys/kernel/kexec_load_limit_panic
load -p
expect "the last load of the limit succeeds" [ "$status" = 0 ]
load -p
refused "limit" "kernel.kexec_load_limit_panic is 0"
refused "limit" "What was loaded before is still loaded."
run_kexec -u -p
show_output
refused "unload" "What is loaded stays until a reboot."
expect "the crash kernel is still loaded" sysfs_is kexec_crash_loaded 1

echo 1 >/proc/sys/kernel/kexec_load_disabled
load -p
refused "sysctl" "kernel.kexec_load_disabled is 1"

echo integrity >/sys/kernel/security/lockdown
load -p
refused "lockdown" "the running kernel is locked down (integrity): it forbids kexec_load(2)"
