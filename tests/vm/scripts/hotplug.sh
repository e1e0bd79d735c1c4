# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# The runner plugs memory in and pulls it out while a kernel is loaded.

ram_lines()
{
	grep -c '^[^ ].* : System RAM' /proc/iomem
}

# wait_for_ram COUNT: until so many lines of /proc/iomem are System RAM.
wait_for_ram()
{
	local tries=20

	while [ "$(ram_lines)" != "$1" ]; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || return 1
		sleep 0.5
	done
}

load()
{
	run_kexec -l /boot/Image --initrd=/tmp/next-initrd --append="$APPEND lab.nonce=$nonce"
	show_output
	expect "kexec -l exits with 0" [ "$status" = 0 ]
}

new_nonce
remember second=1
: >/tmp/handover/first/second
next_initrd
at_first=$(ram_lines)

load
echo "lab: plug"
expect "the memory is there" wait_for_ram $((at_first + 1))
grep 'System RAM' /proc/iomem | sed 's/^/lab: iomem: /'
"$KEXEC" --status=text -l | sed -n 's/^  memory/lab: status: memory/p'
"$KEXEC" --status=json -l >/tmp/json
expect "--status tells what was added" grep -q '"memory_added": 268435456' /tmp/json
run_kexec --prepare /boot/Image --initrd=/tmp/next-initrd --append="$APPEND lab.nonce=$nonce"
expect "--prepare loads again for another memory map" [ "$status" = 0 -a ! -s /tmp/out ]
echo "lab: unplug"
expect "the memory is gone" wait_for_ram "$at_first"
"$KEXEC" --status=text -l | sed -n 's/^  memory/lab: status: memory/p'
run_kexec -e
show_output
expect "-e refuses when memory is gone" [ "$status" = 255 ]
expect "and says how much" grep -q 'memory was removed since the kernel was loaded: 256 MiB' /tmp/err
load
echo "lab: plug"
expect "the memory is there again" wait_for_ram $((at_first + 1))
echo "lab: rebooting"
# Added memory does not prevent a start.
exec "$KEXEC" -e
