# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# Time and peak memory of kexec -p, ours next to Debian's kexec-tools, in turn on the same guest. The best of five of each: under
# emulation the seconds only compare the two.

best()
{
	sort -n | head -n 1
}

# measure NAME PROGRAM: one load and unload; what it took goes to /tmp/NAME.{ms,processor,kib}.
measure()
{
	spend "$2" -p /boot/Image --initrd=/boot/base.cpio --append="$CAPTURE_APPEND" >/tmp/out 2>/tmp/err || fail "$1 cannot load"
	sysfs_is kexec_crash_loaded 1 || fail "$1 has not loaded"
	"$2" -p -u || fail "$1 cannot unload"
	tail -n 1 /tmp/out | {
		read -r ms processor kib
		echo "$ms" >>/tmp/"$1".ms
		echo "$processor" >>/tmp/"$1".processor
		echo "$kib" >>/tmp/"$1".kib
	}
}

for round in 1 2 3 4 5; do
	measure ours /sbin/kexec
	measure kexec-tools /debian/kexec
done
note=
for who in ours kexec-tools; do
	note="$note${note:+, }$who $(best </tmp/$who.ms) ms ($(best </tmp/$who.processor) ms of the processor), $(best </tmp/$who.kib) KiB"
done
echo "lab: note kexec -p of $(($(stat -c %s /boot/Image) >> 10)) + $(($(stat -c %s /boot/base.cpio) >> 10)) KiB: $note"
ok "measured in $round rounds"
