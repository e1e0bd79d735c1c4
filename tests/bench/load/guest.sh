# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# U-Boot's images, made here by Debian's mkimage, then the measured loads, one a line of /case/loads: NAME PROGRAM MODE FILE. An unload follows each, which is not measured.
mkimage -A arm64 -O linux -T kernel -C gzip -n test -d /case/gzip /case/uImage >/tmp/mkimage 2>&1
mkimage -f auto -A arm64 -O linux -T kernel -C gzip -a 0 -e 0 -n test -d /case/gzip /case/kernel.itb >/tmp/mkimage 2>&1
while read -r name program mode file; do
	if spend "$program" "$mode" "/case/$file" --initrd=/case/initrd --append="$CAPTURE_APPEND" >/tmp/out 2>/tmp/err; then
		echo "lab: memory $name $(tail -n 1 /tmp/out | cut -d ' ' -f 3)"
		"$program" "$mode" -u || fail "$name cannot be unloaded"
	else
		fail "$name: $(head -n 1 /tmp/err)"
	fi
done </case/loads
