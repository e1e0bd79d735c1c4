# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# The use of the contiguous allocator's memory (CMA) by kexec_file_load of Linux 6.17 and later.
page=4096
slack=4096 # kB that lists of free pages hold back
beside=    # kB of CMA that the first load leaves

cma_free()
{
	awk '/^CmaFree/ { print $2 }' /proc/meminfo
}

# load: a kernel into CMA, as much of which is free then as after the first load. (After an unload the lists of the processors may have
# the pages that were given back: 6.18 frees them one by one. An allocation from CMA empties these lists.)
# It sets start, and the first and the last but one of the whole pages that its file leaves of its segment.
load()
{
	local answer file memory left

	answer=$(kload file-debug normal /boot/Image - quiet 2>&1) || true
	expect "a kernel is loaded: $answer" [ "$answer" = ok ]
	left=$(cma_free)
	expect "into CMA ($left kB of $free are free)" [ "$left" -lt $((free - slack)) ]
	: "${beside:=$left}"
	expect "an unload gives CMA back ($left kB are free, $beside the first time)" [ "$left" -ge $((beside - slack)) ]
	dmesg | sed -n 's/.*Loaded kernel at \(0x[0-9a-f]*\) bufsz=\(0x[0-9a-f]*\) memsz=\(0x[0-9a-f]*\).*/\1 \2 \3/p' | tail -n 1 >/tmp/kernel
	read -r start file memory </tmp/kernel
	first=$(((start + file + page - 1) / page))
	pages=$(((start + memory) / page - first))
	expect "the log says where: $start, $file of $memory bytes" [ $pages -gt 0 ]
}

free=$(cma_free)
load
kload unload normal >/dev/null
# The memory that the next load finds there; nobody else owns it now.
tr '\0' '\377' </dev/zero | dd of=/dev/mem bs=$page seek=$first count=$pages iflag=fullblock conv=notrunc 2>/dev/null
was=$start
load
expect "at the same place" [ "$start" = "$was" ]
rest=$(dd if=/dev/mem bs=$page skip=$first count=$pages 2>/dev/null | tr -d '\0' | wc -c)
expect "what the file leaves of the kernel's segment is zero ($rest bytes are not)" [ "$rest" = 0 ]
kload unload normal >/dev/null

# Room for the kernel, and for nothing beside it.
head -c $((free * 1024)) /dev/zero >/tmp/initrd
answer=$(kload file normal /boot/Image /tmp/initrd quiet 2>&1) || true
expect "a kernel with an initrd as large as CMA is loaded: $answer" [ "$answer" = ok ]
kload unload normal >/dev/null
rm /tmp/initrd
load
kload unload normal >/dev/null
