# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154
# Functions for the runner and the demo: make the files of a guest, and run one virtual machine to its end.
# Sourced after tools/lab/lib.sh.

vm_dir=$lab_top/tests/vm
vm_spend=$lab_top/tests/helpers/spend.c
# shellcheck source=tests/vm/formats.sh
. "$vm_dir/formats.sh"
# shellcheck source=tests/vm/signed.sh
. "$vm_dir/signed.sh"
vm_build=$lab_top/build/vm

# The state of a case before its file is read.
vm_defaults()
{
	ABOUT=
	KERNELS='6.1-cloud kernels:6.1-full 6.12-cloud' # MODE:KERNEL: in that mode of ./check only
	MODE=default            # all, kernels: only this mode of ./check runs it, because other cases have most of it; trust: only ./check trust
	SCRIPT=kdump            # tests/vm/scripts/SCRIPT.sh, what the first kernel does
	CPU=cortex-a57
	SMP=2
	MEM=2G
	VIRTIO_MEM=             # the size of a virtio-mem device that gives it all to the guest; MEM then says maxmem=
	MACHINE=                # more properties of -M virt
	FIRMWARE=               # uefi: boot by EDK2, with ACPI; secure: the same with Secure Boot, the first kernel signed by the owner
	CRASHKERNEL=256M        # one crashkernel= per word
	APPEND=                 # more for the first kernel's command line
	CAPTURE_APPEND=         # more for the next kernel's
	KEXEC=/sbin/kexec       # in the guest; /debian/kexec is Debian's
	KEXEC_ARGS='--serial ttyAMA0' # more for kexec, where the script goes by it
	LOAD_ARGS=              # more for kexec, where the script loads as the case says
	FLIP=                   # where the runner flips a bit when the guest says "armed": a place that flip.c knows
	RAMOOPS=                # PROPERTY=NUMBER...: a node ramoops in the devicetree; the guest has the kernel's modules for it
	DMA_SIZE=               # devices of a bus reach this much of the memory from its start on (devicetree machines)
	GIVEN_CMA=              # START SIZE: the guest has its devicetree with this as a CMA area in /case/cma.dtb
	SPIN_TABLE=             # the devicetree says that CPUs are started, and cannot be stopped, by a spin table (nobody spins there)
	NO_STDOUT=              # the devicetree names no console
	SIGNED=                 # the guest has signed kernels of these kinds in /case/Image-KIND: see signed_kernel in signed.sh
	HOLE=                   # START SIZE: memory that the devicetree keeps from the kernel
	DISK=                   # the size of /dev/vda, which is empty
	THEN_CRASHKERNEL=       # when it has powered off the machine is started again, with this
	FORMAT=                 # the next kernel is a file of this format: see format_kernel in formats.sh
	MODULES=                # the guest has the modules that come with its kernel in /case/modules
	UBOOT=                  # the guest has mkimage, and its kernel gzipped in /case/Image.gz
	QEMU_MORE=()            # more arguments for QEMU
	REBOOTS=                # a reset starts the machine again instead of ending it
	QUIT_AFTER=             # the machine is ended 3 seconds after the console has shown this
	CRASH_SIZE=             # what --print-ckr-size must print
	DEADLINE=180
	SHUTDOWN=guest-shutdown # how the machine must end: guest-shutdown (powered off) or guest-reset
	EXPECT=()               # lines the console must show in this order; empty: every stage of the script runs to its end
	ABSENT=()               # what the console must not show
	FAILURES=()             # for tests of the checks: each must match a FAIL line, which then is no failure
}

# Speed under emulation, and no hang where a panic comes at the wrong time; nothing that a crash dump depends on.
vm_append='console=ttyAMA0 quiet panic=1 cryptomgr.notests kpti=off'
vm_capture_append='nr_cpus=1 irqpoll reset_devices'

# vm_tools: what runs on the host and in the guest. Sets vm_qemu (a command) and vm_accel.
vm_tools()
{
	local item

	if item=$("$lab_top/tools/lab/get" qemu 2>/dev/null); then
		vm_qemu=("$item/usr/bin/qemu-system-aarch64" -L "$item/usr/share/qemu")
		"${vm_qemu[@]}" --version >/dev/null 2>&1 || item=
	fi
	if [ -z "$item" ]; then
		vm_qemu=(qemu-system-aarch64)
		lab_say "note: no QEMU of $lab_suite-backports; $(qemu-system-aarch64 --version | head -n 1) does not fault what hardware faults"
	fi
	vm_accel=tcg,tb-size=256
	vm_libraries=$("$lab_top/tools/lab/get" guest-tools)
	if [ "$lab_host_arch" = arm64 ]; then vm_cc=gcc; else vm_cc=aarch64-linux-gnu-gcc; fi
	mkdir -p "$vm_build"
	cc -O2 -Wall -Wextra -I"$lab_top" -o "$vm_build/flip.new.$$" "$vm_dir/flip.c"
	mv "$vm_build/flip.new.$$" "$vm_build/flip" # another run may have it open
}

# vm_is_built NAME: is that kernel built from source, and no Debian package?
vm_is_built()
{
	case $1 in
	*-stock | *-stock-* | *-patched | *-patched-* | *-file | *-file-only) return 0 ;;
	*) return 1 ;;
	esac
}

# vm_mode WORD MODE: prints the mode of ./check that runs a case of that MODE on the kernel that a word of KERNELS names.
vm_mode()
{
	case $1 in
	*:*) echo "${1%%:*}" ;;
	*) if vm_is_built "$1"; then echo all; else echo "$2"; fi ;;
	esac
}

# vm_kernel NAME: prints the path of its image. A packaged kernel is Debian's (6.1-cloud). A built one is VERSION-stock or
# VERSION-patched, from Debian's source without or with our patches; -16k or -64k behind that is another page size. VERSION-file and
# VERSION-file-only are other variants of tools/kernel. LAB_IMAGE_NAME=FILE takes that file instead; every
# character of NAME that is not a letter or a digit becomes _. Returns 77 if the kernel cannot be fetched.
vm_kernel()
{
	local override=LAB_IMAGE_${1//[!a-zA-Z0-9]/_} variant=${1#*-} folder
	local -a build=("$variant")

	if [ -n "${!override:-}" ]; then
		printf '%s\n' "${!override}"
		return
	fi
	if ! vm_is_built "$1"; then
		folder=$("$lab_top/tools/lab/get" "kernel-$1") || return 77
		printf '%s/boot/vmlinuz\n' "$folder"
		return
	fi
	case $variant in *-[0-9]*k) build=("${variant%%-*}" "${variant#*-}") ;; esac
	folder=$("$lab_top/tools/kernel" build "${1%%-*}" "${build[@]}") || return
	printf '%s/Image\n' "$folder"
}

# vm_modules IMAGE: the folder of the modules that came with it.
vm_modules()
{
	case $1 in
	*/boot/*) printf '%s/modules\n' "${1%/boot/*}" ;;
	*) printf '%s/modules\n' "${1%/*}" ;;
	esac
}

# vm_copy_needed PROGRAM TREE: the shared libraries of PROGRAM, and theirs, into TREE/lib.
vm_copy_needed()
{
	local library found

	readelf -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | while read -r library; do
		[ ! -e "$2/lib/$library" ] || continue
		found=$(find -L "$vm_libraries/lib" "$vm_libraries/usr/lib" -name "$library" -print -quit 2>/dev/null) || true
		[ -n "$found" ] || lab_die "no package of guest-tools has $library, which ${1##*/} needs"
		cp -L "$found" "$2/lib/$library"
		vm_copy_needed "$2/lib/$library" "$2"
	done
}

# vm_base KEXEC: the archive every guest starts from, packed when something in it has changed. Its path in vm_base_archive. Our
# vmcore-dmesg is the one beside KEXEC, or that of tools/build-arm64 if there is none.
vm_base()
{
	local tree key program ours=${1%/*}/vmcore-dmesg

	[ -e "$ours" ] || ours=$lab_top/build/arm64/vmcore-dmesg
	key=$(cat "$1" "$ours" "$lab_top/tools/record-machine" "$vm_dir"/guest/*.* "$vm_spend" "$vm_dir/guest/init" "$vm_dir/lib.sh" <(readlink -f "$vm_libraries") | sha256sum | cut -c1-16)
	vm_base_archive=$vm_build/base-$key.cpio
	[ ! -e "$vm_base_archive" ] || return 0
	lab_scratch tree
	mkdir -p "$tree"/{bin,sbin,lib,lab,boot,debian,dev,proc,sys,tmp,run,usr/bin,usr/sbin}
	cp "$vm_libraries/bin/busybox" "$tree/bin/busybox"
	cp "$1" "$tree/sbin/kexec"
	cp "$lab_top/tools/record-machine" "$tree/sbin/record-machine"
	cp "$vm_libraries/sbin/kexec" "$tree/debian/kexec"
	cp "$vm_libraries/usr/bin/makedumpfile" "$tree/usr/bin/makedumpfile"
	cp "$ours" "$tree/sbin/vmcore-dmesg"
	cp "$vm_libraries/sbin/vmcore-dmesg" "$tree/debian/vmcore-dmesg"
	vm_copy_needed "$tree/debian/kexec" "$tree"
	vm_copy_needed "$tree/usr/bin/makedumpfile" "$tree"
	vm_copy_needed "$tree/debian/vmcore-dmesg" "$tree"
	for program in "$vm_dir"/guest/{vmcore-check,kload,linear-map,setxattr,deny}.c "$vm_spend"; do
		"$vm_cc" -std=gnu11 -O2 -Wall -Wextra -static -s -o "$tree/sbin/$(basename "$program" .c)" "$program"
	done
	cp "$vm_dir"/guest/*.sh "$tree/lab/"
	cp "$vm_dir/guest/init" "$tree/init"
	chmod 755 "$tree/init" "$tree"/sbin/* "$tree"/debian/*
	vm_pack "$tree" >"$vm_build/base.new.$$"
	find "$vm_build" -maxdepth 1 -name 'base-*.cpio' -mmin +60 -delete
	mv "$vm_build/base.new.$$" "$vm_base_archive"
	rm -rf "$tree"
}

vm_pack()
{
	(cd "$1" && find . -mindepth 1 -print0 | LC_ALL=C sort -z | cpio --quiet -0 -o -H newc -R 0:0)
}

# vm_uboot TREE KERNEL: mkimage with its libraries, and the kernel as boards have it.
vm_uboot()
{
	local item vm_libraries

	item=$("$lab_top/tools/lab/get" uboot-tools)
	vm_libraries=$item
	mkdir -p "$1/sbin" "$1/lib"
	cp "$item/usr/bin/mkimage" "$1/sbin/mkimage"
	vm_copy_needed "$1/sbin/mkimage" "$1"
	gzip -1 -c "$2" >"$1/case/Image.gz"
}

# vm_initrd DIR KERNEL: DIR/initrd, the base archive followed by what this run adds; the case's variables are read.
vm_initrd()
{
	local run=$1/run

	mkdir -p "$run/boot" "$run/case"
	if [ -n "$FORMAT" ]; then format_kernel "$FORMAT" "$2" "$run/boot/Image"; else cp "$2" "$run/boot/Image"; fi
	cp "$vm_base_archive" "$run/boot/base.cpio"
	cp "$vm_dir/scripts/$SCRIPT.sh" "$run/case/script.sh"
	if [ -n "$RAMOOPS$MODULES" ]; then
		cp -r "$(vm_modules "$2")" "$run/case/modules"
	fi
	if [ "$SCRIPT" = bad-inputs ]; then
		gzip -1 -c "$2" | head -c 9000000 >"$run/case/truncated.gz"
	fi
	[ "$SCRIPT" != selftest ] || cp "$LAB_SELFTEST" "$run/case/selftest"
	[ -z "$UBOOT" ] || vm_uboot "$run" "$2"
	[ -z "$SIGNED" ] || vm_signed "$run/case" "$2"
	if [ -n "$GIVEN_CMA" ]; then
		vm_own_dtb "$run/case/cma.dtb"
		# shellcheck disable=SC2086
		vm_cma "$run/case/cma.dtb" $GIVEN_CMA
	fi
	{
		printf 'APPEND=%q\n' "$vm_append${APPEND:+ $APPEND}"
		printf 'CAPTURE_APPEND=%q\n' "$vm_append $vm_capture_append${CAPTURE_APPEND:+ $CAPTURE_APPEND}"
		printf 'KEXEC=%q\nKEXEC_ARGS=%q\nLOAD_ARGS=%q\nCRASH_SIZE=%q\n' "$KEXEC" "$KEXEC_ARGS" "$LOAD_ARGS" "$CRASH_SIZE"
	} >"$run/case/env"
	vm_pack "$run" | cat "$vm_base_archive" - >"$1/initrd"
	rm -rf "$run"
}

# Below the last 16 MiB of 2 GiB: what the kernel reserves for itself lies elsewhere.
vm_ramoops_start=0xbe000000
vm_ramoops_size=0x20000

# vm_reserved_memory DTB: the parent of such nodes.
vm_reserved_memory()
{
	fdtput -p -c "$1" /reserved-memory
	fdtput -t x "$1" /reserved-memory '#address-cells' 2
	fdtput -t x "$1" /reserved-memory '#size-cells' 2
	fdtput -t x "$1" /reserved-memory ranges
}

# vm_ramoops DTB: put the node that the case describes into the devicetree.
vm_ramoops()
{
	local node=/reserved-memory/ramoops@${vm_ramoops_start#0x} word

	vm_reserved_memory "$1"
	fdtput -c "$1" "$node"
	fdtput -t s "$1" "$node" compatible ramoops
	fdtput -t x "$1" "$node" reg 0 "$vm_ramoops_start" 0 "$vm_ramoops_size"
	for word in $RAMOOPS; do
		fdtput -t x "$1" "$node" "${word%%=*}" "${word#*=}"
	done
}

# vm_dma_size DTB: a bus that reaches the first DMA_SIZE bytes of memory only, as the devices of some boards do.
vm_dma_size()
{
	fdtput -c "$1" /narrow-bus
	fdtput -t s "$1" /narrow-bus compatible simple-bus
	fdtput -t x "$1" /narrow-bus '#address-cells' 2
	fdtput -t x "$1" /narrow-bus '#size-cells' 2
	fdtput -t x "$1" /narrow-bus ranges
	fdtput -t x "$1" /narrow-bus dma-ranges 0 40000000 0 40000000 0 "$DMA_SIZE"
}

# vm_hole DTB START SIZE: nobody's memory.
vm_hole()
{
	local node=/reserved-memory/hole@$2

	vm_reserved_memory "$1"
	fdtput -c "$1" "$node"
	fdtput -t x "$1" "$node" reg 0 "$2" 0 "$3"
	fdtput "$1" "$node" no-map
}

# vm_spin_table DTB: the CPUs wait for an address there, as on boards without firmware that could stop them.
vm_spin_table()
{
	local node=/reserved-memory/spin-table@be000000 cpu

	vm_reserved_memory "$1"
	fdtput -c "$1" "$node"
	fdtput -t x "$1" "$node" reg 0 be000000 0 10000
	fdtput "$1" "$node" no-map
	for cpu in $(fdtget -l "$1" /cpus | grep '^cpu@'); do
		fdtput -t s "$1" "/cpus/$cpu" enable-method spin-table
		fdtput -t x "$1" "/cpus/$cpu" cpu-release-addr 0 be000000
	done
}

# vm_cma DTB START SIZE: memory that the kernel lends to whoever can move out of it.
vm_cma()
{
	local node=/reserved-memory/linux,cma@$2

	vm_reserved_memory "$1"
	fdtput -c "$1" "$node"
	fdtput -t s "$1" "$node" compatible shared-dma-pool
	fdtput -t x "$1" "$node" reg 0 "$2" 0 "$3"
	fdtput "$1" "$node" reusable
	fdtput "$1" "$node" linux,cma-default
}

# vm_own_dtb DTB: the devicetree that QEMU gives the case's machine.
vm_own_dtb()
{
	"${vm_qemu[@]}" -M "virt,gic-version=${GIC:-3}${MACHINE:+,$MACHINE},dumpdtb=$1" -cpu "$CPU" -smp "$SMP" -m "$MEM" \
		-display none -nic none -nodefaults >/dev/null 2>&1
}

# vm_run DIR KERNEL [CALLBACK]: run the machine the case's variables describe until it ends or DEADLINE seconds have passed. The
# console is added to DIR/console.log; CALLBACK is called every tenth of a second. Sets vm_end: guest-shutdown, guest-reset, deadline, or
# what else QEMU says.
vm_run()
{
	local dir=$1 kernel=$2 callback=${3:-} word crash='' started=$SECONDS line
	local -a extra=()

	for word in $CRASHKERNEL; do
		crash="$crash crashkernel=$word"
	done
	case $FIRMWARE in
	uefi) extra+=(-bios /usr/share/qemu-efi-aarch64/QEMU_EFI.fd) ;;
	secure)
		sign_by_owner "$kernel" "$dir/signed"
		kernel=$dir/signed
		extra+=(-drive "if=pflash,unit=0,format=raw,readonly=on,file=$vm_secure_code"
			-drive "if=pflash,unit=1,format=raw,snapshot=on,file=$vm_secure_variables")
		;;
	esac
	if [ -n "$VIRTIO_MEM" ]; then
		extra+=(-object "memory-backend-ram,id=virtio-mem,size=$VIRTIO_MEM"
			-device "virtio-mem-pci,memdev=virtio-mem,requested-size=$VIRTIO_MEM")
	fi
	if [ -n "$FLIP" ]; then
		extra+=(-object "memory-backend-file,id=ram,size=$MEM,mem-path=$dir/memory,share=on" -machine memory-backend=ram)
	fi
	if [ -n "$RAMOOPS$DMA_SIZE$HOLE$SPIN_TABLE$NO_STDOUT" ]; then
		vm_own_dtb "$dir/dtb"
		[ -z "$RAMOOPS" ] || vm_ramoops "$dir/dtb"
		# shellcheck disable=SC2086
		[ -z "$HOLE" ] || vm_hole "$dir/dtb" $HOLE
		[ -z "$DMA_SIZE" ] || vm_dma_size "$dir/dtb"
		[ -z "$SPIN_TABLE" ] || vm_spin_table "$dir/dtb"
		[ -z "$NO_STDOUT" ] || fdtput -d "$dir/dtb" /chosen stdout-path
		extra+=(-dtb "$dir/dtb")
	fi
	if [ -n "$DISK" ]; then
		truncate -s "$DISK" "$dir/disk"
		extra+=(-drive "if=none,id=disk,format=raw,cache=unsafe,file=$dir/disk" -device "virtio-blk-pci,drive=disk")
	fi
	[ -n "$REBOOTS" ] || extra+=(-no-reboot)
	extra+=(${QEMU_MORE[@]+"${QEMU_MORE[@]}"})
	rm -f "$dir/serial" "$dir/qmp.in" "$dir/qmp.out"
	mkfifo "$dir/serial" "$dir/qmp.in" "$dir/qmp.out"
	exec {vm_serial}<>"$dir/serial" {vm_qmp_in}<>"$dir/qmp.in" {vm_qmp_out}<>"$dir/qmp.out"
	printf '{"execute":"qmp_capabilities"}\n' >&"$vm_qmp_in"
	setpriv --pdeathsig KILL "${vm_qemu[@]}" -M "virt,gic-version=${GIC:-3}${MACHINE:+,$MACHINE}" -accel "$vm_accel" \
		-cpu "$CPU" -smp "$SMP" -m "$MEM" -display none -nic none -nodefaults -serial stdio \
		-chardev "pipe,id=qmp,path=$dir/qmp" -mon chardev=qmp,mode=control \
		-kernel "$kernel" -initrd "$dir/initrd" -append "$vm_append$crash${APPEND:+ $APPEND}" \
		"${extra[@]}" <"$dir/serial" >"$dir/console.raw" 2>"$dir/qemu.err" &
	vm_pid=$!
	vm_end=
	while kill -0 "$vm_pid" 2>/dev/null; do
		sleep 0.1
		[ -z "$callback" ] || "$callback" "$dir"
		if [ -n "$QUIT_AFTER" ] && grep -aqE -- "$QUIT_AFTER" "$dir/console.raw"; then
			QUIT_AFTER=
			sleep 3
			printf '{"execute":"quit"}\n' >&"$vm_qmp_in"
		fi
		if [ $((SECONDS - started)) -ge "$DEADLINE" ] || ! kill -0 $$ 2>/dev/null; then
			# QEMU ends by itself on TERM; KILL is for one that does not.
			if [ "$vm_end" = deadline ]; then kill -KILL "$vm_pid"; else kill -TERM "$vm_pid"; fi 2>/dev/null || true
			vm_end=deadline
			sleep 1
		fi
	done
	wait "$vm_pid" 2>/dev/null || vm_end=${vm_end:-qemu exit $?}
	# The pipe has all that QEMU has said, and no end of its own.
	printf '\nend\n' >&"$vm_qmp_out"
	while read -r -t 10 -u "$vm_qmp_out" line && [ "$line" != end ]; do
		case $line in
		*'"SHUTDOWN"'*) vm_end=${vm_end:-$(printf '%s' "$line" | sed 's/.*"reason": *"\([^"]*\)".*/\1/')} ;;
		esac
	done
	exec {vm_serial}>&- {vm_qmp_in}>&- {vm_qmp_out}>&-
	# Without what firmware does to the screen, so that a line begins where it begins, and what the kernel has put into it.
	sed 's/\x1b\[[0-9;=?]*[A-Za-z]//g; s/\r//g' "$dir/console.raw" | "$lab_top/tests/vm/whole-lines" >>"$dir/console.log"
	rm -f "$dir/console.raw" "$dir/memory"
	printf 'lab: machine ended: %s\n' "$vm_end" >>"$dir/console.log"
	sed 's/^/qemu: /' "$dir/qemu.err" >>"$dir/console.log"
}
