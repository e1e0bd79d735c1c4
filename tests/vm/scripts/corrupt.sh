# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# The runner changes one bit of the loaded capture kernel from outside while this waits for a line from it.
arm_capture --serial ttyAMA0
grep 'Crash kernel' /proc/iomem | sed 's/^ *\([^ ]*\) .*/lab: crash-region \1/'
echo "lab: armed"
read -r answer
expect "the runner has changed the loaded bytes ($answer)" [ "$answer" = flipped ]
crash
