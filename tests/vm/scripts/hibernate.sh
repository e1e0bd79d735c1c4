# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# The machine hibernates with its memory full, and resumes by way of a kernel whose low crash region is elsewhere.
mkdir /full
mount -t tmpfs -o size=95% full /full
head -c 4194304 /dev/urandom >/full/0
files=1
while [ "$(awk '/^MemFree/ { print $2 }' /proc/meminfo)" -gt 40000 ]; do
	cp /full/0 /full/$files
	files=$((files + 1))
done
mkswap /dev/vda >/dev/null
swapon /dev/vda
before=$(low_crash_memory)
[ -n "$before" ] || fail "there is no low crash region"
echo "lab: low region $before, $files files"
echo shutdown >/sys/power/disk
# Written to disk it is not much less than it is in memory.
echo 10000000000 >/sys/power/image_size
echo "lab: hibernating"
echo disk >/sys/power/state || fail "the machine does not hibernate"
echo "lab: resumed"
expect "it is the kernel that hibernated ($(low_crash_memory))" [ "$(low_crash_memory)" = "$before" ]
wrong=0
sum=$(md5sum </full/0)
for file in /full/*; do
	[ "$(md5sum <"$file")" = "$sum" ] || wrong=$((wrong + 1))
done
expect "what was in memory is still there ($wrong of $files files differ)" [ $wrong = 0 ]
