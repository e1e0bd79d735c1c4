# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# The runner plugs memory in before a kernel is loaded. It is the highest below 4 GiB, where free placement looks first. The next
# kernel finds it by ACPI when it runs, and runs this script too: for the one after it that memory is no place either.

# ram_lines: those of System RAM, as "START-END".
ram_lines()
{
	sed -n 's/^\([^ ]*\) : System RAM$/\1/p' /proc/iomem
}

# How many ranges the elfcorehdr of a crash load has.
dumped_ranges()
{
	"$KEXEC" -p -d --dry-run /boot/Image --append=quiet 2>&1 | sed -n 's/^elfcorehdr: .* CPUs, \([0-9]*\) ranges.*/\1/p'
}

# wait_for_ram: until there is a range of RAM that was not there before; it is in $plugged.
wait_for_ram()
{
	local tries=20

	until plugged=$(ram_lines | grep -v -F -x "$before"); do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || return 1
		sleep 0.5
	done
}

# plan ARGUMENT...: the dry run of a load.
plan()
{
	"$KEXEC" "$@" -l --dry-run /boot/Image --append=quiet
}

check_recording()
{
	record-machine --drop-cmdline /tmp/recorded >/tmp/out 2>&1 || show_output
	expect "the recorded machine has the firmware's map" [ -s /tmp/recorded/proc/kcore.uefi-map ]
	plan >/tmp/live
	plan --sysroot=/tmp/recorded >/tmp/out
	expect "and is planned for as the machine itself is" cmp /tmp/live /tmp/out
}

plug()
{
	before=$(ram_lines)
	dumped_before=$(dumped_ranges)
	echo "lab: plug"
	expect "the memory is there" wait_for_ram
	[ -n "$plugged" ] # else this kernel has no driver for it, and nothing below says anything
	expect "it will be in a dump" [ "$(dumped_ranges)" = $((dumped_before + 1)) ]
	remember "plugged=$plugged"
}

new_nonce
if [ -n "${plugged:-}" ]; then
	generation=2
	expect "this kernel has found the memory that was plugged in" grep -q "^$plugged : System RAM" /proc/iomem
	: >/tmp/handover/first/second
else
	generation=1
	plug
	cp -r /boot /case /tmp/handover
fi
echo "lab: generation $generation, plugged in is $plugged"
next_initrd
run_kexec -l -d /boot/Image --initrd=/tmp/next-initrd --append="$APPEND lab.nonce=$nonce"
show_output
expect "kexec -l exits with 0" [ "$status" = 0 ]
expect "only that memory is not in the firmware's map" \
	[ "$(sed -n 's/^memory: 0x0*\([0-9a-f]*\)-0x0*\([0-9a-f]*\) RAM unknown to the next kernel/\1-\2/p' /tmp/err)" = "$plugged" ]
check_recording
run_kexec -l --dry-run /boot/Image --mem-min="0x${plugged%-*}" --append=quiet
show_output
expect "a load that may go nowhere else is refused" [ "$status" = 255 ]
expect "and names the memory" grep -q "0x${plugged%-*}-0x${plugged#*-}" /tmp/err
echo "lab: rebooting"
exec "$KEXEC" -e
