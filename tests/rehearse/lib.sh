# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154
# The pieces of run and crash: kernels, initrds, machines. Sourced after tools/lab/lib.sh.

build=${top_builddir:-$lab_top/build/check-gcc}
kexec=$build/kexec/kexec
passed=0 failed=0 skipped=0

skip_all()
{
	echo "SKIP rehearse: $1"
	echo "0 passed, 0 failed, 1 skipped"
	exit 77
}

finish()
{
	echo "$passed passed, $failed failed, $skipped skipped"
	[ "$failed" -eq 0 ]
}

qemu-system-aarch64 --version >/dev/null 2>&1 || skip_all 'no qemu-system-aarch64'
dtc --version >/dev/null 2>&1 || skip_all 'no dtc'
[ -x "$kexec" ] || { echo "no $kexec: build it" >&2; exit 99; }
[ -s "$build/arch/arm64/rehearsal/init.elf" ] || skip_all 'this build has no purgatory for arm64'
k61=$("$lab_top/tools/lab/get" kernel-6.1-cloud) || skip_all 'no kernel 6.1'
k612=$("$lab_top/tools/lab/get" kernel-6.12-cloud) || skip_all 'no kernel 6.12'
tools=$("$lab_top/tools/lab/get" guest-tools) || skip_all 'no busybox for arm64'
k61=$k61/boot/vmlinuz k612=$k612/boot/vmlinuz

pack()
{
	(cd "$1" && find . -mindepth 1 | LC_ALL=C sort | cpio --quiet -o -H newc -R 0:0)
}

# initrd NAME SCRIPT: NAME.cpio with busybox and this init.
initrd()
{
	mkdir -p "$1/bin" "$1/proc"
	cp "$tools/bin/busybox" "$1/bin/busybox"
	printf '#!/bin/busybox sh\n%s\n' "$2" >"$1/init"
	chmod 755 "$1/init"
	pack "$1" >"$1.cpio"
}

# make_initrds SCRIPT: good.cpio and good.gz, whose init is the script; and those that are wrong: cut.gz is good.gz without its end,
# big.cpio has 30 MB more, the init of quits.cpio exits, empty.cpio has none.
make_initrds()
{
	initrd good "$1"
	gzip -1 -c good.cpio >good.gz
	head -c 600000 good.gz >cut.gz
	head -c 30000000 /dev/urandom >good/junk
	pack good >big.cpio
	rm good/junk
	initrd quits 'exit 3'
	mkdir empty
	echo 'nothing to start' >empty/file
	pack empty >empty.cpio
}

# with_makedumpfile NAME: NAME.cpio is good.cpio with makedumpfile and its libraries.
with_makedumpfile()
{
	local vm_libraries=$tools

	# shellcheck source=tests/vm/lib.sh
	. "$lab_top/tests/vm/lib.sh"
	cp -r good "$1"
	mkdir -p "$1/usr/bin" "$1/lib"
	cp "$tools/usr/bin/makedumpfile" "$1/usr/bin/makedumpfile"
	vm_copy_needed "$1/usr/bin/makedumpfile" "$1"
	pack "$1" >"$1.cpio"
}

# hurt_kernel IMAGE FILE: a copy with a MiB of zeros, which no header tells of.
hurt_kernel()
{
	cp "$1" "$2"
	dd if=/dev/zero of="$2" bs=1M seek=8 count=1 conv=notrunc status=none
}

# marked_kernel IMAGE FILE BYTE: a copy whose header has this for its flags (Linux, Documentation/arch/arm64/booting.rst: bits 1 and 2 are
# the page size). unmarked_kernel IMAGE FILE: one that says nothing of pages.
marked_kernel()
{
	cp "$1" "$2"
	# shellcheck disable=SC2059 # the byte is the format
	printf "$3" | dd of="$2" bs=1 seek=24 conv=notrunc status=none
}

unmarked_kernel()
{
	marked_kernel "$1" "$2" '\x08'
}

# machine DIR NAME [SED]: a recorded machine, with a change of its memory map.
machine()
{
	"$lab_top/tests/golden/machine" unpack "$2" "$1"
	[ -z "${3:-}" ] || sed -i "$3" "$1/proc/iomem"
}

# The change of virt-2g to a crash region of 100 MiB.
small='s/a9a00000-b99fffff : Crash/a9a00000-afdfffff : Crash/'
