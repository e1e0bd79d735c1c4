# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
uptime_ms()
{
	awk '{ printf "%d", $1 * 1000 }' /proc/uptime
}

grep 'Crash kernel' /proc/iomem | sed 's/^ *\([^ ]*\) : \(.*\)/lab: crash-region \1 \2/'
remember SHOW_DMESG=12
new_nonce
next_initrd
set -- -p /boot/Image --initrd=/tmp/next-initrd --append="$CAPTURE_APPEND" --serial ttyAMA0
run_kexec --dry-run "$@"
sed 's/^/lab: plan: /' /tmp/out
expect "kexec --dry-run prints a plan" [ "$status" = 0 -a -s /tmp/out ]
before=$(uptime_ms)
run_kexec "$@"
after=$(uptime_ms)
show_output
expect "kexec -p exits with 0" [ "$status" = 0 ]
expect "a crash kernel is loaded" sysfs_is kexec_crash_loaded 1
echo "lab: fact load_ms=$((after - before))"
echo "lab: armed"
crash
