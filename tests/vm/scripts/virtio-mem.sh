# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# The checks of the capture kernel find fault with a dump that lacks any "System RAM (...)" of this kernel.

# Prints "START-END" when all of the device's memory is there.
device_memory()
{
	sed -n 's/^ *\(80000000-8fffffff\) : System RAM (virtio_mem)$/\1/p' /proc/iomem
}

for module in virtio_ring virtio virtio_pci_modern_dev virtio_pci_legacy_dev virtio_pci virtio_mem; do
	insmod "/case/modules/$module.ko"
done
tries=40
until [ -n "$(device_memory)" ]; do
	tries=$((tries - 1))
	[ $tries -gt 0 ] || break
	sleep 0.5
done
grep -E ' : (System RAM|virtio)' /proc/iomem | sed 's/^/lab: iomem: /'
expect "the device has given 256 MiB" [ -n "$(device_memory)" ]
run_kexec -l --dry-run /boot/Image --append=quiet --mem-min=0x80000000
show_output
expect "a normal load does not go there" [ "$status" = 255 ]
arm_capture --serial ttyAMA0
crash
