# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# --status beside what is really loaded, --prepare, other programs, states that were tampered with; at last a start that only -f allows.
state=/run/warmkexec/normal
sha256()
{
	sha256sum <"$1" | cut -d' ' -f1
}

# tells WHAT WANTED: a line of the JSON of the normal kernel.
tells()
{
	"$KEXEC" --status=json -l >/tmp/json || fail "--status=json fails"
	expect "--status tells $1: $2" grep -qF -- "$2" /tmp/json
}

# prepare WHAT WANTED ARGUMENT...: what --prepare says, and that it exits with 0.
prepare()
{
	local what=$1 want=$2

	shift 2
	run_kexec --prepare /boot/Image --initrd=/tmp/next-initrd "$@"
	show_output
	expect "--prepare: $what" [ "$status" = 0 -a "$(cat /tmp/out /tmp/err)" = "$want" ]
}
same='An identical load is in place: nothing was done.'

new_nonce
remember second=1
: >/tmp/handover/first/second
next_initrd
line="--append=$APPEND lab.nonce=$nonce"

tells "before a load" '"loaded": false'
prepare "loads" "" "$line"
expect "a kernel is loaded" sysfs_is kexec_loaded 1
expect "the state is root's alone" [ "$(stat -c '%a %u' $state) $(stat -c '%a %u' /run/warmkexec)" = "600 0 700 0" ]
tells "the kernel file" "\"kernel\": {\"file\": \"/boot/Image\", "
tells "its digest" "\"sha256\": \"$(sha256 /boot/Image)\"}"
tells "the initrd" "\"initrd\": {\"file\": \"/tmp/next-initrd\", "
tells "its digest" "\"sha256\": \"$(sha256 /tmp/next-initrd)\"}"
tells "the command line" "\"cmdline\": \"$APPEND lab.nonce=$nonce\""
tells "the place" '"placement": "copied"'
tells "the memory" '"memory_gone": 0'
# The purgatory's part is the only one that no file has; where the parts are the plan says, which is the same for the same load.
run_kexec -l --dry-run=json /boot/Image --initrd=/tmp/next-initrd "$line"
sed -n 's/.*{"part": "\([a-z]*\)", "start": "\(0x[0-9a-f]*\)".*/\1 \2/p' /tmp/out >/tmp/planned
sed -n 's/.*{"part": "\([a-z]*\)", "start": "\(0x[0-9a-f]*\)".*/\1 \2/p' /tmp/json >/tmp/told
expect "the parts are where the plan has them" cmp -s /tmp/planned /tmp/told
expect "there are four of them" [ "$(wc -l </tmp/told)" = 4 ]

before=$(cat $state)
prepare "does nothing for the same" "$same" "$line"
expect "the state is that of the load" [ "$before" = "$(cat $state)" ]
prepare "loads for another command line" "" "$line more"
tells "the other command line" "lab.nonce=$nonce more"
cp /tmp/next-initrd /tmp/other-initrd
echo >>/tmp/next-initrd
tells "that the initrd has changed" "\"sha256\": null, \"why\": \"the file has changed since the load\""
rm /tmp/next-initrd
tells "that the initrd is gone" "\"sha256\": null, \"why\": \"No such file or directory\""
{ cat /tmp/other-initrd && echo; } >/tmp/next-initrd
prepare "loads for another initrd of the same name" "" "$line more"
tells "the other initrd" "$(sha256 /tmp/next-initrd)"
mv /tmp/other-initrd /tmp/next-initrd

run_kexec -l /tmp/no-such-kernel
expect "a load that fails leaves the state true" [ "$status" = 255 ]
tells "what is loaded after that" "lab.nonce=$nonce more"
sed -i 's/^boot ......../boot 00000000/' $state
tells "nothing of another boot" '"known": false'
prepare "loads what is not known to be the same" "" "$line more"
chmod 644 $state
tells "nothing that others may have seen" 'has mode 644'
cp $state /tmp/kept
run_kexec -u
expect "-u unloads" [ "$status" = 0 -a ! -e $state -a ! -e $state.new ]
tells "nothing after -u" '"loaded": false'
/debian/kexec -c -l /boot/Image --initrd=/tmp/next-initrd --append="$APPEND" || fail "kexec-tools cannot load"
tells "another program's load" '"why": "another program has loaded it"'
prepare "loads over another program's" "" "$line"
/debian/kexec -u || fail "kexec-tools cannot unload"
tells "nothing after another program's unload" '"loaded": false'

# If no record can be written, an earlier record must not describe the load.
mount -t tmpfs none /run
prepare "loads" "" "$line"
mount -o remount,ro /run
run_kexec -l /boot/Image --initrd=/tmp/next-initrd --append=another
show_output
expect "nothing is loaded beside a record that stays" [ "$status" = 255 -a "$(cat /sys/kernel/kexec_loaded)" = 1 ]
expect "and it is said what to do" grep -q 'Remove /run/warmkexec/normal, or let kexec write' /tmp/err
mount -o remount,rw /run
tells "what is loaded still" "lab.nonce=$nonce"
rm $state
mount -o remount,ro /run
run_kexec -l /boot/Image --initrd=/tmp/next-initrd --append=another
show_output
expect "a load goes on where /run is read-only, with a note" [ "$status" = 0 -a -s /tmp/err ]
tells "nothing by what cannot have been kept true" '"why": "/run/warmkexec cannot be written to (Read-only file system)'
run_kexec --prepare /boot/Image --initrd=/tmp/next-initrd "$line"
expect "--prepare loads there" [ "$status" = 0 -a ! -s /tmp/out ]
umount /run
run_kexec -u

# A machine without kdump, then with it.
"$KEXEC" --status=json -p >/tmp/json
expect "no crash kernel is told" grep -q '"loaded": false' /tmp/json
arm_capture
"$KEXEC" --status=json -p >/tmp/json
expect "the crash kernel is told" grep -q '"placement": "in-place"' /tmp/json
run_kexec --prepare -p /boot/Image --initrd=/tmp/next-initrd --append="$CAPTURE_APPEND"
expect "--prepare -p does nothing for the same" [ "$status" = 0 -a "$(cat /tmp/out)" = "$same" ]
"$KEXEC" --status=text | sed 's/^/lab: status: /'

# For new_nonce in arm_capture: the next kernel must get this one.
next_initrd
prepare "loads" "" "--append=$APPEND lab.nonce=$nonce"
echo 1 >/proc/sys/kernel/kexec_load_disabled
run_kexec -l /boot/Image --initrd=/tmp/next-initrd --append="$APPEND another"
show_output
expect "a load that the kernel refuses fails" [ "$status" = 255 -a ! -e $state.new ]
tells "what is loaded all the same" "lab.nonce=$nonce"
sed -i 's/^memory .*/&\nmemory 0x7000000000 0x7010000000/' $state
tells "memory that is gone" '"memory_gone": 268435456'
run_kexec -e
show_output
expect "-e refuses when memory is gone" [ "$status" = 255 ]
expect "and names it" grep -q 'memory was removed since the kernel was loaded: 256 MiB, first at 0x7000000000-0x700fffffff' /tmp/err
expect "and leaves the kernel loaded" sysfs_is kexec_loaded 1
cp $state /tmp/kept
sed -i 's/^part dtb 0x\([0-9a-f]*\) 0x\([0-9a-f]*\) 0x[0-9a-f]*/part dtb 0x\1 0x\2 0x7000000000/' $state
run_kexec -e -f
show_output
expect "-e -f refuses when a part would be moved to memory that is gone" [ "$status" = 255 ]
cat /tmp/kept >$state
echo "lab: rebooting"
run_kexec -e -f
show_output
fail "kexec -e -f came back with $status"
