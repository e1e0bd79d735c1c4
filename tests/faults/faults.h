/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts of tests/faults share this: faults.c judges, calls.c fails calls, played.c plays the kernel. */
#ifndef WARMKEXEC_TESTS_FAULTS_FAULTS_H
#define WARMKEXEC_TESTS_FAULTS_FAULTS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "common/sha256.h"

/* The linker leads a call to WRAP(call); REAL(call) is the C library's. */
#ifdef __GLIBC__
#define LARGE(name) name##64 /* the objects are built with large files */
#else
#define LARGE(name) name
#endif
#define JOIN(a, b) a##b
#define PREFIXED(prefix, name) JOIN(prefix, name)
#define WRAP(name) PREFIXED(__wrap_, name)
#define REAL(name) PREFIXED(__real_, name)

struct image {
	bool is_loaded;
	uint8_t digest[SHA256_SIZE];
};

#define PROCESSES_MAX 16

/* In memory that all processes share: the program has children. A call has the number that it has in its own process. */
struct shared {
	struct image crash, normal;
	bool was_started;	     /* the loaded kernel */
	unsigned synced, taken_down; /* calls that had an effect on a real machine */
	unsigned processes;	     /* begun so far, at most PROCESSES_MAX */
	unsigned calls[PROCESSES_MAX]; /* counted so far, of each */
	unsigned fault_in;	     /* in this process ... */
	unsigned fault_at;	     /* ... this call fails; 0: none */
	unsigned variant;	     /* in this way */
	bool did_fail;		     /* the call had a variant of this number */
	bool has_more_variants;
	char what[64];	 /* the call that failed */
	int error;	 /* the errno that it failed with, or -1: a short one */
	long live;	 /* allocations that were not freed, of the first process */
	int descriptors; /* at the end of the first process, less those at the start */
	pid_t first;
	bool blinds;	  /* a load that is refused is followed by a second fault: ... */
	bool is_blind;	  /* ... nobody can read which kernels are loaded */
};

extern struct shared *shared; /* NULL before the first run */

extern char folder[256]; /* the machine, which plays the running one */

/* ---- calls.c ---- */

struct ways {
	int error[4]; /* 0 ends them; -1: a short read or write */
};

extern const struct ways ways_alloc, ways_open, ways_stat, ways_load;

/* True if this call is to fail; *ret_short: as a short one. Sets errno. */
bool fails_in(const struct ways *ways, const char *what, bool *ret_short);
bool fails(const struct ways *ways, const char *what);

/* True, with errno, for a file that shows what is loaded, when nobody can read that. */
bool is_hidden(const char *path);

/* ---- played.c ---- */

/* Writes a file of the played machine, as its kernel shows it. */
void show(const char *path, const char *text);

/* Shows which kernels are loaded. */
void show_images(void);

#endif
