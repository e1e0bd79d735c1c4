# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# The runner changes one bit of the loaded capture kernel from outside while this waits for a line from it.
corrupt_and_crash
