# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# A dump as it is usually made, to a pipe. makedumpfile does not know 52-bit addresses with 4K and 16K pages: then all of memory is read, by a
# program of its size.
dmesg | sed -n 's/.*\(Memory: [0-9]*K.*\)/lab: start \1/p; s/.*\(software IO TLB:.*\)/lab: start \1/p; s/.*\(cma: .*\)/lab: start \1/p'
sed -n 's/^\(MemTotal\|MemFree\|CmaTotal\|CmaFree\|MemAvailable\|Shmem\|Unevictable\|Slab\): *\([0-9]*\) kB/lab: start \1 \2/p' /proc/meminfo
if makedumpfile -F -l -d 31 /proc/vmcore 2>/tmp/md | wc -c >/tmp/size && [ "$(cat /tmp/size)" -gt 1000000 ]; then
	echo "lab: captured $(cat /tmp/size)"
elif grep -q 'VA Bits 52 not supported' /tmp/md && dd if=/proc/vmcore of=/dev/null bs=8M 2>/tmp/dd; then
	echo "lab: captured $(tail -n 1 /tmp/dd)"
else
	echo "lab: not captured"
fi
