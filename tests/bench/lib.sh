# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154
# Functions for the benches: what they measure, as rows, and their goals. Sourced after tools/lab/lib.sh.
#
# A bench leaves build/bench/NAME.rows, lines of fields between tabs, from which tests/bench/report makes a page:
#   table NAME UNIT TITLE    begins a table; UNIT is what its numbers are: M (millions of instructions), MB, bytes, times, ...
#   note TEXT                stands below the table
#   row ROW COLUMN VALUE     one number, or "-": the program cannot do this
#   goal STATUS NAME TEXT    PASS or FAIL
#   fact NAME TEXT           what it was measured on

bench_out=$lab_top/build/bench
bench_passed=0 bench_failed=0

# bench_begin NAME: forgets what an earlier run has left.
bench_begin()
{
	mkdir -p "$bench_out"
	bench_rows=$bench_out/$1.rows
	: >"$bench_rows.new"
}

# bench_line FIELD...
bench_line()
{
	local field line=

	for field; do
		line=$line${line:+$'\t'}$field
	done
	printf '%s\n' "$line" >>"$bench_rows.new"
}

# goal NAME CONDITION WHAT...: the condition is awk's, of numbers that are in it; one that lacks a number is not met.
goal()
{
	local name=$1 condition=$2 status=FAIL

	shift 2
	if awk "BEGIN { exit !($condition) }" 2>/dev/null; then
		status=PASS
		bench_passed=$((bench_passed + 1))
	else
		bench_failed=$((bench_failed + 1))
	fi
	printf '%s %s: %s\n' $status "$name" "$*"
	bench_line goal $status "$name" "$*"
}

# bench_skip NAME WHY: nothing was measured, and what an earlier run has left stays.
bench_skip()
{
	printf 'SKIP bench/%s: %s\n0 passed, 0 failed, 1 skipped\n' "$1" "$2"
	exit 77
}

# bench_end [SKIPPED]: prints the sum; the status is that of the bench.
bench_end()
{
	mv "$bench_rows.new" "$bench_rows"
	printf '%d passed, %d failed, %d skipped\n' $bench_passed $bench_failed "${1:-0}"
	[ $bench_failed -eq 0 ]
}

# bench_needs_qemu NAME: the plugins count as they do since QEMU 9.1. vm_tools has been called.
bench_needs_qemu()
{
	"${vm_qemu[@]}" --version | awk '{ split($4, v, "."); exit !(v[1] > 9 || v[1] == 9 && v[2] >= 1) }' ||
		bench_skip "$1" "a QEMU older than 9.1, whose plugins count in another way (tools/lab/get qemu)"
}

# bench_plugin SOURCE OUTPUT [SOURCE...]
bench_plugin()
{
	${CC:-cc} -std=gnu11 -O2 -Wall -Wextra -Werror -fPIC -fvisibility=hidden -shared -I"$lab_top/tests/cachecheck" -o "$2" "$1" "${@:3}"
}

# bench_version ITEM: the version of kexec-tools in an item of tools/lab/get, as "2.0.25".
bench_version()
{
	sed -n 's/^kexec-tools=\(.*:\)\?\([0-9.]*\).*/\2/p' "$("$lab_top/tools/lab/get" "$1")/packages"
}

# bench_kexec_tools TREE: puts kexec-tools of sid and its libraries into TREE/sid; a guest has Debian's of bookworm in /debian.
bench_kexec_tools()
{
	local vm_libraries

	vm_libraries=$("$lab_top/tools/lab/get" kexec-tools-sid)
	mkdir -p "$1/sid/lib"
	cp "$vm_libraries/usr/sbin/kexec" "$1/sid/kexec"
	vm_copy_needed "$1/sid/kexec" "$1/sid"
}
