# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# A file that is no UKI, and a damaged UKI, leave the armed kernel armed.
arm_capture --serial ttyAMA0
expect "a note says that the initrd is replaced" grep -q '^kexec: note: --initrd replaces the initrd that the kernel file brings: section .initrd of the UKI$' /tmp/err
expect "a note says that the command line is replaced" grep -q '^kexec: note: --append replaces the command line that the kernel file brings: section .cmdline of the UKI$' /tmp/err
size=$(stat -c %s /boot/Image)
head -c $((size * 4 / 5)) /boot/Image >/tmp/cut
run_kexec -p /tmp/cut --initrd=/tmp/next-initrd --append="$CAPTURE_APPEND"
show_output
expect "a UKI without its last fifth is refused (status $status)" [ "$status" = 255 ]
expect "the reason is named" grep -q 'cut short' /tmp/err
rm /tmp/cut
run_kexec -p /boot/Image --uki-profile=1 --initrd=/tmp/next-initrd --append="$CAPTURE_APPEND"
expect "a profile that is not there is refused (status $status)" [ "$status" = 255 ]
expect "a crash kernel is still loaded" sysfs_is kexec_crash_loaded 1
crash
