# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# A capture kernel is armed by kexec_file_load. The running kernel is locked down, and refuses whatever else is offered; it has then
# forgotten the one that was armed. Afterwards that one is armed again all the same, and captures the crash.

# refuse CALLS WHAT ARGUMENT...: kexec -p fails with a reason after so many calls (0 if it can be known before, any if either is right), and a kernel is armed.
refuse()
{
	local calls=$1 what=$2

	shift 2
	mark_log
	count_calls panic
	run_kexec -p --append="$CAPTURE_APPEND" "$@"
	show_output
	new_log | sed 's/^/lab: log: /'
	expect "refused with a reason: $what ($status)" [ "$status" = 255 -a -s /tmp/err ]
	[ "$calls" = any ] || expect "after $calls calls ($(calls)): $what" [ "$(calls)" = "$calls" ]
	expect "armed after: $what" sysfs_is kexec_crash_loaded 1
}

good=/case/Image-trusted
new_nonce
next_initrd
run_kexec -p $good --initrd=/tmp/next-initrd --append="$CAPTURE_APPEND"
show_output
expect "a signed kernel is armed ($status)" [ "$status" = 0 ]
expect "a crash kernel is loaded" sysfs_is kexec_crash_loaded 1

refuse 0 "a kernel without a signature" /boot/Image --initrd=/boot/base.cpio
refuse 0 "kexec_load, which lockdown forbids" -c $good --initrd=/boot/base.cpio
refuse 2 "a kernel that another key has signed" /case/Image-other --initrd=/boot/base.cpio
refuse 2 "a kernel that was changed after it was signed" /case/Image-flipped --initrd=/boot/base.cpio
cp /boot/base.cpio /tmp/large
truncate -s 300M /tmp/large
refuse 0 "an initrd that is larger than the crash region" $good --initrd=/tmp/large
# The sum of all parts fits, but the devicetree must begin at a multiple of 2 MiB.
truncate -s "$(room_for_initrd "$good")" /tmp/large
refuse any "an initrd that leaves no room for another part" $good --initrd=/tmp/large
rm /tmp/large

# Another program's call is under way for as long as this test wants.
kload file normal $good - wait &
waiting=$!
sleep 1
refuse 1 "a load while another is under way" $good --initrd=/boot/base.cpio
expect "with the advice to try again" grep -qi 'try again' /tmp/err
kill $waiting

# What a service may not call.
run_denied()
{
	status=0
	deny /sbin/kexec "$@" >/tmp/out 2>/tmp/err </dev/null || status=$?
	show_output
}
run_denied -p $good --initrd=/boot/base.cpio --append="$CAPTURE_APPEND"
expect "a filter of system calls is named as a reason" grep -qi 'SystemCallFilter' /tmp/err
expect "armed after it" sysfs_is kexec_crash_loaded 1
run_denied -p -u
expect "the same for an unload" grep -qi 'SystemCallFilter' /tmp/err
expect "armed after that" sysfs_is kexec_crash_loaded 1

echo 1 >/proc/sys/kernel/kexec_load_disabled
refuse 0 "a load after kernel.kexec_load_disabled" $good --initrd=/boot/base.cpio
expect "with the name of the switch" grep -q kexec_load_disabled /tmp/err
crash
