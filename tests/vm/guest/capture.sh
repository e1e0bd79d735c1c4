# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# In the capture kernel: is what it was given the truth about the kernel that crashed?

crash_dmesg()
{
	local lines

	lines=$(wc -l <"$1")
	if grep -q "laboratory nonce $first_nonce" "$1"; then
		ok "$2 finds the nonce in the crashed kernel's log ($lines lines)"
	else
		fail "$2 does not find the nonce in the crashed kernel's log ($lines lines)"
	fi
}

# same_log FILE NAME: another program has written the same log to FILE as our vmcore-dmesg.
same_log()
{
	if cmp -s /tmp/dmesg "$1"; then
		ok "vmcore-dmesg prints byte by byte the log that $2 prints"
	else
		fail "vmcore-dmesg prints another log than $2"
		diff /tmp/dmesg "$1" | head -n 10 | sed 's/^/lab: diff: /'
	fi
}

# The kernel's own reservation for DMA, and the requests that no zone could serve; each word has the flags of a request.
own_start()
{
	local pools failed

	dmesg >/tmp/own
	pools=$(sed -n 's/.*DMA: preallocated [0-9]* KiB \([A-Z0-9_|]*\) pool .*/\1/p' /tmp/own | xargs)
	failed=$(sed -n 's/.* page allocation failure: order:.*(\([A-Z0-9_|]*\)).*/\1/p
		s/.*DMA: failed to allocate [0-9]* KiB \([A-Z0-9_|]*\) pool .*/\1/p' /tmp/own | xargs)
	echo "lab: fact atomic_pools=$pools"
	expect "no allocation failed while the capture kernel started${failed:+ ($failed)}" [ -z "$failed" ]
}

# makedumpfile of Debian 12 does not know 52-bit addresses on 4K pages. It must say exactly that, else it must work.
makedumpfile_refuses()
{
	grep -q '^lab: fact va_bits=52$' /tmp/findings && grep -q '^lab: fact page_size=4096$' /tmp/findings
}

expect "crashed kernel and capture kernel are not the same boot" \
	[ "$first_boot_id" != "$(cat /proc/sys/kernel/random/boot_id)" ]
own_start
status=0
vmcore-check regions /first/iomem /proc/iomem || status=$?
vmcore-check vmcore /first/iomem "$first_cpus" /proc/vmcore >/tmp/findings || status=$?
cat /tmp/findings
[ "$status" -lt 2 ] || fail "vmcore-check ended with $status"

status=0
vmcore-dmesg /proc/vmcore >/tmp/dmesg 2>/tmp/dmesg.err || status=$?
expect "vmcore-dmesg exits with 0 (it was $status) and says nothing $(head -n 1 /tmp/dmesg.err)" [ "$status$(cat /tmp/dmesg.err)" = 0 ]
crash_dmesg /tmp/dmesg vmcore-dmesg
/debian/vmcore-dmesg /proc/vmcore >/tmp/debian-dmesg 2>&1 || true
same_log /tmp/debian-dmesg "vmcore-dmesg of kexec-tools"

: >/tmp/mdmesg

if makedumpfile_refuses; then
	# A version that has learnt it would print something else, fail here, and be used from then on.
	makedumpfile -f --dump-dmesg /proc/vmcore /tmp/mdmesg >/tmp/md 2>&1 || true
	grep . /tmp/md | head -n 6 | sed 's/^/lab: makedumpfile: /'
	expect "makedumpfile says itself that it does not know 52-bit addresses with 4K pages" \
		grep -q "PAGE SIZE 0x1000 and VA Bits 52 not supported" /tmp/md
	echo "lab: note makedumpfile does not know 52-bit addresses with 4K pages and says so; it is left out"
else
	makedumpfile -f --dump-dmesg /proc/vmcore /tmp/mdmesg >/tmp/md 2>&1 || sed 's/^/lab: makedumpfile: /' /tmp/md
	crash_dmesg /tmp/mdmesg "makedumpfile --dump-dmesg"
	# It indents the lines of a message after the first, and a newer one prints the caller; our program does neither.
	sed -e 's/^\(\[ *[0-9]*\.[0-9]*\]\)\[ *[TC][0-9]*\] /\1 /' -e 's/^ \{15\}//' /tmp/mdmesg >/tmp/mdmesg-plain
	same_log /tmp/mdmesg-plain "makedumpfile --dump-dmesg"
	# The files of an initramfs may take half of the memory, which a dump with a loaded kernel in it exceeds at times.
	mount -o remount,size=80% / || echo "lab: the root's size cannot be changed"
	if makedumpfile -l -d 31 /proc/vmcore /tmp/dump >/tmp/md 2>&1; then
		ok "makedumpfile -l -d 31 writes $(stat -c %s /tmp/dump) bytes"
		echo "lab: fact dump_size=$(stat -c %s /tmp/dump)"
		: >/tmp/mdmesg
		makedumpfile -f --dump-dmesg /tmp/dump /tmp/mdmesg >/tmp/md 2>&1 || true
		crash_dmesg /tmp/mdmesg "makedumpfile, from the dump,"
	else
		sed 's/^/lab: makedumpfile: /' /tmp/md
		fail "makedumpfile -l -d 31"
	fi
fi
if [ -n "${SHOW_DMESG:-}" ]; then
	tail -n "$SHOW_DMESG" /tmp/dmesg | sed 's/^/lab: dmesg: /'
fi
