# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# Secure Boot of UEFI, with a key of the firmware's owner. lab.neither: the kernel has no way to load, and is said to have none.
expect "Secure Boot is on" sh -c 'dmesg | grep -q "ecure boot enabled"'

# refuse WHAT TEXT ARGUMENT...: kexec fails with TEXT.
refuse()
{
	local what=$1 text=$2

	shift 2
	mark_log
	run_kexec --initrd=/boot/base.cpio --append="$CAPTURE_APPEND" "$@"
	show_output
	new_log | sed 's/^/lab: log: /'
	expect "refused: $what ($status)" [ "$status" = 255 ]
	expect "with the reason: $what" grep -qi -- "$text" /tmp/err
}

if grep -q lab.neither /proc/cmdline; then
	for kind in -p -l; do
		refuse "kexec $kind" 'lock.* down' $kind /boot/Image
		expect "and names what such a kernel lacks" grep -q CONFIG_KEXEC_FILE /tmp/err
		refuse "kexec $kind -s" CONFIG_KEXEC_FILE $kind -s /boot/Image
		refuse "kexec $kind -c" 'lock.* down' $kind -c /boot/Image
	done
	return 0
fi
new_nonce
next_initrd
for signer in trusted owner; do
	run_kexec -p "/case/Image-$signer" --initrd=/tmp/next-initrd --append="$CAPTURE_APPEND"
	show_output
	expect "armed by -p: a kernel signed by $signer ($status)" [ "$status" = 0 ]
	expect "a crash kernel is loaded" sysfs_is kexec_crash_loaded 1
done
for kind in -p -l; do
	refuse "$kind, no signature" signature $kind /boot/Image
	refuse "$kind, another's signature" signature $kind /case/Image-other
	refuse "$kind, changed since it was signed" signature $kind /case/Image-flipped
	refuse "$kind by kexec_load" '' $kind -c /case/Image-owner
done
expect "what was armed first is armed" sysfs_is kexec_crash_loaded 1
crash
