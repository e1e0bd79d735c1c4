# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# 95 CPUs whose numbers have gaps, and others that are offline (no registers) or absent (no notes).
cat <<END
like virt-2g
END
for cpu in $(seq 0 2 126) $(seq 192 223) 511 1000; do
	case $cpu in
	4 | 200) continue ;;
	511) ;;
	*)
		printf 'sys/devices/system/cpu/cpu%d/crash_notes = %x\n' "$cpu" $((0xbfbb4000 + cpu * 512))
		printf 'sys/devices/system/cpu/cpu%d/crash_notes_size = 424\n' "$cpu"
		;;
	esac
	[ "$cpu" = 1000 ] || printf 'sys/devices/system/cpu/cpu%d/regs/identification/midr_el1 = 0x00000000410fd0c0\n' "$cpu"
done
