# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# One kernel after the other by kexec -l and kexec -e; lab.generations= of the command line says how many there are.
word()
{
	sed -n "s/.*lab\.$1=\([^ ]*\).*/\1/p" /proc/cmdline
}

generation=$(word generation)
generation=${generation:-1}
boot_id=$(cat /proc/sys/kernel/random/boot_id)
if [ "$generation" -gt 1 ]; then
	expect "this is another boot" [ "$boot_id" != "$(word before)" ]
	echo "lab: rebooted, generation $generation"
fi
if [ "$generation" -lt "$(word generations)" ]; then
	mkdir -p /tmp/next
	cp -r /boot /case /tmp/next
	(cd /tmp/next && find . | cpio -o -H newc 2>/dev/null) | cat /boot/base.cpio - >/tmp/generation
	rm -rf /tmp/next
	# shellcheck disable=SC2086
	run_kexec -l /boot/Image --initrd=/tmp/generation --append="$APPEND lab.generation=$((generation + 1)) lab.before=$boot_id" $KEXEC_ARGS
	show_output
	expect "kexec -l exits with 0 (it was $status)" [ "$status" = 0 ]
	echo "lab: rebooting"
	run_kexec -e
	fail "kexec -e came back with $status"
fi
