/* SPDX-License-Identifier: GPL-2.0-only */
/* The digests of the files of a load, as sha256sum(1) prints them. Nobody has made them before somebody asks. */
#ifndef WARMKEXEC_COMMAND_KNOWN_FILES_H
#define WARMKEXEC_COMMAND_KNOWN_FILES_H

struct host;
struct loaded;

/* Hashes each file that is still the one that was loaded; the others get the reason. */
void known_hash_files(const struct host *host, struct loaded *loaded);

#endif
