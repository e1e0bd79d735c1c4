# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# Run by systemd, which is the first process of this kernel: the next one is prepared early, and systemctl kexec goes there.
new_nonce
remember second=1
: >/tmp/handover/first/second
next_initrd
expect "systemd runs the machine" [ "$(cat /proc/1/comm)" = systemd ]
line="$(echo "$APPEND" | sed 's/ *rdinit=[^ ]*//') lab.nonce=$nonce"
run_kexec --prepare /boot/Image --initrd=/tmp/next-initrd --append="$line"
show_output
expect "--prepare loads" [ "$status" = 0 -a ! -s /tmp/out -a ! -s /tmp/err ]
if grep -q lab.refused /proc/cmdline; then
	sed -i 's/^memory .*/&\nmemory 0x7000000000 0x7010000000/' /run/warmkexec/normal
fi
echo "lab: rebooting"
systemctl kexec
sleep 60
fail "systemctl kexec came back"
