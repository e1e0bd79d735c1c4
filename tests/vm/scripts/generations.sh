# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# One kernel after the other, each loaded by kexec -l --reuse-cmdline and started by kexec -e. A capture kernel is armed in each; the
# last one crashes. The words lab.NAME=VALUE of the command line say how often and what is expected:
#   generations  how many there are
#   placements   what --dry-run=json must say of each load, in turn: free, reserved, staged
#   copied       none: copy_size must be 0 after each load into kept memory; all: this kernel does not load in place
#   args         more for kexec -l, in turn
#   pad          MiB of zeros in the initrd
#   tell         1: kexec has to say on stderr that there is no kdump now, and there is none
word()
{
	sed -n "s/.*lab\.$1=\([^ ]*\).*/\1/p" /proc/cmdline
}

# The Nth word of a list with commas, which begins again at its end.
nth()
{
	echo "$2" | awk -F, -v n="$1" 'NF { print $((n - 1) % NF + 1) }'
}

# range_of NAME: "START END" of the first range of that name in /proc/iomem, the end being the last byte.
range_of()
{
	sed -n "s/^ *\([0-9a-f]*\)-\([0-9a-f]*\) : $1\$/\1 \2/p" /proc/iomem | head -n 1
}

# is_inside INNER OUTER: both as range_of() gives them.
is_inside()
{
	# shellcheck disable=SC2086
	set -- $1 $2
	[ $# = 4 ] && [ $((0x$1)) -ge $((0x$3)) ] && [ $((0x$2)) -le $((0x$4)) ]
}

is_outside()
{
	! is_inside "$@"
}

copy_size()
{
	cat /sys/kernel/kexec_copy_size 2>/dev/null || cat /sys/kernel/kexec/copy_size
}

# Does this kernel run where it was to? Its code is behind its first 64 KiB.
check_place()
{
	local code ran_in

	[ "$generation" -gt 1 ] || return 0
	code=$(range_of 'Kernel code')
	ran_in=$(word in | tr - ' ')
	expect "this kernel runs where the plan has it: code at $code, to be at $(word to)" \
		[ $((0x${code% *} >> 21)) = $(($(word to) >> 21)) ]
	case $(word as) in
	reserved) expect "that is in what was kept for it: $ran_in" is_inside "$code" "$ran_in" ;;
	*) expect "that is not in what was kept: $ran_in" is_outside "$code" "$ran_in" ;;
	esac
}

# The initrd of all generations. The words of the command line tell them apart.
pack_next()
{
	rm -rf /tmp/handover /tmp/next-initrd /tmp/next
	mkdir -p /tmp/next
	cp -r /boot /case /tmp/next
	[ -z "$(word pad)" ] || truncate -s "$(word pad)M" /tmp/next/pad
	(cd /tmp/next && find . | cpio -o -H newc 2>/dev/null) | cat /boot/base.cpio - >/tmp/generation
	rm -rf /tmp/next
}

# load ARGUMENT...: kexec -l, always alike.
load()
{
	# shellcheck disable=SC2086
	run_kexec -l /boot/Image --initrd=/tmp/generation --reuse-cmdline $KEXEC_ARGS $args "$@"
}

load_next()
{
	local to

	load --dry-run=json
	expect "the load is as expected: $(grep -o '"reason": .*' /tmp/out)" grep -q "\"placement\": \"$placement\"" /tmp/out
	to=$(sed -n 's/.*"kernel_entry": "\(0x[0-9a-f]*\)".*/\1/p' /tmp/out)
	load --append="lab.generation=$((generation + 1)) lab.to=$to lab.as=$placement lab.in=$(range_of "$region" | tr ' ' -)"
	show_output
	expect "kexec -l exits with 0 (it was $status)" [ "$status" = 0 ]
	if [ -n "$(word tell)" ]; then
		expect "kexec says that there is no kdump now" grep -q 'without kdump' /tmp/err
		expect "the capture kernel is gone" sysfs_is kexec_crash_loaded 0
	else
		expect "kexec prints nothing" silent
		expect "the capture kernel is still there" sysfs_is kexec_crash_loaded 1
	fi
	expect "a kernel is loaded" sysfs_is kexec_loaded 1
	case $(word copied):$placement in
	all:*) expect "this kernel does not say what it copies" [ ! -e /sys/kernel/kexec_copy_size ] ;;
	*:free) expect "all will be copied: $(copy_size) bytes" [ "$(copy_size)" -gt 1000000 ] ;;
	*) expect "nothing will be copied: $(copy_size) bytes" [ "$(copy_size)" = 0 ] ;;
	esac
}

generation=$(word generation)
generation=${generation:-1}
placement=$(nth "$generation" "$(word placements)")
args=$(nth "$generation" "$(word args)")
region='Kexec kernel'
[ -z "$(word tell)" ] || region='Crash kernel'
echo "lab: generation $generation of $(word generations), running at $(range_of 'Kernel code'), $region at $(range_of "$region")"
check_place
arm_capture
[ "$generation" != "$(word generations)" ] || crash
pack_next
load_next
echo "lab: rebooting"
run_kexec -e
show_output
fail "kexec -e came back with $status"
