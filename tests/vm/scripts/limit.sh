# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# Each call that loads or unloads uses up one of what kernel.kexec_load_limit_panic allows, failed ones too; whatever only looks uses up none.

# uses CALLS WHAT ARGUMENT...: kexec succeeds with so many calls.
uses()
{
	local want=$1 what=$2

	shift 2
	count_calls panic
	run_kexec "$@"
	[ "$status" = 0 ] || show_output
	expect "$what exits with 0 ($status) after $want calls ($(calls))" [ "$status" = 0 -a "$(calls)" = "$want" ]
}

new_nonce
next_initrd
load()
{
	# shellcheck disable=SC2086
	uses "$1" "$2" $LOAD_ARGS -p $3 /boot/Image --initrd=/tmp/next-initrd --append="$CAPTURE_APPEND"
}

load 0 "a dry run" --dry-run
load 1 "a load" ""
load 0 "--prepare of the same" --prepare
load 1 "a load over it" ""
uses 0 "--status" --status=text
uses 0 "--status of the crash kernel" --status=json -p
uses 0 "--print-ckr-size" --print-ckr-size
uses 1 "an unload" -p -u
echo 1 >"$calls_limit"
load 1 "the last load that is allowed" ""
run_kexec -p /boot/Image --initrd=/boot/base.cpio --append="$CAPTURE_APPEND"
show_output
expect "one more is refused" [ "$status" = 255 ]
expect "with the name of the limit" grep -q kexec_load_limit_panic /tmp/err
expect "and the crash kernel stays armed" sysfs_is kexec_crash_loaded 1
crash
