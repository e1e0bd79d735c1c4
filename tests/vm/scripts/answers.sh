# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# The running kernel's own answers, without a loader's mind between: the errors that our messages explain, and whether a crash kernel
# that was armed before is still armed after them. lab.answers=TABLE names one of the functions below.

# arm: by the call that is there, with a kernel that is accepted.
arm()
{
	if [ "$(kload file crash "$good" - quiet)" != ok ]; then
		kload segments crash "$crash" "$crash:0x1000:-" >/dev/null
	fi
}

# answer WANTED LEFT COMMAND...: what kload COMMAND prints, and what kexec_crash_loaded then is.
answer()
{
	local want=$1 left=$2 got now

	shift 2
	arm
	mark_log
	got=$(kload "$@" 2>&1) || true
	now=$(cat /sys/kernel/kexec_crash_loaded)
	new_log | sed 's/^/lab: log: /'
	expect "kload $*: $got, armed: $now (expected $want, $left)" [ "$got $now" = "$want $left" ]
}

# The log of the last answer has TEXT.
logged()
{
	expect "and logs: $1" sh -c "dmesg | tail -n +$((log_lines + 1)) | grep -q '$1'"
}

files_that_are_none()
{
	answer EBADF 0 file crash none - quiet
	answer EBADF 0 file crash "$good" none quiet
	answer EINVAL 0 file crash /boot - quiet
	: >/tmp/empty
	answer EINVAL 0 file crash /tmp/empty - quiet
	answer EINVAL 0 file crash "$good" /tmp/empty quiet
	head -c 1000000 /dev/zero >/tmp/zeros
	answer EINVAL 0 file crash /tmp/zeros - quiet
	exec 7>>/tmp/zeros
	answer ETXTBSY 0 file crash /tmp/zeros - quiet
	exec 7>&-
	answer EINVAL 1 file:0x40000000 crash "$good" - quiet
}

no_room()
{
	truncate -s 400M /tmp/large
	answer EADDRNOTAVAIL 0 file crash "$good" /tmp/large quiet
	rm /tmp/large
	truncate -s "$(room_for_initrd "$good")" /tmp/large
	answer EADDRNOTAVAIL 0 file crash "$good" /tmp/large quiet
	rm /tmp/large
}

segments()
{
	answer EINVAL 0 segments crash "$crash" "$crash:0x2000:-" "$((crash + 4096)):0x1000:-"
	answer EINVAL 0 segments crash "$crash" "$crash:0x1000:/boot/Image"
	answer EADDRNOTAVAIL 0 segments crash 0x1000 "$crash:0x1000:-"
	answer EADDRNOTAVAIL 0 segments crash "$crash" "$((crash - 4096)):0x2000:-"
	answer EADDRNOTAVAIL 0 segments crash "$crash" "$((crash + 2048)):0x1000:-"
	answer EFAULT 0 segments crash "$crash" "$crash:0x1000:bad"
}

# While another call has the lock, which it takes before it forgets anything.
busy()
{
	kload "$@" >/dev/null &
	sleep 1
	for call in "file crash $good - quiet" "file normal $good - quiet" "unload crash" "file-unload normal"; do
		# shellcheck disable=SC2086
		expect "kload $call while another call is under way: EBUSY" [ "$(kload $call)" = EBUSY ]
	done
	expect "the crash kernel is armed" sysfs_is kexec_crash_loaded 1
	kill $!
	wait $! || true
}

signed_kinds()
{
	local kind

	for kind in normal crash; do
		answer ok 1 file $kind "$good" - quiet
		answer ok 1 file $kind "memfd:$good" - quiet
	done
}

# Signatures are checked, and count for nothing.
plain()
{
	signed_kinds
	answer ok 1 file crash /case/Image-other - quiet
	answer ok 1 file crash /case/Image-flipped - quiet
	files_that_are_none
	no_room
	segments
	arm
	busy file normal "$good" - wait
	arm
	busy segments normal 0x60000000 0x60000000:0x1000:wait
}

lockdown()
{
	signed_kinds
	answer EPERM 0 file crash /boot/Image - quiet
	answer EPERM 0 file crash /case/Image-other - quiet
	answer EPERM 0 file crash /case/Image-flipped - quiet
	answer EPERM 0 file crash /case/Image-cut - quiet
	answer EPERM 1 file normal /boot/Image - quiet
	answer EPERM 1 segments crash "$crash" "$crash:0x1000:-"
	answer EPERM 1 unload crash
	answer ok 0 file-unload crash
}

# Secure Boot, and a kernel with the policy of its architecture: signatures are demanded, of the image and with the reason that it has.
secure()
{
	signed_kinds
	answer ok 1 file crash /case/Image-owner - quiet
	answer ENODATA 0 file crash /boot/Image - quiet
	logged 'Unsigned PE binary'
	answer ENOKEY 0 file crash /case/Image-other - quiet
	answer EKEYREJECTED 0 file crash /case/Image-flipped - quiet
	logged 'Digest mismatch'
	answer ENODATA 1 file normal /boot/Image - quiet
	answer EACCES 1 segments crash "$crash" "$crash:0x1000:-"
	answer EACCES 1 unload crash
	logged 'try using kexec_file_load'
	answer ok 0 file-unload crash
}

# IMA demands the signature of the file.
ima()
{
	answer ok 1 file normal "$good" - quiet
	answer ok 1 file crash "$good" - quiet
	answer EACCES 0 file crash "memfd:$good" - quiet
	answer EACCES 0 file crash /boot/Image - quiet
	answer EACCES 0 file crash /case/Image-trusted - quiet
	answer EACCES 0 file crash /case/Image-ima-other - quiet
	answer EACCES 1 file normal /boot/Image - quiet
	answer EACCES 1 segments crash "$crash" "$crash:0x1000:-"
	answer EACCES 1 unload crash
}

# CPUs that cannot leave the kernel.
stuck()
{
	answer EBUSY 1 file normal "$good" - quiet
	logged 'CPUs are stuck in the kernel'
	answer EBUSY 1 segments normal 0x60000000 0x60000000:0x1000:-
	answer ok 1 file crash "$good" - quiet
	answer ok 1 segments crash "$crash" "$crash:0x1000:-"
}

# What a used-up limit and the switch refuse, they refuse first.
limits()
{
	local limit=/proc/sys/kernel/kexec_load_limit_panic

	echo 100 >$limit
	answer EINVAL 1 file:0x40000000 crash "$good" - quiet
	answer ok 0 unload crash
	arm
	expect "each call that failed or unloaded counts, as a load does ($(cat $limit))" [ "$(cat $limit)" = 95 ]
	echo 1 >$limit
	answer EPERM 1 file crash "$good" - quiet
	expect "a limit cannot be raised" sh -c "! echo 5 2>/dev/null >$limit"
	echo 1 >/proc/sys/kernel/kexec_load_disabled
	expect "the switch refuses all" [ "$(kload file normal "$good" - quiet) $(kload unload normal)" = "EPERM EPERM" ]
}

good=/boot/Image
for kind in ima trusted; do
	[ $good != /boot/Image ] || [ ! -e /case/Image-$kind ] || good=/case/Image-$kind
done
crash=$(sed -n 's/^ *\([0-9a-f]*\)-.* : Crash kernel.*/0x\1/p' /proc/iomem | tail -n 1)
set_signatures
"$(sed -n 's/.* lab.answers=\([a-z_]*\).*/\1/p' /proc/cmdline)"
