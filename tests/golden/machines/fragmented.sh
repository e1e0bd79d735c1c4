# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# A server under UEFI whose RAM is in 240 pieces with ACPI tables between them; each piece has the pending table of a CPU's LPIs
# (GICv3), which stays in use when another kernel runs and is registered as reserved. Prints a machine.
mib=1048576

# line DEPTH START SIZE NAME, in MiB
line()
{
	printf '\t%*s%08x-%08x : %s\n' "$1" '' $(($2 * mib)) $((($2 + $3) * mib - 1)) "$4"
}

cat <<END
like uefi-acpi
proc/cmdline = console=ttyAMA0 crashkernel=512M
proc/iomem:
END
piece=0
while [ $piece -lt 240 ]; do
	start=$((2048 + piece * 48))
	[ $piece -ne 239 ] || line 0 $start 2048 'System RAM'
	[ $piece -eq 239 ] || line 0 $start 40 'System RAM'
	if [ $piece -eq 100 ]; then
		line 2 $((start + 2)) 18 'Kernel code'
		line 2 $((start + 20)) 6 reserved
		line 2 $((start + 26)) 4 'Kernel data'
	fi
	line 2 $((start + 37)) 1 reserved
	[ $piece -ne 239 ] || line 2 $((start + 512)) 512 'Crash kernel'
	[ $piece -eq 239 ] || line 0 $((start + 40)) 8 'ACPI Tables'
	piece=$((piece + 1))
done
start=$((2048 + 100 * 48))
cat <<END
proc/kcore.vmcoreinfo:
	OSRELEASE=6.1.0-56-arm64
	PAGESIZE=4096
	SYMBOL(_stext)=ffff800008010000
	NUMBER(VA_BITS)=48
END
printf '\tNUMBER(kimage_voffset)=0x%x\n' $((-0x7ffff7ff0000 - (start + 2) * mib))
cat <<END
	NUMBER(PHYS_OFFSET)=0x80000000
	NUMBER(TCR_EL1_T1SZ)=0x10
END
