# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# A normal kernel in the crash region and a capture kernel there: one makes way for the other, and where it does not, nothing is started.

# loaded NORMAL CRASH WHEN
loaded()
{
	expect "$3: loaded=$1 crash_loaded=$2" [ "$(cat /sys/kernel/kexec_loaded)$(cat /sys/kernel/kexec_crash_loaded)" = "$1$2" ]
}

reuse()
{
	run_kexec -l --reuse-crash-region --reserved=require /boot/Image --initrd=/boot/base.cpio --reuse-cmdline
	show_output
	expect "kexec -l --reuse-crash-region exits with 0" [ "$status" = 0 ]
	loaded 1 0 "the capture kernel has made way"
}

arm_capture
run_kexec --dry-run -l --reuse-crash-region /boot/Image --initrd=/boot/base.cpio --reuse-cmdline
expect "a dry run exits with 0" [ "$status" = 0 ]
loaded 0 1 "a dry run unloads nothing"
run_kexec -l --reuse-crash-region /boot/no-such-kernel
expect "a kernel that is not there is refused" [ "$status" = 255 ]
loaded 0 1 "a load that is refused unloads nothing"

reuse
/debian/kexec -p /boot/Image --initrd=/boot/base.cpio --append="$CAPTURE_APPEND" || fail "kexec-tools cannot load"
run_kexec -e
show_output
expect "kexec -e exits with 255" [ "$status" = 255 ]
if [ -e /sys/kernel/kexec_copy_size ]; then
	loaded 0 1 "the kernel has unloaded what was in the crash region"
else
	expect "it says that a capture kernel is where the loaded kernel is" grep -q 'capture kernel has been loaded there since' /tmp/err
	loaded 1 1 "both are still loaded"
fi

reuse
run_kexec -p /boot/Image --initrd=/boot/base.cpio --append="$CAPTURE_APPEND"
show_output
expect "kexec -p exits with 0" [ "$status" = 0 ]
loaded 0 1 "the normal kernel has made way"
expect "that is said" grep -q 'note: the normal kernel that was loaded in the crash region is unloaded' /tmp/err
run_kexec -e
expect "kexec -e has nothing to start" grep -q 'Nothing has been loaded' /tmp/err
