# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154,SC2086,SC1091
# A kernel's use of its crash memory: the first kernel's mapping, the effect of a stray write to the loaded image, the memory given
# back. lab.protected=0 says that this kernel does not protect it; lab.low, that its low region is hidden.
word()
{
	tr ' ' '\n' </proc/cmdline | sed -n "s/^$1=//p"
}

# region NAME: sets start and end of the range of that name in /proc/iomem.
region()
{
	local range

	range=$(sed -n "s/^ *\([0-9a-f-]*\) : $1\$/\1/p" /proc/iomem | tail -n 1)
	[ -n "$range" ] || return 1
	start=0x${range%-*}
	end=$((0x${range#*-} + 1))
}

# mapped START END: sets blocks, pages, invalid, hidden, kcore.
mapped()
{
	eval "$(linear-map "$1" "$2")"
}

# poke N ADDRESS: a write from kernel space survives. An insmod that dies of it leaves the module behind, so each N is a module of its
# own. What a kernel since 6.5 notes of a file that is being loaded lies on the stack of the one who loads it, and would be left in its
# list, too: insmod hands a compressed module over as memory.
poke()
{
	sed "s/poke/pok$1/g" /case/modules/poke.ko | gzip >"/tmp/poke$1.ko.gz"
	insmod "/tmp/poke$1.ko.gz" "address=$2" 2>/dev/null
}

oopses()
{
	dmesg | grep -c 'Internal error: Oops' || true
}

# poke_faults N ADDRESS WHAT: the same ends in one more oops, and before anything is written.
poke_faults()
{
	local before

	before=$(oopses)
	poke "$1" "$2" || true
	dmesg >/tmp/log
	expect "a write to $3 ends in an oops" [ "$(oopses)" = $((before + 1)) ]
	expect "it was tried, and nothing was written" [ "$(sed -n "s/^.*pok$1: \(writing\|.* holds\) .*/\1/p" /tmp/log)" = writing ]
}

low_is_hidden()
{
	local low

	low=$(low_crash_memory)
	[ -n "$low" ] || {
		fail "there is no low crash memory"
		return
	}
	start=0x${low%-*}
	end=$((0x${low#*-} + 1))
	mapped "$start" "$end"
	expect "the low region is not in the linear map (hidden $hidden)" [ "$hidden" = $((end - start)) ]
	expect "the low region is not in /proc/kcore (bytes $kcore)" [ "$kcore" = 0 ]
	if dd if=/dev/mem of=/dev/null bs=4096 count=1 skip=$((start / 4096)) 2>/tmp/dd; then
		fail "the low region can be read through /dev/mem"
	else
		ok "the low region cannot be read through /dev/mem: $(head -n 1 /tmp/dd)"
	fi
	if dd if=/dev/zero of=/dev/mem bs=4096 count=1 seek=$((start / 4096)) conv=notrunc 2>/tmp/dd; then
		fail "the low region can be written to through /dev/mem"
	else
		ok "the low region cannot be written to through /dev/mem: $(head -n 1 /tmp/dd)"
	fi
	poke_faults 3 "$start" 'the low region'
	poke_faults 4 $((end - 1)) 'the last byte of the low region'
}

crash_pages()
{
	region 'Crash kernel'
	mapped "$start" "$end"
}

# Files in memory, until four fifths of what is free are full: pages that were given back must bear it.
fill_memory()
{
	local kib

	kib=$(awk '/^MemAvailable/ { print int($2 * 4 / 5) }' /proc/meminfo)
	mkdir -p /fill
	mount -t tmpfs -o size=95% fill /fill
	dd if=/dev/zero of=/fill/all bs=1M count=$((kib / 1024)) 2>/dev/null
	sync
	ok "$((kib / 1024)) MiB of memory were filled"
	umount /fill
}

mount -t debugfs debug /sys/kernel/debug
[ -z "$(word lab.low)" ] || low_is_hidden
crash_pages
if [ "$(word lab.protected)" = 0 ]; then expected=0; else expected=1; fi
expect "crash memory that nothing is loaded into is valid ($invalid bytes are not)" [ "$invalid" = 0 ]
arm_capture
crash_pages
if [ $expected = 1 ]; then
	expect "the loaded image is not valid in the linear map ($invalid bytes)" [ "$invalid" -gt 1000000 ]
	poke_faults 1 "$start" 'the loaded image'
	expect "the crash kernel is still loaded" sysfs_is kexec_crash_loaded 1
else
	expect "the loaded image is valid in the linear map" [ "$invalid" = 0 ]
	expect "a write to the loaded image goes unnoticed" poke 1 "$start"
fi
if [ -n "$(word lab.crash)" ]; then
	crash
fi
run_kexec -p -u
show_output
crash_pages
expect "after it was unloaded all of it is valid again ($invalid bytes are not)" [ "$invalid" = 0 ]
expect "and can be written to" poke 2 "$start"
# Kernels since 6.4 count the low region, and shrink the other one first.
region 'Crash kernel'
low=$(($(cat /sys/kernel/kexec_crash_size) - (end - start)))
half=$(((end - start) / 2 / 2097152 * 2097152))
echo $((half + low)) >/sys/kernel/kexec_crash_size
region 'Crash kernel'
expect "half of it is given back" [ $((end - start)) = "$half" ]
fill_memory
arm_capture
expect "the crash kernel can be loaded into what is left" sysfs_is kexec_crash_loaded 1
run_kexec -p -u
echo 0 >/sys/kernel/kexec_crash_size
expect "nothing is left" sysfs_is kexec_crash_size 0
fill_memory
if dmesg | grep -q 'WARNING:\|BUG:'; then
	dmesg | grep -A 3 'WARNING:\|BUG:' | sed 's/^/lab: dmesg: /' | head -n 12
	fail "the kernel complains"
fi
