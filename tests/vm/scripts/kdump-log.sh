# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# More lines than the ring has room for, of different lengths; then what the programs in the capture kernel must not print as it is.
line=0
text=
while [ "$line" -lt 900 ]; do
	line=$((line + 1))
	text=${text}0123456789
	[ $((line % 83)) -ne 0 ] || text=
	echo "<6>line $line $text"
done >/dev/kmsg
printf 'bytes: h\303\251llo \033[1m \377 \177' >/dev/kmsg
printf 'two\nlines' >/dev/kmsg
expect "the log has wrapped" [ "$(dmesg | grep -c 'line 1 ')" = 0 ]
# shellcheck disable=SC2086
arm_capture $KEXEC_ARGS
crash
