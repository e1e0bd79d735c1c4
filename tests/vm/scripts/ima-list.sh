# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# The list of measurements (IMA) over three generations: the second is loaded by kexec_file_load, which hands the list on; the third by
# kexec_load, over an image of kexec_file_load that is given up. It fills the kept memory, so that it lies where that image had the
# segment for the list: a list that is written there all the same damages it, and the purgatory does not start it.
generation=$(cat /generation 2>/dev/null || echo 1)
[ -e /sys/kernel/security/ima ] || mount -t securityfs none /sys/kernel/security
# Each kernel of the list has measured one of these.
boots=$(grep -c boot_aggregate /sys/kernel/security/ima/ascii_runtime_measurements)

load_file()
{
	local answer

	answer=$(kload file normal /boot/Image /tmp/generation "$(cat /proc/cmdline)" 2>&1) || true
	expect "kexec_file_load of the next generation: $answer" [ "$answer" = ok ]
}

# load_by_segments OPTION...
load_by_segments()
{
	run_kexec -l /boot/Image --initrd=/tmp/generation --append="$(cat /proc/cmdline)" --reserved=require \
		--serial ttyAMA0 "$@"
}

# Zeroes behind the initrd, as many as the kept memory has room for, by 4 KB.
fill_kept_memory()
{
	local fits too_large=131072 middle

	fits=$(du -k /tmp/generation | cut -f1)
	while [ $((too_large - fits)) -gt 4 ]; do
		middle=$(((fits + too_large) / 2))
		truncate -s "${middle}K" /tmp/generation
		load_by_segments --dry-run
		if [ "$status" = 0 ]; then fits=$middle; else too_large=$middle; fi
	done
	truncate -s "${fits}K" /tmp/generation
	expect "an initrd of $fits KB fills the kept memory" [ "$fits" -gt 98304 ]
}

mkdir -p /tmp/next
cp -r /boot /case /tmp/next
echo $((generation + 1)) >/tmp/next/generation
(cd /tmp/next && find . | cpio -o -H newc 2>/dev/null) | cat /boot/base.cpio - >/tmp/generation
case $generation in
1)
	load_file
	echo "lab: rebooting"
	"$KEXEC" -e
	;;
2)
	expect "the list of the first kernel is here ($boots boots)" [ "$boots" = 2 ]
	load_file
	fill_kept_memory
	load_by_segments
	show_output
	expect "kexec -l exits with 0 (it was $status)" [ "$status" = 0 ]
	echo "lab: rebooting"
	"$KEXEC" -e
	;;
*) expect "a kernel without a segment for the list has its own only ($boots boots)" [ "$boots" = 1 ] ;;
esac
[ "$generation" -gt 2 ] || fail "kexec -e came back"
