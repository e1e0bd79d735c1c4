# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# A crash image of kexec_file_load. lab.flip=1: the runner changes one bit of it from outside before the crash.
new_nonce
next_initrd
expect "kexec_file_load takes the kernel" [ "$(kload file-debug crash /boot/Image /tmp/next-initrd "$CAPTURE_APPEND" 2>&1)" = ok ]
expect "a crash kernel is loaded" sysfs_is kexec_crash_loaded 1
dmesg >/tmp/log
expect "with a purgatory" grep -q 'Loaded purgatory at' /tmp/log
sed -n 's/.*Loaded kernel at \(0x[0-9a-f]*\) .*/lab: segment kernel \1/p; s/.*Loaded initrd at \(0x[0-9a-f]*\) .*/lab: segment initrd \1/p' /tmp/log
if grep -q lab.flip=1 /proc/cmdline; then
	echo "lab: armed"
	read -r answer
	expect "the runner has changed the loaded bytes ($answer)" [ "$answer" = flipped ]
fi
crash
