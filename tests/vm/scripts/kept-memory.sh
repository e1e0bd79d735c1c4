# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# A patched kernel's use of the memory kept for the next one, by bare system calls: four generations, with a capture
# kernel armed in each.
generation=$(cat /generation 2>/dev/null || echo 1)
mib=1048576
if [ -e /sys/kernel/kexec/copy_size ]; then copy_size=kexec/copy_size; else copy_size=kexec_copy_size; fi

# region NAME: sets start and size of the last range of that name in /proc/iomem: the low crash memory, if it has the name, comes first.
region()
{
	local range

	range=$(sed -n "s/^ *\([0-9a-f-]*\) : $1\$/\1/p" /proc/iomem | tail -n 1)
	start=0 size=0
	[ -n "$range" ] || return 1
	start=$((0x${range%-*}))
	size=$((0x${range#*-} - start + 1))
}

# loads WHAT ANSWER LOADED COPIED KLOAD-ARGUMENT...: the system call's answer, and what sysfs says of normal images then.
loads()
{
	local what=$1 want=$2 loaded=$3 copied=$4 answer

	shift 4
	answer=$(kload "$@" 2>&1) || true
	if [ "$answer" = "$want" ] && sysfs_is kexec_loaded "$loaded" && sysfs_is $copy_size "$copied"; then
		ok "$what: $answer, loaded $loaded, to copy $copied"
	else
		fail "$what: $answer (not $want), loaded $(cat /sys/kernel/kexec_loaded) (not $loaded), to copy $(cat /sys/kernel/$copy_size) (not $copied)"
	fi
}

free_range()
{
	# Some free memory far from everything: 16 MiB behind a third of the first range.
	local range

	range=$(sed -n 's/^\([0-9a-f-]*\) : System RAM$/\1/p' /proc/iomem | head -n 1)
	free=$((0x${range%-*} + (0x${range#*-} - 0x${range%-*}) / 3 / mib * mib))
}

errors_and_mixtures()
{
	head -c 100000 /dev/urandom >/tmp/bytes
	free_range
	region 'Kexec kernel'
	local inside=$start end=$((start + size))

	loads 'a segment inside' ok 1 0 segments normal $inside $inside:$mib:/tmp/bytes
	loads 'one that cannot be read, inside' EFAULT 0 0 segments normal $inside $inside:$mib:bad
	loads 'a segment inside' ok 1 0 segments normal $inside $inside:$mib:/tmp/bytes
	loads 'a bad one after a good one, inside' EFAULT 0 0 \
		segments normal $inside $((inside + mib)):$mib:/tmp/bytes $inside:$mib:bad
	loads 'a segment inside' ok 1 0 segments normal $inside $inside:$mib:/tmp/bytes
	loads 'a bad one elsewhere leaves it alone' EFAULT 1 0 segments normal $free $free:$mib:bad
	loads 'a segment further up, inside' ok 1 0 segments normal $((inside + mib)) $((inside + mib)):$mib:/tmp/bytes
	loads 'a bad one that ends where it begins leaves it alone' EFAULT 1 0 segments normal $inside $inside:$mib:bad
	loads 'overlapping segments leave it alone' EINVAL 1 0 \
		segments normal $inside $inside:$mib:/tmp/bytes $inside:$mib:/tmp/bytes
	loads 'one inside, one elsewhere' ok 1 $mib segments normal $inside $inside:$mib:/tmp/bytes $free:$mib:/tmp/bytes
	loads 'across the end of the memory' ok 1 $((2 * mib)) segments normal $free $((end - mib)):$((2 * mib)):/tmp/bytes $free:0:-
	loads 'nothing' ok 0 0 unload normal
	too_small
	crash_memory
}

# kexec_file_load puts parts that do not fit the memory elsewhere; here all but the devicetree.
too_small()
{
	local answer copied

	head -c $((size + mib)) /dev/zero >/tmp/large
	answer=$(kload file normal /boot/Image /tmp/large quiet 2>&1) || true
	copied=$(cat /sys/kernel/$copy_size)
	expect "an initrd larger than the memory: $answer, to copy $copied of more than $((size + mib))" \
		[ "$answer" = ok ] && [ "$copied" -gt $((size + mib)) ]
	rm /tmp/large
	loads 'nothing' ok 0 0 unload normal
}

# armed_after WHAT ANSWER KLOAD-ARGUMENT...: the system call's answer, and the capture kernel that was armed still is.
armed_after()
{
	local what=$1 want=$2 answer

	shift 2
	answer=$(kload "$@" 2>&1) || true
	expect "$what: $answer, and the armed capture kernel stays" [ "$answer" = "$want" -a "$(cat /sys/kernel/kexec_crash_loaded)" = 1 ]
}

# The crash area is such memory, as long as no capture kernel is loaded there.
crash_memory()
{
	local inside size_inside half low

	region 'Crash kernel' || return 0
	inside=$start size_inside=$size half=$((start + 4 * mib))
	loads 'a segment in the crash memory' ok 1 0 segments normal $inside $inside:$mib:/tmp/bytes
	loads 'a capture kernel outside of it' EADDRNOTAVAIL 1 0 segments crash $free $free:$mib:/tmp/bytes
	loads 'half of it for the capture kernel' ok 0 0 segments crash $half $half:$mib:/tmp/bytes
	# Linux 6.1 cannot copy over a loaded capture kernel.
	case $(uname -r) in
	6.1.*) loads 'the crash memory with a capture kernel there' EBUSY 0 0 segments normal $inside $inside:$mib:/tmp/bytes ;;
	*)
		loads 'the crash memory with a capture kernel there' ok 1 $mib segments normal $inside $inside:$mib:/tmp/bytes
		loads 'another capture kernel leaves what is copied alone' ok 1 $mib segments crash $half $half:$mib:/tmp/bytes
		;;
	esac
	loads 'memory right behind the crash memory' ok 1 $mib \
		segments normal $((inside + size_inside)) $((inside + size_inside)):$mib:/tmp/bytes
	loads 'memory elsewhere with a capture kernel there' ok 1 $mib segments normal $free $free:$mib:/tmp/bytes
	refused_capture_kernels "$half"
	loads 'the capture kernel away' ok 1 $mib unload crash
	low=$(low_crash_memory)
	if [ -n "$low" ]; then
		loads "low crash memory ($low)" EADDRNOTAVAIL 1 $mib segments normal $((0x${low%-*})) $((0x${low%-*})):$mib:/tmp/bytes
	fi
	loads 'nothing' ok 0 0 unload normal
}

# refused_capture_kernels INSIDE: a request that is refused leaves the armed capture kernel alone.
refused_capture_kernels()
{
	armed_after 'an entry outside of the crash memory' EADDRNOTAVAIL segments crash "$free" "$1:$mib:/tmp/bytes"
	armed_after 'a segment outside of the crash memory' EADDRNOTAVAIL segments crash "$1" "$1:$mib:/tmp/bytes" "$free:$mib:/tmp/bytes"
	armed_after 'segments that overlap' EINVAL segments crash "$1" "$1:$mib:/tmp/bytes" "$1:$mib:/tmp/bytes"
	armed_after 'a segment that cannot be read' EFAULT segments crash "$1" "$1:$mib:/tmp/bytes" "$(($1 + mib)):$mib:bad"
	armed_after 'a file that is no kernel' EINVAL file crash /tmp/bytes - quiet
}

[ "$generation" != 1 ] || errors_and_mixtures
region 'Kexec kernel' || fail "there is no \"Kexec kernel\" in /proc/iomem"
dmesg | sed -n 's/^.*kexeckernel: /lab: note kexeckernel: /p'
[ "$(grep -c 'Kexec kernel' /proc/iomem)" = 1 ] || fail "there is more than one \"Kexec kernel\""
if [ -n "${PREVIOUS:-}" ]; then
	expect "the next memory is another one than this kernel runs in" [ "$start" != "$PREVIOUS" ]
fi
if [ "$generation" = 4 ]; then
	arm_capture
	crash
fi
arm_capture
mkdir -p /tmp/next
cp -r /boot /case /tmp/next
echo $((generation + 1)) >/tmp/next/generation
echo "PREVIOUS=$start" >>/tmp/next/case/env
(cd /tmp/next && find . | cpio -o -H newc 2>/dev/null) | cat /boot/base.cpio - >/tmp/generation
loads 'the next generation, by kexec_file_load' ok 1 0 file normal /boot/Image /tmp/generation "$(cat /proc/cmdline)"
expect "the capture kernel is still there" sysfs_is kexec_crash_loaded 1
echo "lab: rebooting"
"$KEXEC" -e
fail "kexec -e came back"
