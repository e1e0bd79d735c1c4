# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# In a kernel that was booted by kexec -e: is it another boot, with what it was given and nothing left of the old one?

chosen=/sys/firmware/devicetree/base/chosen

# A machine that runs by ACPI shows its devicetree only as a blob.
booted_from_kexec()
{
	if [ -d "$chosen" ]; then
		[ -e "$chosen/linux,booted-from-kexec" ]
	else
		grep -aq linux,booted-from-kexec /sys/firmware/fdt
	fi
}

randomized()
{
	dmesg | grep -q 'KASLR enabled'
}

expect "the command line is the one given to kexec -l" grep -q "lab.nonce=$first_nonce" /proc/cmdline
expect "this is another boot" [ "$first_boot_id" != "$(cat /proc/sys/kernel/random/boot_id)" ]
expect "all CPUs are back" [ "$(nproc)" = "$first_cpus" ]
expect "the devicetree says that kexec booted it" booted_from_kexec
expect "no memory cap of a crash dump is left in the devicetree" [ ! -e "$chosen/linux,usable-memory-range" ]
expect "no header of a crash dump is left in the devicetree" [ ! -e "$chosen/linux,elfcorehdr" ]
expect "the address space is randomized" randomized
expect "the kaslr-seed is a fresh one" [ "$(stext)" != "$first_stext" ]

# Since 6.16 a kernel says so when it has taken over what the one before has kept for it.
if grep -qw kho=on /proc/cmdline; then
	dmesg | sed -n 's/.*KHO: /lab: log: KHO: /p'
	expect "data was handed over" sh -c 'dmesg | grep -q "KHO: found kexec handover data"'
fi

# Three quarters of what is free, most of it movable: it goes to CMA areas too.
fill_memory()
{
	local free

	free=$(sed -n 's/^MemFree: *\([0-9]*\) kB/\1/p' /proc/meminfo)
	dd if=/dev/urandom of=/tmp/block bs=1M count=1 2>/dev/null
	mkdir /tmp/fill
	mount -t tmpfs -o size=100% fill /tmp/fill
	for _ in $(seq $((free * 3 / 4 / 1024))); do
		cat /tmp/block
	done >/tmp/fill/all
	[ "$(head -c 1048576 /tmp/fill/all | sha256sum)" = "$(sha256sum </tmp/block)" ]
}

if [ -n "${first_fills_memory:-}" ]; then
	expect "the kernel does not lie in the area" grep -q '^  [4-9].*Kernel code' /proc/iomem
	expect "the area is one" grep -q '^CmaTotal: *524288 kB' /proc/meminfo
	expect "memory can be filled" fill_memory
fi
