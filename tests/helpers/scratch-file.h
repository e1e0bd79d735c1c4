/* SPDX-License-Identifier: GPL-2.0-only */
/* Files in the current folder that are written to under the eyes of what is tested. */
#ifndef WARMKEXEC_TESTS_SCRATCH_FILE_H
#define WARMKEXEC_TESTS_SCRATCH_FILE_H

/* A new file of the text, written to long ago, as file systems keep times in steps; its name takes the place of the XXXXXX. */
void make_scratch_file(char *path, const char *text);

/* Opens the file with O_WRONLY and these flags, and writes the text. A writer who is kept away (kexec/host/hold.h) does not wait. */
void write_scratch_file(const char *path, const char *text, int flags);

#endif
