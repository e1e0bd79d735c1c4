# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
new_nonce
next_initrd
mkimage -A arm64 -O linux -T ramdisk -C none -n test -d /tmp/next-initrd /tmp/uInitrd >/dev/null
# shellcheck disable=SC2086
run_kexec -p /boot/Image --initrd=/tmp/uInitrd --append="$CAPTURE_APPEND" $KEXEC_ARGS
show_output
expect "kexec -p exits with 0 (it was $status)" [ "$status" = 0 ]
expect "a crash kernel is loaded" sysfs_is kexec_crash_loaded 1
crash
