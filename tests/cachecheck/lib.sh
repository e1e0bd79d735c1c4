# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2034,SC2154
# For tests of the arm64 purgatory under a QEMU with plugins; sourced by a script that has set suite (its name), pattern (of
# the cases wanted) and top_srcdir. Sets top_builddir, work, which is the current folder, and the tools.
# environment: top_builddir, ARM64_CC, CC, QEMU (9.1 or newer; tools/lab has one if this is not set)
LC_ALL=C
export LC_ALL
if [ -z "$top_builddir" ]; then
	top_builddir=$top_srcdir
	[ -e "$top_builddir/Makefile" ] || top_builddir=$top_srcdir/build/check-gcc
fi
cc=${CC:-cc}
arm64_cc=${ARM64_CC:-aarch64-linux-gnu-gcc}
objcopy=$($arm64_cc -print-prog-name=objcopy 2>/dev/null)
objdump=$($arm64_cc -print-prog-name=objdump 2>/dev/null)
nm=$($arm64_cc -print-prog-name=nm 2>/dev/null)
deadline=60

skip_all() {
	echo "SKIP $suite: $1"
	echo "0 passed, 0 failed, 1 skipped"
	exit 77
}

broken_harness() {
	echo "$suite: $1" >&2
	exit 99
}

qemu=${QEMU:-$("$top_srcdir/tools/lab/get" qemu)/usr/bin/qemu-system-aarch64}
$arm64_cc --version >/dev/null 2>&1 || skip_all "no arm64 compiler ($arm64_cc)"
$qemu --version >/dev/null 2>&1 || skip_all "no QEMU of our own (tools/lab/get qemu)"
$qemu --version | awk '{ split($4, v, "."); exit !(v[1] > 9 || v[1] == 9 && v[2] >= 1) }' ||
	skip_all "$qemu is older than 9.1: its plugins cannot read registers"

work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
trap 'exit 99' HUP INT TERM
cd "$work" || exit 99

passed=0 failed=0 skipped=0 name='' why=''

# Starts a case: false if it is not wanted.
begin() {
	name=$1
	# shellcheck disable=SC2254 # the pattern is one
	case $name in $pattern) ;; *) return 1 ;; esac
	why=
}

complain() {
	[ -n "$why" ] || why=$1
}

# end FILE...: what the case left is shown if it failed
end() {
	if [ -z "$why" ]; then
		echo "PASS $name"
		passed=$((passed + 1))
		return
	fi
	echo "FAIL $name: $why"
	for _file; do
		sed "s/^/	| /" "$_file"
	done
	failed=$((failed + 1))
}

summary() {
	echo "$passed passed, $failed failed, $skipped skipped"
	[ "$failed" -eq 0 ]
}

# plugin SOURCE...: builds the plugin of that name beside us
plugin() {
	_name=$1
	shift
	$cc -std=gnu11 -O2 -Wall -Wextra -Werror -fPIC -fvisibility=hidden -shared -I"$top_srcdir/tests/cachecheck" -o "$_name.so" "$@" ||
		broken_harness "cannot build $_name"
}

# symbol ELF NAME: its address
symbol() {
	"$nm" "$1" | awk -v name="$2" '$3 == name { print "0x" $1; found = 1 } END { exit !found }' ||
		broken_harness "no symbol $2 in $1"
}

# regime NAME: sets machine, cpu, launch flags, the conduit that works, the level
regimes="el1 el2 vhe max1 max2"
regime() {
	case $1 in
	el1) machine=virt cpu=cortex-a57 launch=0 psci=1 el=1 ;;
	el2) machine=virt,virtualization=on cpu=cortex-a57 launch=0 psci=2 el=2 ;;
	vhe) machine=virt,virtualization=on cpu=neoverse-n1 launch=1 psci=2 el=2 ;;
	max1) machine=virt cpu=max launch=0 psci=1 el=1 ;;
	max2) machine=virt,virtualization=on cpu=max launch=1 psci=2 el=2 ;;
	esac
}

# --- the purgatory on a bare machine: tests/purgatory has the parts -------------------------------------------------

kernel_at=0x41200000 initrd_at=0x43000000 dtb_at=0x44000008 segment_at=0x45000000
blob_elf=$top_builddir/arch/arm64/purgatory/purgatory-arm64.elf
make_segment=$top_builddir/tests/purgatory/make-segment

# filler NAME SIZE: bytes that differ from name to name
filler() {
	seq -f "$1 %g" 1 "$2" | head -c "$2"
}

# little_endian BYTES NUMBER
little_endian() {
	_i=0
	while [ $_i -lt $((8 * $1)) ]; do
		# shellcheck disable=SC2059 # the format is the byte
		printf "\\$(printf %03o $(($2 >> _i & 255)))"
		_i=$((_i + 8))
	done
}

# poke FILE OFFSET: what is piped in goes there
poke() {
	dd of="$1" bs=1 seek="$(($2))" conv=notrunc status=none
}

# peek FILE OFFSET BYTES: the number there
peek() {
	od -An -v -t "u$3" -j "$(($2))" -N "$3" --endian=little "$1" | tr -d ' '
}

# assemble NAME ADDRESS: NAME.S of tests/purgatory
assemble() {
	$arm64_cc -nostdlib -static -Wl,--build-id=none -Wl,-z,noexecstack -Wl,-Ttext="$2" -I"$top_srcdir" -o "$1.elf" \
		"$top_srcdir/tests/purgatory/$1.S" || broken_harness "cannot build $1.S"
}

# The programs and what is loaded, once.
bare_machine() {
	[ -s "$blob_elf" ] || skip_all "this build has no arm64 purgatory ($blob_elf)"
	[ -x "$make_segment" ] || broken_harness "$make_segment is missing: make check builds it"
	assemble launcher 0x40080000
	assemble next 0
	"$objcopy" -O binary -j .text next.elf next.bin || broken_harness "cannot read next.elf"
	{ cat next.bin; filler first 100003; } >kernel
	filler second 70001 >initrd
	filler third 5000 >dtb
	"$objdump" -d "$blob_elf" >disassembly || broken_harness "cannot read $blob_elf"
}

# segment MAKE-SEGMENT-ARGUMENT...: the purgatory's, for this regime, with what is loaded where it must be, and more
segment() {
	try_segment "$@" || broken_harness "make-segment failed"
}

try_segment() {
	"$make_segment" segment entry=$kernel_at dtb=$dtb_at psci="$psci" segment="$segment_at" "$@"
}

# loads FILE@ADDRESS...: the arguments of QEMU
loads() {
	for _load; do
		printf '%s ' "-device loader,file=${_load%@*},addr=${_load#*@},force-raw=on"
	done
}

# run_purgatory PLUGIN-ARGUMENTS FILE@ADDRESS...: the segment, and what is to be in memory with it
run_purgatory() {
	_arguments=$1
	shift
	{ little_endian 8 "$segment_at"; little_endian 8 "$launch"; little_endian 8 0; } >params
	# shellcheck disable=SC2046 # a list
	run_qemu "$_arguments" -kernel launcher.elf $(loads params@0x40010000 segment@$segment_at "$@")
}

# window: from the purgatory's first instruction to the next kernel's
window() {
	echo "start=$segment_at,entry=$kernel_at"
}

# next_says_ok: the next kernel was entered as the boot protocol has it, MMU and D-cache off
next_says_ok() {
	grep -q "^next: x0=$(printf %x $dtb_at) x1=0 x2=0 x3=0 el=$el .* OK" out || complain "the next kernel was not entered as it should be"
}

# --- instructions taken out of the purgatory ----------------------------------------------------------------------

# places FUNCTION INSTRUCTION: where that has it, by the disassembly; "*" is any function
places() {
	awk -v function_name="$1" -v wanted="$2" '
		/^[0-9a-f]+ <.*>:$/ { here = $2; gsub(/[<>:]/, "", here) }
		$1 ~ /^[0-9a-f]+:$/ && (function_name == "*" || here == function_name) {
			address = $1
			text = $0
			sub(/:$/, "", address)
			sub(/^[^\t]*\t[^\t]*\t/, "", text)
			gsub(/\t/, " ", text)
			if (text ~ "^" wanted)
				print "0x" address
		}
	' disassembly
}

# replace FUNCTION INSTRUCTION WORD: in the segment, at least once; with "r" for WORDr the register is kept
replace() {
	_places=$(places "$1" "$2")
	[ -n "$_places" ] || complain "the purgatory has no $2 in $1"
	for _place in $_places; do
		case $3 in
		*r) _word=$((${3%r} | $(peek segment "$_place" 4) & 31)) ;;
		*) _word=$3 ;;
		esac
		little_endian 4 "$_word" | poke segment "$_place"
	done
}

nop=0xd503201f

# defined NAME: of common/handoff.h
defined() {
	awk -v name="$1" '$1 == "#define" && $2 == name { print $3; found = 1 } END { exit !found }' "$top_srcdir/common/handoff.h" ||
		broken_harness "common/handoff.h does not define $1"
}

# The check of the segment's code, as handoff_code_check() says; shifts to the right bring in the sign.
code_check() {
	_checked=$(($(defined PURGATORY_CHECKED))) _end=$(($(defined HANDOFF_OFFSET))) _sum=0
	for _word in $(od -An -v -t d8 -j $_checked -N $((_end - _checked)) --endian=little segment); do
		_sum=$((_word ^ (_sum << 1 | (_sum >> 63 & 1))))
	done
	little_endian 4 $(((_sum ^ _sum >> 32) & 0xffffffff)) | poke segment $((_end + $(defined HANDOFF_CODE_CHECK)))
}

# The check of its code and the segment's own digest, once something was changed in it.
seal() {
	code_check
	_digest_at=$(($(defined PURGATORY_STACK) - 32))
	_tables_at=$(($(defined PURGATORY_TABLES)))
	_written=$(peek segment $(($(defined HANDOFF_OFFSET) + $(defined HANDOFF_WRITTEN))) 8)
	for _byte in $({ head -c $_digest_at segment; head -c "$_written" segment | tail -c +$((_tables_at + 1)); } | sha256sum |
		sed 's/ .*//; s/../0x& /g'); do
		little_endian 1 "$_byte"
	done | poke segment $_digest_at
}

# run_qemu PLUGIN-ARGUMENTS QEMU-ARGUMENT...: until the machine is switched off or resets
memory=256M icount=
run_qemu() {
	_plugin=$1
	shift
	: >out
	# shellcheck disable=SC2086 # icount is a list
	timeout -k 1 $deadline "$qemu" -M "$machine" -cpu "$cpu" -m "$memory" -accel tcg,tb-size=32 -nodefaults -display none \
		-serial file:out -no-reboot -plugin "./$_plugin" $icount "$@" >qemu.log 2>&1
	_status=$?
	case $_status in
	0) ;;
	124 | 137) complain "the machine hangs" ;;
	*) complain "qemu failed ($_status): $(head -n 1 qemu.log)" ;;
	esac
}
