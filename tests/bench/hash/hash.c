/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The cost of hashing a file for the purgatory, by this loader and by kexec-tools in turns.
 *
 * usage: hash FILE RUNS        a table of times; the status is 1 when the loader's way is not five times as fast
 *        hash FILE once WAY    that way alone, for a tool that counts
 *
 * kexec-tools reads a file with read() and then hashes it in portable C. kexec-tools.c calls its own functions; without its
 * source our portable C stands in, compiled as it compiles its own.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "kexec/parts/digest-region.h"
#include "kexec/base/cleanup.h"
#include "kexec/host/host.h"
#include "arch/sha256-best.h"
#include "tests/bench/hash/kexec-tools.h"

#define RUNS_MAX 99
#define WANTED_RATIO 5

/* Seconds. */
struct times {
	double all;	/* from opening the file to its digests */
	double hashing; /* from what read() or mmap() gave to its digests */
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static _Noreturn void die(const char *what)
{
	perror(what);
	exit(99);
}

static struct user_file take_file(const char *path)
{
	struct diag diag = { 0 };
	struct user_file file;

	if (host_read_user_file("file", path, UINT64_C(1) << 30, false, &file, &diag) < 0)
		die(path);
	return file;
}

static uint8_t *alloc_digests(size_t size)
{
	uint8_t *digests = malloc((size_t)digest_count(size) * SHA256_SIZE);

	return digests ? digests : (die("digests"), NULL);
}

static struct times loader_with(sha256_backend *backend, const char *path)
{
	double start = now(), opened, hashed;
	CLEANUP(host_release_user_file) struct user_file file = take_file(path);
	uint8_t *digests = alloc_digests(file.bytes.size);

	opened = now();
	digest_region(backend, file.bytes.data, file.bytes.size, digests);
	hashed = now();
	free(digests);
	return (struct times){ hashed - start, hashed - opened };
}

static struct times loader(const char *path)
{
	return loader_with(sha256_best(), path);
}

static struct times loader_portable(const char *path)
{
	return loader_with(sha256_init, path);
}

/* All that a load makes of a file that is a part as it is. */
static struct times loader_whole(const char *path)
{
	double start = now(), opened, hashed;
	CLEANUP(host_release_user_file) struct user_file file = take_file(path);
	uint8_t *digests = alloc_digests(file.bytes.size), whole[SHA256_SIZE];

	opened = now();
	digest_chunk(sha256_best(), file.bytes.data, file.bytes.size, whole);
	digest_region(sha256_best(), file.bytes.data, file.bytes.size, digests);
	hashed = now();
	free(digests);
	return (struct times){ hashed - start, hashed - opened };
}

/* The whole file in memory of our own. */
static uint8_t *slurp(const char *path, size_t *ret_size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat status;
	uint8_t *data;
	size_t size = 0;

	if (fd < 0 || fstat(fd, &status) < 0 || !(data = malloc((size_t)status.st_size)))
		die(path);
	while (size < (size_t)status.st_size) {
		ssize_t n = read(fd, data + size, (size_t)status.st_size - size);

		if (n <= 0)
			die(path);
		size += (size_t)n;
	}
	close(fd);
	*ret_size = size;
	return data;
}

typedef void digest_function(const void *data, size_t size, uint8_t ret_digest[SHA256_SIZE]);

static struct times slurp_and_hash(digest_function *function, const char *path)
{
	uint8_t digest[SHA256_SIZE];
	double start = now(), opened, hashed;
	size_t size;
	uint8_t *data = slurp(path, &size);

	opened = now();
	function(data, size, digest);
	hashed = now();
	free(data);
	return (struct times){ hashed - start, hashed - opened };
}

static struct times stand_in(const char *path)
{
	return slurp_and_hash(sha256, path);
}

static struct times kexec_tools(const char *path)
{
	return slurp_and_hash(kexec_tools_sha256, path);
}

/* Without the reading: only the hashing of this is of interest. */
static void digest_chunks(const void *data, size_t size, uint8_t ret_digest[SHA256_SIZE])
{
	uint8_t *digests = alloc_digests(size);

	digest_region(sha256_best(), data, size, digests);
	memcpy(ret_digest, digests, SHA256_SIZE);
	free(digests);
}

static struct times loader_memory(const char *path)
{
	return slurp_and_hash(digest_chunks, path);
}

struct way {
	const char *name;
	struct times (*run)(const char *path);
	const char *what;
};

static const struct way ways[] = {
	{ "loader", loader, "ours: mapped, a digest per MiB, the best back end" },
	{ "loader-portable", loader_portable, "ours: the same with the portable back end" },
	{ "loader-whole", loader_whole, "ours: a digest per MiB, and the one of all of it that --status tells" },
	{ "loader-memory", loader_memory, "read(), a digest per MiB, the best back end" },
	{ "stand-in", stand_in, "read(), our portable SHA-256 over all of it" },
	{ "kexec-tools", kexec_tools, "read(), SHA-256 of kexec-tools over all of it" },
};

#define WAYS (sizeof(ways) / sizeof(ways[0]))

struct series {
	double all[RUNS_MAX];
	double hashing[RUNS_MAX];
};

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *values, size_t count)
{
	qsort(values, count, sizeof(*values), by_value);
	return count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

/* That what is timed is right: the loader's digests, by the back end that the tests hold against NIST's examples. */
static void check_digests(const char *path)
{
	CLEANUP(host_release_user_file) struct user_file file = take_file(path);
	uint8_t *best = alloc_digests(file.bytes.size), *plain = alloc_digests(file.bytes.size), a[SHA256_SIZE], b[SHA256_SIZE];
	size_t size = (size_t)digest_count(file.bytes.size) * SHA256_SIZE;

	digest_region(sha256_best(), file.bytes.data, file.bytes.size, best);
	digest_region(sha256_init, file.bytes.data, file.bytes.size, plain);
	if (memcmp(best, plain, size))
		die("the digests of two back ends differ");
	sha256(file.bytes.data, HANDOFF_CHUNK_SIZE, a);
	if (have_kexec_tools) {
		kexec_tools_sha256(file.bytes.data, HANDOFF_CHUNK_SIZE, b);
		if (memcmp(a, b, sizeof(a)))
			die("the digests of ours and of kexec-tools differ");
	}
	free(best);
	free(plain);
}

static bool is_there(const struct way *way)
{
	return have_kexec_tools || way->run != kexec_tools;
}

static double size_of(const char *path)
{
	struct stat status;

	if (stat(path, &status) < 0)
		die(path);
	return (double)status.st_size;
}

/* Turn by turn, so that whatever else the machine does meets all alike. */
static void measure(const char *path, size_t runs, struct series *series)
{
	for (size_t i = 0; i < runs; i++)
		for (size_t w = 0; w < WAYS; w++) {
			struct times times;

			if (!is_there(&ways[w]))
				continue;
			times = ways[w].run(path);
			series[w].all[i] = times.all;
			series[w].hashing[i] = times.hashing;
		}
}

static void print_way(const struct way *way, struct series *series, size_t runs, double size, double best)
{
	double all = median(series->all, runs), hashing = median(series->hashing, runs);

	printf("%-16s %8.1f %8.1f %8.1f %8.0f %6.2f   %s\n", way->name, all * 1e3, series->all[0] * 1e3,
	       series->all[runs - 1] * 1e3, size / hashing / 1e6, all / best, way->what);
}

static int report(const char *path, size_t runs)
{
	static struct series series[WAYS];
	size_t rival = have_kexec_tools ? WAYS - 1 : WAYS - 2;
	double best, ratio;

	check_digests(path);
	measure(path, runs, series);
	best = median(series[0].all, runs);
	ratio = median(series[rival].all, runs) / best;
	printf("%.0f bytes, medians of %zu runs each, in turns; the file is in the page cache\n", size_of(path), runs);
	printf("%-16s %8s %8s %8s %8s %6s\n", "", "file, ms", "least", "most", "MB/s", "ratio");
	for (size_t w = 0; w < WAYS; w++)
		if (is_there(&ways[w]))
			print_way(&ways[w], &series[w], runs, size_of(path), best);
	printf("MB/s: the hashing alone, of what read() or mmap() gave; of a mapped file that is reading it as well\n");
	if (sha256_best() == sha256_init) {
		printf("SKIP ratio: this processor has no instructions for SHA-256 that are used here\n");
		return 0;
	}
	printf("%s ratio: the loader is %.2f times as fast as %s, at least %d wanted\n",
	       ratio >= WANTED_RATIO ? "PASS" : "FAIL", ratio,
	       have_kexec_tools ? "kexec-tools" : "the stand-in for kexec-tools", WANTED_RATIO);
	return ratio < WANTED_RATIO;
}

static int once(const char *path, const char *name)
{
	for (size_t w = 0; w < WAYS; w++)
		if (!strcmp(ways[w].name, name) && is_there(&ways[w])) {
			ways[w].run(path);
			return 0;
		}
	fprintf(stderr, "hash: no way %s\n", name);
	return 99;
}

int main(int argc, char **argv)
{
	long runs;

	if (argc == 4 && !strcmp(argv[2], "once"))
		return once(argv[1], argv[3]);
	runs = argc == 3 ? strtol(argv[2], NULL, 10) : 0;
	if (runs < 1 || runs > RUNS_MAX || size_of(argv[1]) < HANDOFF_CHUNK_SIZE) {
		fprintf(stderr, "usage: hash FILE RUNS|once WAY\n");
		return 99;
	}
	return report(argv[1], (size_t)runs);
}
