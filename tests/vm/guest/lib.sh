# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# Functions for the scripts of a guest. Each of their messages is a line that begins with "lab:".

ok()
{
	echo "lab: ok $*"
}

fail()
{
	echo "lab: FAIL $*"
}

# expect WHAT COMMAND...: the command succeeds.
expect()
{
	local what=$1

	shift
	if "$@"; then ok "$what"; else fail "$what"; fi
}

# Run kexec; its status in $status, what it printed in /tmp/out and /tmp/err.
run_kexec()
{
	status=0
	"${KEXEC:-/sbin/kexec}" "$@" >/tmp/out 2>/tmp/err </dev/null || status=$?
}

show_output()
{
	sed 's/^/lab: stdout: /' /tmp/out
	sed 's/^/lab: stderr: /' /tmp/err
}

silent()
{
	[ ! -s /tmp/out ] && [ ! -s /tmp/err ]
}

sysfs_is()
{
	[ "$(cat "/sys/kernel/$1")" = "$2" ]
}

# show_in_sysfs FILE TEXT: from now on /sys/kernel has this file too.
show_in_sysfs()
{
	mkdir -p /tmp/kernel
	mount --bind /sys/kernel /tmp/kernel
	mount -t tmpfs tmpfs /sys/kernel
	ln -s /tmp/kernel/* /sys/kernel/
	mkdir -p "$(dirname "/sys/kernel/$1")"
	echo "$2" >"/sys/kernel/$1"
}

# count_calls panic|reboot: from here on calls prints how many calls have loaded or unloaded such a kernel, or tried to (since 6.3).
count_calls()
{
	calls_limit=/proc/sys/kernel/kexec_load_limit_$1
	[ "$(cat "$calls_limit")" != -1 ] || echo 1000 >"$calls_limit"
	calls_before=$(cat "$calls_limit")
}

calls()
{
	echo $((calls_before - $(cat "$calls_limit")))
}

# mark_log: from here on new_log prints the lines that the kernel logs.
mark_log()
{
	log_lines=$(dmesg | wc -l)
}

new_log()
{
	dmesg | tail -n +$((log_lines + 1))
}

# room_for_initrd KERNEL: the bytes that the crash region has beside it, less 1 MiB. kexec_file_load has no place for the devicetree then.
room_for_initrd()
{
	local memory

	memory=$(od -A n -t u4 -j 16 -N 4 "$1")
	echo $(($(cat /sys/kernel/kexec_crash_size) - memory - 0x100000))
}

# set_signatures: gives the kernels of /case that were signed for it their attribute security.ima.
set_signatures()
{
	local signature

	for signature in /case/Image-*.ima; do
		[ ! -e "$signature" ] || setxattr "${signature%.ima}" security.ima "$signature"
	done
}

# low_crash_memory: the range of the low crash memory in /proc/iomem, by its own name or as the first of two; nothing if there is none.
low_crash_memory()
{
	local ranges

	ranges=$(sed -n 's/^ *\([0-9a-f-]*\) : Crash kernel (low)$/\1/p' /proc/iomem)
	[ -n "$ranges" ] || ranges=$(sed -n 's/^ *\([0-9a-f-]*\) : Crash kernel$/\1/p' /proc/iomem | sed '$d')
	printf '%s\n' "$ranges" | head -n 1
}

# remember NAME=VALUE...: what the next kernel of this run shall know of this one; it finds it in /first.
remember()
{
	mkdir -p /tmp/handover/first
	printf '%s\n' "$@" >>/tmp/handover/first/facts
}

# next_initrd: the initrd of the next kernel, made of the base archive and what is to be remembered.
next_initrd()
{
	mkdir -p /tmp/handover/first
	{
		cat /proc/iomem
		# Crash memory that is lent (crashkernel=,cma) is no resource of its own.
		[ ! -e /sys/kernel/kexec/crash_cma_ranges ] || sed 's/.*/  & : Crash kernel (cma)/' /sys/kernel/kexec/crash_cma_ranges
	} >/tmp/handover/first/iomem
	(cd /tmp/handover && find . | cpio -o -H newc 2>/dev/null) | cat /boot/base.cpio - >/tmp/next-initrd
}

new_nonce()
{
	nonce=$(cat /proc/sys/kernel/random/uuid)
	echo "warmkexec laboratory nonce $nonce" >/dev/kmsg
	remember "first_nonce=$nonce" "first_boot_id=$(cat /proc/sys/kernel/random/boot_id)" "first_cpus=$(nproc)" "first_stext=$(stext)"
}

# Load the capture kernel the way every case does that goes on to crash.
arm_capture()
{
	new_nonce
	next_initrd
	run_kexec -p /boot/Image --initrd=/tmp/next-initrd --append="$CAPTURE_APPEND" "$@"
	show_output
	expect "kexec -p exits with 0 (it was $status)" [ "$status" = 0 ]
	expect "a crash kernel is loaded" sysfs_is kexec_crash_loaded 1
}

crash()
{
	echo "lab: crashing"
	# It leaves the serial port before the panic, which does not wait for it; stty waits, whatever it sets.
	stty -F /dev/console cs8 || sleep 1
	echo c >/proc/sysrq-trigger
	sleep 60
	fail "the machine did not crash"
}

# Arm, say where everything was loaded, let the runner flip a bit there, crash.
corrupt_and_crash()
{
	# shellcheck disable=SC2086
	arm_capture $KEXEC_ARGS
	run_kexec -p --dry-run=json /boot/Image --initrd=/tmp/next-initrd --append="$CAPTURE_APPEND"
	sed -n 's/.*{"part": "\([a-z]*\)", "start": "\(0x[0-9a-f]*\)".*/lab: segment \1 \2/p' /tmp/out
	echo "lab: armed"
	read -r answer
	expect "the runner has changed the loaded bytes ($answer)" [ "$answer" = flipped ]
	crash
}

# The start of the running kernel's text, and whether it is randomised.
stext()
{
	sed -n '/ _stext$/{s/ .*//p;q}' /proc/kallsyms
}
