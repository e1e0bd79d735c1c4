# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# Live updates with kexec handover (KHO): three generations, each with an initrd that is 24 MiB larger, a capture kernel armed before
# and after each is loaded.
generation=$(cat /generation 2>/dev/null || echo 1)

# load_next WHAT: the next generation, by kexec_file_load.
load_next()
{
	local answer

	answer=$(kload file normal /boot/Image /tmp/generation "$(cat /proc/cmdline)" 2>&1) || true
	expect "$1: $answer" [ "$answer" = ok ]
}

show_memory()
{
	sed -n 's/^ *\([0-9a-f-]*\) : \(Crash kernel.*\|Kernel code\)$/lab: note \2 \1/p' /proc/iomem
}

dmesg >/tmp/log
if [ "$generation" -gt 1 ]; then
	expect "this kernel was handed over" grep -q 'KHO: found kexec handover data' /tmp/log
fi
show_memory
arm_capture
[ "$generation" -lt 3 ] || crash
mkdir -p /tmp/next
cp -r /boot /case /tmp/next
echo $((generation + 1)) >/tmp/next/generation
head -c $((generation * 24 * 1048576)) /dev/urandom >/tmp/next/ballast
(cd /tmp/next && find . | cpio -o -H newc 2>/dev/null) | cat /boot/base.cpio - >/tmp/generation
rm -r /tmp/next
# Until it is told that all is there to be handed over, 6.18 hands nothing over. Later kernels have no such file.
finalize=/sys/kernel/debug/kho/out/finalize
[ -e /sys/kernel/debug/kho ] || mount -t debugfs none /sys/kernel/debug
[ ! -e $finalize ] || echo 1 >$finalize
load_next "the next generation, with a capture kernel armed"
expect "the capture kernel is still there" sysfs_is kexec_crash_loaded 1
run_kexec -p -u
load_next "the next generation, with none armed"
arm_capture
expect "the next generation is still loaded" sysfs_is kexec_loaded 1
echo "lab: rebooting"
"$KEXEC" -e
fail "kexec -e came back"
