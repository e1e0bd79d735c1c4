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

# run_qemu PLUGIN-ARGUMENTS QEMU-ARGUMENT...: until the machine is switched off or resets
memory=256M
run_qemu() {
	_plugin=$1
	shift
	: >out
	timeout -k 1 $deadline "$qemu" -M "$machine" -cpu "$cpu" -m "$memory" -accel tcg,tb-size=32 -nodefaults -display none \
		-serial file:out -no-reboot -plugin "./$_plugin" "$@" >qemu.log 2>&1
	_status=$?
	case $_status in
	0) ;;
	124 | 137) complain "the machine hangs" ;;
	*) complain "qemu failed ($_status): $(head -n 1 qemu.log)" ;;
	esac
}
