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
