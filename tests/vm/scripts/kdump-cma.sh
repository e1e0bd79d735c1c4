# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# This kernel has no crashkernel=SIZE,cma. It has a CMA area, which processes use in the same way, and is given the file that Linux
# 7.3 would have for it. The capture kernel uses two ranges: the crash region and this one.
# next_initrd tells the checks in the capture kernel of the file.
CMA=60000000-67ffffff

expect "the CMA area is there" grep -q '^ *60000000-67ffffff : reserved' /proc/iomem
show_in_sysfs kexec/crash_cma_ranges $CMA
run_kexec -p --dry-run /boot/Image --append=quiet
expect "the plan names the area" grep -q '0x0000000067ffffff .*crashkernel=,cma' /tmp/out
run_kexec -l --dry-run /boot/Image --append=quiet
expect "a normal load does not care" [ "$status" = 0 ]
arm_capture --serial ttyAMA0
crash
