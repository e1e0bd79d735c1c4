/* SPDX-License-Identifier: GPL-2.0-only */
/* The output of vmcore-dmesg for cores that tests/helpers/text-core.h describes. */
#include <check.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "tests/helpers/memory-source.h"
#include "tests/helpers/suite.h"
#include "tests/helpers/text-core.h"
#include "vmcore-dmesg/core-file.h"
#include "vmcore-dmesg/core-memory.h"
#include "vmcore-dmesg/core.h"
#include "vmcore-dmesg/log-damage.h"
#include "vmcore-dmesg/log-print.h"

static struct blob make(const char *description)
{
	struct view text = { .data = (const uint8_t *)description, .size = strlen(description) };
	struct blob file = { 0 };
	size_t line = 0;
	int r = text_core(text, &file, &line);

	ck_assert_msg(r == 0, "line %zu of: %s", line, description);
	return file;
}

/* Prints the log of the core; the caller frees *ret_text. */
static int print(const struct core_source *source, char **ret_text, struct diag *diag)
{
	CLEANUP(core_close) struct core core = { 0 };
	size_t size;
	FILE *out = open_memstream(ret_text, &size);
	int r;

	ck_assert_ptr_nonnull(out);
	r = core_open(source, &core, diag);
	if (r == 0)
		r = log_print(&core, out, diag);
	fclose(out);
	return r;
}

/* ---- whole logs ---- */

#define LETTERS_30 "abcdefghijklmnopqrstuvwxyzabcd"

static const struct {
	const char *core, *text;
} whole_case[] = {
	/* One record, all it may have. */
	{ "ring\nat 0.000000 Booting\n", "[    0.000000] Booting\n" },
	{ "records\nat 0.000000 Booting\n", "[    0.000000] Booting\n" },
	{ "chars\nat 0.0 <6>Booting\\x0a\n", "<6>Booting\n" },

	/* Time: five columns for seconds, and more if it takes more; microseconds. */
	{ "ring\nat 12.345678 a\nat 99999.999999 b\nat 100000.000001 c\n",
	  "[   12.345678] a\n[99999.999999] b\n[100000.000001] c\n" },
	{ "ring\nat 18446744073.709551 a\n", "[18446744073.709551] a\n" },

	{ "ring\nat 0.0 a\npoke infos 8 8 1999\n", "[    0.000001] a\n" }, /* nanoseconds */

	/* Bytes that are neither printable nor white space; a line break inside a record gets no new time. */
	{ "ring\nat 0.0 h\\xc3\\xa9\\x00\\x1b[0m\\x7f~ \\\n", "[    0.000000] h\\xc3\\xa9\\x00\\x1b[0m\\x7f~ \\\n" },
	{ "ring\nat 0.0 one\\x0atwo\\x09\\x0b\\x0c\\x0d.\n", "[    0.000000] one\ntwo\t\v\f\r.\n" },
	{ "records\nat 0.0 \\xff\\x0a\n", "[    0.000000] \\xff\n\n" },
	{ "chars\nat 0.0 \\xff\\x07\\x0a\n", "\\xff\\x07\n" },

	/* An empty text is a line; a text that was lost, or not finished at the crash, gives no line. */
	{ "ring\nat 1.0\nlost\nat 2.0 b\n", "[    1.000000] \n[    2.000000] b\n" },
	{ "records\nat 1.0\nat 2.0 b\n", "[    1.000000] \n[    2.000000] b\n" },
	{ "ring\nat 1.0 a\nreserved\nat 2.0 b\nreserved\nclaimed\n", "[    1.000000] a\n[    2.000000] b\n" },
	/* A CPU has taken an ID whose descriptor was used before. */
	{ "ring count=1\nat 1.0 a\nat 2.0 b\nclaimed\n", "[    2.000000] b\n" },

	/* More records than descriptors: the IDs wrap, as they begin just below their end. */
	{ "ring count=1\nat 1.0 a\nat 2.0 b\nat 3.0 c\nat 4.0 d\nat 5.0 e\n", "[    4.000000] d\n[    5.000000] e\n" },
	/* More text than the ring has; a block that does not fit below its end is at its start. */
	{ "ring size=7\nfill 1.0 30\nfill 2.0 30\nfill 3.0 30\nfill 4.0 3\nfill 5.0 30\n",
	  "[    3.000000] " LETTERS_30 "\n[    4.000000] abc\n[    5.000000] " LETTERS_30 "\n" },
	/* A block would end where the ring ends: until Linux 6.12 it is at the start, in 7.2 it ends there. */
	{ "ring size=7\nfill 1.0 24\nfill 2.0 24\nfill 3.0 24\nat 4.0 abcdefghijklmnopqrstuvw4\n",
	  "[    2.000000] abcdefghijklmnopqrstuvwx\n[    3.000000] abcdefghijklmnopqrstuvwx\n"
	  "[    4.000000] abcdefghijklmnopqrstuvw4\n" },
	{ "ring size=7 fit=exact info=112\nfill 1.0 24\nfill 2.0 24\nfill 3.0 24\nat 4.0 abcdefghijklmnopqrstuvw4\n",
	  "[    1.000000] abcdefghijklmnopqrstuvwx\n[    2.000000] abcdefghijklmnopqrstuvwx\n"
	  "[    3.000000] abcdefghijklmnopqrstuvwx\n[    4.000000] abcdefghijklmnopqrstuvw4\n" },
	{ "ring size=7 fit=exact\nfill 1.0 24\nfill 2.0 24\nfill 3.0 24\nfill 4.0 24\nat 5.0 end\n",
	  "[    2.000000] abcdefghijklmnopqrstuvwx\n[    3.000000] abcdefghijklmnopqrstuvwx\n"
	  "[    4.000000] abcdefghijklmnopqrstuvwx\n[    5.000000] end\n" },
	/* A text that is longer than its block is cut: the kernel prints no more either. */
	{ "ring\nat 1.0 abcdefgh\npoke infos 1336 2 60000\n", "[    1.000000] abcdefgh\n" },

	/* Records wrap, with and without a mark at the end of the buffer; old and new names, and a caller in the header. */
	{ "records size=8 header=20 record=log\nfill 1.0 30\nfill 2.0 30\nfill 3.0 30\nfill 4.0 24\nfill 5.0 30\n",
	  "[    3.000000] " LETTERS_30 "\n[    4.000000] abcdefghijklmnopqrstuvwx\n[    5.000000] " LETTERS_30 "\n" },
	/* Characters wrap. */
	{ "chars size=5\nat 0.0 <6>one two three four five six\\x0a\nat 0.0 <5>seven\\x0a\n",
	  "wo three four five six\n<5>seven\n" },

	/* Long and pointer of 32 bits, in ELF of 32 and of 64 bits, both byte orders. */
	{ "ring bits=32 elf=32\nat 1.0 a\nat 2.0 b\n", "[    1.000000] a\n[    2.000000] b\n" },
	{ "ring bits=32\nat 1.0 a\nat 2.0 b\n", "[    1.000000] a\n[    2.000000] b\n" },
	{ "ring order=big\nat 1.0 a\nat 2.0 b\n", "[    1.000000] a\n[    2.000000] b\n" },
	{ "ring bits=32 elf=32 order=big size=6 count=1\nat 1.0 a\nat 2.0 bcdefghijklmnopq\nat 3.0 bcdefghijklmnopq\nat 4.0 "
	  "d\n",
	  "[    3.000000] bcdefghijklmnopq\n[    4.000000] d\n" },
	{ "records bits=32 elf=32 order=big\nat 1.0 a\nat 2.0 b\n", "[    1.000000] a\n[    2.000000] b\n" },
	{ "chars bits=32 elf=32 order=big\nat 1.0 abc\n", "abc" },

	/* The first turn of the ring ends where the numbers of 32 bits end. */
	{ "ring bits=32 elf=32 size=6 fit=exact\nfill 1.0 12\nfill 2.0 12\nfill 3.0 12\nfill 4.0 12\n",
	  "[    1.000000] abcdefghijkl\n[    2.000000] abcdefghijkl\n[    3.000000] abcdefghijkl\n[    4.000000] "
	  "abcdefghijkl\n" },

	/* Arrays in several loads, and with zeros that are not in the file. */
	{ "ring\nat 1.0 abcdefgh\nat 2.0 ijklmnop\nsplit text 12\nsplit infos 1337\nsplit descs 341\n",
	  "[    1.000000] abcdefgh\n[    2.000000] ijklmnop\n" },
	{ "ring\nat 1.0 abcdefgh\nat 2.0 ijklmnop\nzero text 28\n",
	  "[    1.000000] abcdefgh\n[    2.000000] ijkl\\x00\\x00\\x00\\x00\n" },
	/* Bytes that the file lacks are not missed if nothing of the log is there. */
	{ "ring\nat 1.0 abcdefgh\nabsent text 16\n", "[    1.000000] abcdefgh\n" },
	{ "ring\nat 1.0 abcdefgh\ncut text 16\n", "[    1.000000] abcdefgh\n" },

	/* The last line of VMCOREINFO counts; the first line of a key does. */
	{ "ring\nat 1.0 a\nfact SIZE(printk_info)=88\nwithout SIZE(printk_info)\n", "[    1.000000] a\n" },
	/* A device's dump before VMCOREINFO. */
	{ "ring\nat 1.0 a\nnote 60000\n", "[    1.000000] a\n" },
	/* No need of SIZE(list_head) if the core has the kernel's bits. */
	{ "ring bits=32 elf=32\nat 1.0 a\nwithout SIZE(list_head)\n", "[    1.000000] a\n" },
};

START_TEST(whole_log_is_printed)
{
	CLEANUP(blob_release) struct blob file = make(whole_case[_i].core);
	struct memory_source source = memory_source_of(&file);
	AUTO_FREE char *text = NULL;
	struct diag diag = { 0 };
	int r = print(&source.source, &text, &diag);

	ck_assert_msg(r == 0, "%s: %s", whole_case[_i].core, diag.message);
	ck_assert_str_eq(text, whole_case[_i].text);
}
END_TEST

/* ---- damaged logs ---- */

static const struct {
	const char *core, *text;
	int error;
	const char *message; /* a part of it */
} damaged_case[] = {
	/* A log that nobody has written to, or whose memory is zero. */
	{ "ring\n", "", -ENODATA, "the log is empty" },
	{ "records\n", "", -ENODATA, "the log is empty" },
	{ "chars\n", "", -ENODATA, "the log is empty" },
	{ "ring\nat 1.0 a\nzero descs 0\n", "", -ENODATA, "the log is empty" },

	/* The file is cut in the text: what is before is printed. */
	{ "ring\nat 1.0 abcdefgh\nat 2.0 ijklmnop\nat 3.0 qrstuvwx\ncut text 30\n", "[    1.000000] abcdefgh\n", -ENODATA,
	  "the log is not complete (records printed: 1, faults: 2); the first fault: the file is cut: it ends at 0x" },
	/* In the infos, in the descriptors. */
	{ "ring\nat 1.0 a\nat 2.0 b\nat 3.0 c\ncut infos 1400\n", "", -ENODATA, "the log cannot be printed: the file is cut" },
	{ "ring\nat 1.0 a\nat 2.0 b\nat 3.0 c\ncut descs 24\n", "", -ENODATA, "the log cannot be printed: the file is cut" },
	{ "records\nat 1.0 abcdefgh\nat 2.0 b\ncut text 26\n", "[    1.000000] abcdefgh\n", -ENODATA,
	  "records printed: 1, faults: 1" },
	{ "records\nat 1.0 abcdefgh\nat 2.0 b\ncut text 23\n", "", -ENODATA, "the file is cut" },
	/* Characters are printed by 4096 bytes. */
	{ "chars size=14\nfill 0.0 8192\nat 0.0 a\ncut text 8192\n", NULL, -ENODATA, "characters printed: 8192, faults: 1" },

	/* A part of the memory is not in the core. */
	{ "ring\nat 1.0 abcdefgh\nat 2.0 ijklmnop\nabsent text 20\n", "[    1.000000] abcdefgh\n", -EFAULT,
	  "no program header covers the address 0xffff000045600" },
	{ "ring\nat 1.0 a\npoke pointer 0 8 0x1000\n", "", -EFAULT, "no program header covers the address 0x1000" },
	{ "records\nat 1.0 a\npoke pointer 0 8 0xfffffffffffffff8\n", "", -EFAULT, "no program header covers the address" },
	{ "ring\nat 1.0 a\nfact SYMBOL(prb)=10\n", "", -EFAULT, "SYMBOL(prb): no program header covers the address 0x10" },

	/* A damaged descriptor: the ID of none, of another turn. */
	{ "ring\nat 1.0 a\nat 2.0 b\nat 3.0 c\npoke descs 24 8 0x1234\n", "[    1.000000] a\n[    3.000000] c\n", -EBADMSG,
	  "(records printed: 2, faults: 1); the first fault: the descriptor of record 0x3ffffffffffffff1 has the ID 0x1234, "
	  "state 0" },
	{ "ring\nat 1.0 a\nat 2.0 b\npoke descs 0 8 0xbfffffffffffffe0\n", "[    2.000000] b\n", -EBADMSG,
	  "the descriptor of record 0x3ffffffffffffff0 has the ID 0x3fffffffffffffe0, state 2" },

	/* An info of another record, and one that reads as zeros. */
	{ "ring\nat 1.0 a\nat 2.0 b\npoke infos 88 8 5\n", "[    1.000000] a\n", -EBADMSG,
	  "the info of record 0x3ffffffffffffff1 has the sequence number 5" },
	{ "ring\nat 1.0 a\nat 2.0 b\npoke infos 88 8 0\n", "[    1.000000] a\n", -EBADMSG, "has the sequence number 0" },

	/* Positions of text that no block has: not aligned; without room for text; from one turn into the next but one;
	   reversed. */
	{ "ring\nat 1.0 a\nat 2.0 b\npoke descs 32 8 0xfffffffffffffc14\n", "[    1.000000] a\n", -EBADMSG,
	  "the text of record 0x3ffffffffffffff1 is at 0xfffffffffffffc14 to 0x" },
	{ "ring\nat 1.0 a\nat 2.0 b\npoke descs 32 8 8\npoke descs 40 8 16\n", "[    1.000000] a\n", -EBADMSG,
	  "is at 0x8 to 0x10 of" },
	{ "ring\nat 1.0 a\nat 2.0 b\npoke descs 32 8 0\npoke descs 40 8 2056\n", "[    1.000000] a\n", -EBADMSG,
	  "is at 0 to 0x808 of" },
	{ "ring\nat 1.0 a\nat 2.0 b\npoke descs 32 8 64\npoke descs 40 8 32\n", "[    1.000000] a\n", -EBADMSG,
	  "is at 0x40 to 0x20 of" },
	{ "ring\nat 1.0 a\nat 2.0 b\npoke descs 32 8 0\npoke descs 40 8 0\n", "[    1.000000] a\n", -EBADMSG,
	  "is at 0 to 0 of" },
	/* The text of another record. */
	{ "ring\nat 1.0 a\nat 2.0 b\npoke text 16 8 5\n", "[    1.000000] a\n", -EBADMSG,
	  "the text of record 0x3ffffffffffffff1 has the ID 0x5" },

	/* Ends that contradict each other: all descriptors up to the head are looked at. */
	{ "ring count=2\nat 1.0 a\nat 2.0 b\nat 3.0 c\nat 4.0 d\nat 5.0 e\npoke variables 32 8 7\n",
	  "[    2.000000] b\n[    3.000000] c\n[    4.000000] d\n[    5.000000] e\n", -EBADMSG,
	  "the log's records are 0x7 to 0, expected at most 4" },

	/* Sizes no kernel has. */
	{ "ring\nat 1.0 a\npoke variables 0 4 27\n", "", -EINVAL,
	  "2^27 records and 2^10 bytes, expected at most 2^26 and 2^31" },
	{ "ring\nat 1.0 a\npoke variables 0 4 0\n", "", -EINVAL, "2^0 records" },
	{ "ring\nat 1.0 a\npoke variables 48 4 32\n", "", -EINVAL, "2^32 bytes" },
	{ "ring\nat 1.0 a\npoke variables 48 4 0xffffffff\n", "", -EINVAL, "2^4294967295 bytes" },
	{ "records\nat 1.0 a\npoke variables 0 4 0x80000001\n", "", -EINVAL,
	  "the log's buffer has 2147483649 bytes, expected 16 to 2147483648" },
	{ "records\nat 1.0 a\npoke variables 0 4 15\n", "", -EINVAL, "has 15 bytes" },
	{ "chars\nat 1.0 a\npoke variables 0 4 0\n", "", -EINVAL, "the log's buffer has 0 bytes" },
	{ "chars\nat 1.0 a\npoke variables 0 4 0x80000001\n", "", -EINVAL, "has 2147483649 bytes" },

	/* Lengths of records. */
	{ "records\nat 1.0 a\nat 2.0 b\nat 3.0 c\npoke text 28 2 8\n", "[    1.000000] a\n", -EBADMSG,
	  "the record at 0x14 of the log's buffer has 8 bytes, expected at least 17" },
	{ "records\nat 1.0 a\nat 2.0 b\npoke text 30 2 60\n", "[    1.000000] a\n", -EBADMSG,
	  "has 20 bytes, expected at least 76" },
	{ "records\nat 1.0 a\nat 2.0 b\npoke text 28 2 0xfffc\n", "[    1.000000] a\n", -EBADMSG,
	  "the record at 0x14 of the log's buffer has 65532 bytes, expected at most 1004" },
	/* Indices outside the buffer, or inside a record. */
	{ "records\nat 1.0 a\npoke variables 4 4 1024\n", "[    1.000000] a\n", -EBADMSG,
	  "a record at 0x400 of the log's buffer, which has 0x400" },
	{ "records\nat 1.0 a\npoke variables 8 4 22\n", "[    1.000000] a\n", -EBADMSG,
	  "the end of the log, 0x16 in its buffer, is not where a record ends" },
	/* Damage before the end of the buffer does not lose the records at its start. */
	{ "records size=8\nfill 1.0 30\nfill 2.0 30\nfill 3.0 30\nfill 4.0 30\nfill 5.0 30\nfill 6.0 30\npoke text 104 2 1\n",
	  "[    6.000000] " LETTERS_30 "\n", -EBADMSG, "(records printed: 1, faults: 1); the first fault: the record at 0x60" },

	/* Facts that are missing or no numbers. */
	{ "ring\nat 1.0 a\nwithout SYMBOL(prb)\n", "", -ENOENT, "it has no SYMBOL of prb, log_first_idx or log_end" },
	{ "ring\nat 1.0 a\nwithout SIZE(printk_info)\n", "", -ENOENT, "VMCOREINFO has no SIZE(printk_info)" },
	{ "ring\nat 1.0 a\nwithout OFFSET(prb_data_ring.data)\n", "", -ENOENT, "VMCOREINFO has no OFFSET(prb_data_ring.data)" },
	{ "records\nat 1.0 a\nwithout SYMBOL(log_next_idx)\n", "", -ENOENT, "VMCOREINFO has no SYMBOL(log_next_idx)" },
	{ "records\nat 1.0 a\nwithout SIZE(printk_log)\n", "", -ENOENT, "VMCOREINFO has no SIZE(log)" },
	{ "chars\nat 1.0 a\nwithout SYMBOL(log_buf)\n", "", -ENOENT, "VMCOREINFO has no SYMBOL(log_buf)" },
	{ "ring\nat 1.0 a\nfact SIZE(prb_desc)=x\n", "", -EINVAL, "the value of SIZE(prb_desc) is not a number" },
	{ "ring\nat 1.0 a\nfact SIZE(prb_desc)=4097\n", "", -EINVAL, "SIZE(prb_desc) is 4097, expected at most 4096" },
	{ "records\nat 1.0 a\nfact SIZE(printk_log)=0\n", "", -EINVAL, "SIZE(printk_log) is 0" },

	/* Members beyond their structure, which would be read far from it for each record. */
	{ "records\nat 1.0 a\nfact OFFSET(printk_log.ts_nsec)=9\n", "", -EINVAL,
	  "OFFSET(printk_log.ts_nsec) is 9, beyond SIZE(printk_log), 16" },
	{ "records\nat 1.0 a\nfact OFFSET(printk_log.len)=15\n", "", -EINVAL, "OFFSET(printk_log.len) is 15, beyond SIZE(printk_log), 16" },
	{ "records\nat 1.0 a\nfact OFFSET(printk_log.text_len)=4096\n", "", -EINVAL, "OFFSET(printk_log.text_len) is 4096, beyond" },
	{ "ring\nat 1.0 a\nfact OFFSET(printk_info.text_len)=4000\n", "", -EINVAL, "has a member of 2 bytes at 4000" },
	{ "ring\nat 1.0 a\nfact OFFSET(prb_desc.state_var)=24\n", "", -EINVAL, "VMCOREINFO: a record of 24 bytes has a member of 8 bytes at 24" },
};

START_TEST(damaged_log_is_printed_as_far_as_it_goes)
{
	CLEANUP(blob_release) struct blob file = make(damaged_case[_i].core);
	struct memory_source source = memory_source_of(&file);
	AUTO_FREE char *text = NULL;
	struct diag diag = { 0 };
	int r = print(&source.source, &text, &diag);

	ck_assert_msg(r == damaged_case[_i].error, "%s: %d, %s", damaged_case[_i].core, r, diag.message);
	ck_assert_msg(strstr(diag.message, damaged_case[_i].message), "%s: %s", damaged_case[_i].core, diag.message);
	if (damaged_case[_i].text)
		ck_assert_str_eq(text, damaged_case[_i].text);
}
END_TEST

/* ---- files that are no core of a kernel ---- */

static const struct {
	const char *core;
	int error;
	const char *message;
} bad_file_case[] = {
	{ "ring\ncut header 0\n", -EINVAL, "the file is empty" },
	{ "ring\ncut header 1\n", -EINVAL, "not an ELF file: it starts with 7f 00 00 00" },
	{ "ring\ncut header 16\n", -ENODATA, "the file is cut: it ends at 0x10, and 64 bytes at 0 are needed" },
	{ "ring\ncut programs 100\n", -ENODATA, "the program headers cannot be read: the file is cut" },
	{ "ring\ncut notes 10\n", -ENODATA, "the file is cut" },
	{ "ring\ncut notes 200\n", -ENODATA, "the file is cut" },
	{ "ring\npoke header 0 8 0x2020504d55444b4b\n", -EINVAL, "not an ELF file: it starts with 4b 4b 44 55" },
	{ "ring\npoke header 0 8 0x202020504d55444b\n", -EINVAL, "a compressed dump, expected an ELF core file" },
	{ "ring\npoke header 4 1 3\n", -EINVAL, "ELF class is 3" },
	{ "ring\npoke header 5 1 0\n", -EINVAL, "ELF byte order is 0" },
	{ "ring\npoke header 16 2 2\n", -EINVAL, "ELF type is 2, expected 4 (core file)" },
	{ "ring\npoke header 54 2 55\n", -EINVAL, "a program header has 55 bytes, expected 56" },
	{ "ring\npoke header 56 2 0\n", -EINVAL, "0 program headers" },
	{ "ring\npoke header 56 2 0xffff\n", -EINVAL, "65535 program headers, expected 1 to 65534" },
	{ "ring\npoke header 56 2 0xfffe\n", -ENODATA, "the program headers cannot be read: the file is cut" },
	{ "ring\npoke header 32 8 0xfffffffffffffff0\n", -ENODATA, "the program headers cannot be read" },
	/* Notes: one over the end, at the end of all numbers, another name, another type, a size no page has. */
	{ "ring\npoke notes 4 4 0xfffffff0\n", -EINVAL, "a note at 0xe8 runs over the end of its segment" },
	{ "ring\npoke notes 0 4 0xffffffff\n", -EINVAL, "a note at 0xe8 runs over the end" },
	{ "ring\npoke programs 8 8 0xfffffffffffffff0\n", -EINVAL, "notes of 0x" },
	{ "ring\npoke programs 32 8 0xffffffffffffffff\n", -EINVAL, "notes of 0xffffffffffffffff bytes" },
	{ "ring\npoke notes 68 1 0x57\n", -ENOENT, "the core file has no VMCOREINFO" },
	{ "ring\npoke notes 64 4 1\n", -ENOENT, "the core file has no VMCOREINFO" },
	{ "ring\npoke programs 0 4 4\npoke programs 32 8 8\n", -ENOENT, "the core file has no VMCOREINFO" },
	{ "ring\npoke programs 32 8 0x7fffffffffff\npoke notes 60 4 0x100001\n", -EINVAL, "VMCOREINFO has 1048577 bytes" },
};

START_TEST(bad_file_is_an_error)
{
	CLEANUP(blob_release) struct blob file = make(bad_file_case[_i].core);
	struct memory_source source = memory_source_of(&file);
	struct core core = { .word = 42 };
	struct diag diag = { 0 };
	int r = core_open(&source.source, &core, &diag);

	ck_assert_msg(r == bad_file_case[_i].error, "%s: %d, %s", bad_file_case[_i].core, r, diag.message);
	ck_assert_msg(strstr(diag.message, bad_file_case[_i].message), "%s: %s", bad_file_case[_i].core, diag.message);
	ck_assert_uint_eq(core.word, 42);
	ck_assert_ptr_null(core.load);
}
END_TEST

/* ---- reading ---- */

/* A note of another kind is skipped, however large it is: the dump of a device has gigabytes. */
START_TEST(other_notes_are_not_read)
{
	CLEANUP(blob_release) struct blob file = make("ring\nnote 60000\nat 1.0 a\n");
	CLEANUP(core_close) struct core core = { 0 };
	struct memory_source source = memory_source_of(&file);
	struct diag diag = { 0 };
	uint64_t bytes_read = 0;

	source.bytes_read = &bytes_read;
	ck_assert_int_eq(core_open(&source.source, &core, &diag), 0);
	ck_assert_uint_lt(bytes_read, 4096);
}
END_TEST

/* The largest log in the largest machine must not be read ahead for one line: descriptors, infos and text have a window each.
 */
START_TEST(no_more_is_read_than_windows_have)
{
	CLEANUP(blob_release) struct blob file = make("ring count=12 size=20\nat 1.0 a\n");
	struct memory_source source = memory_source_of(&file);
	AUTO_FREE char *text = NULL;
	struct diag diag = { 0 };
	uint64_t bytes_read = 0;

	source.bytes_read = &bytes_read;
	ck_assert_int_eq(print(&source.source, &text, &diag), 0);
	ck_assert_str_eq(text, "[    1.000000] a\n");
	ck_assert_uint_gt(file.size, 1 << 20);
	ck_assert_uint_lt(bytes_read, 6 * CORE_WINDOW_SIZE);
}
END_TEST

/* Memory behind a record that cannot be read does not matter to that record. */
START_TEST(what_is_read_ahead_may_fail)
{
	CLEANUP(blob_release) struct blob file = make("ring\nat 1.0 abcdefgh\nat 2.0 ijklmnop\nat 3.0 qrstuvwx\n");
	struct memory_source source = memory_source_of(&file);
	AUTO_FREE char *text = NULL;
	struct diag diag = { 0 };
	const uint8_t *bad = memmem(file.data, file.size, "ijklmnop", 8);

	ck_assert_ptr_nonnull(bad);
	source.bad_start = (uint64_t)(bad - file.data);
	source.bad_end = source.bad_start + 8;
	ck_assert_int_eq(print(&source.source, &text, &diag), -EIO);
	ck_assert_str_eq(text, "[    1.000000] abcdefgh\n[    3.000000] qrstuvwx\n");
	ck_assert_msg(strstr(diag.message, "faults: 1"), "%s", diag.message);
}
END_TEST

/* Two loads that overlap: what both have is read from the one that starts first. */
START_TEST(loads_may_overlap)
{
	/* The load that begins behind "ijklmnop" is told to begin there, 8 bytes earlier. */
	CLEANUP(blob_release)
	struct blob file = make("ring\nat 1.0 abcdefgh\nat 2.0 ijklmnop\nat 3.0 qrstuvwx\nsplit text 32\n"
				"poke programs 184 8 0xffff000045600718\n");
	CLEANUP(core_close) struct core core = { 0 };
	struct memory_source source = memory_source_of(&file);
	struct core_window one = { .core = &core }, other = { .core = &core };
	struct diag diag = { 0 };
	const uint8_t *bytes;

	ck_assert_int_eq(core_open(&source.source, &core, &diag), 0);
	ck_assert_int_eq(core_view(&one, 0xffff000045600718, 8, &bytes, &diag), 0);
	ck_assert_mem_eq(bytes, "ijklmnop", 8);
	ck_assert_int_eq(core_view(&other, 0xffff000045600720, 8, &bytes, &diag), 0);
	ck_assert_mem_eq(bytes, "qrstuvwx", 8);
}
END_TEST

/* Loads within another are left out: all of the large one is read from it. Theirs have the start of the file. */
START_TEST(loads_may_be_within_another)
{
	CLEANUP(blob_release)
	struct blob file = make("ring\nat 1.0 abcdefgh\nat 2.0 ijklmnop\nat 3.0 qrstuvwx\nsplit text 8\nsplit text 24\nsplit text 40\n"
				"poke programs 144 8 0xb00\npoke programs 152 8 0xb00\npoke programs 176 8 0\npoke programs 232 8 0\n"
				"poke programs 288 8 0\n");
	CLEANUP(core_close) struct core core = { 0 };
	struct memory_source source = memory_source_of(&file);
	struct diag diag = { 0 };
	const uint8_t *bytes, *text = memmem(file.data, file.size, "abcdefgh", 8);

	ck_assert_ptr_nonnull(text);
	ck_assert_int_eq(core_open(&source.source, &core, &diag), 0);
	for (uint64_t at = 0; at < 40; at++) {
		struct core_window window = { .core = &core };

		ck_assert_msg(core_view(&window, 0xffff000045600700 + at, 1, &bytes, &diag) == 0, "%" PRIu64 ": %s", at, diag.message);
		ck_assert_uint_eq(*bytes, (text - 8)[at]);
	}
}
END_TEST

/* p_filesz is larger than p_memsz: all of the file counts. */
START_TEST(load_is_as_large_as_its_bytes_in_the_file)
{
	CLEANUP(blob_release)
	struct blob file = make("ring\nat 1.0 abcdefgh\nat 2.0 ijklmnop\nat 3.0 qrstuvwx\nsplit text 32\npoke programs 152 8 0\n");
	CLEANUP(core_close) struct core core = { 0 };
	struct memory_source source = memory_source_of(&file);
	struct core_window window = { .core = &core };
	struct diag diag = { 0 };
	const uint8_t *bytes;

	ck_assert_int_eq(core_open(&source.source, &core, &diag), 0);
	ck_assert_int_eq(core_view(&window, 0xffff000045600718, 8, &bytes, &diag), 0);
	ck_assert_mem_eq(bytes, "ijklmnop", 8);
}
END_TEST

/* A few records may be unfinished in a way that shows as a descriptor of zeros; a page of such is a hole in the dump. */
START_TEST(descriptors_of_zeros_are_a_hole)
{
	char description[4096] = "ring count=7 size=13\nat 1.0 a\n";
	struct diag diag = { 0 };

	for (int i = 0; i < 65; i++) {
		CLEANUP(blob_release) struct blob file = { 0 };
		struct memory_source source;
		AUTO_FREE char *text = NULL;

		strcat(description, "claimed\n");
		file = make(description);
		source = memory_source_of(&file);
		ck_assert_int_eq(print(&source.source, &text, &diag), i < 64 ? 0 : -EBADMSG);
		ck_assert_str_eq(text, "[    1.000000] a\n");
	}
	ck_assert_msg(strstr(diag.message, "the descriptors of 65 records were never used"), "%s", diag.message);
}
END_TEST

/* A hostile core must not take minutes: as many descriptors as there may be, none of them in the file. */
START_TEST(faults_have_an_end)
{
	CLEANUP(blob_release)
	struct blob file = make("ring\nat 1.0 a\npoke variables 0 4 26\npoke variables 32 8 0x1234\npoke variables 8 8 64\n");
	struct memory_source source = memory_source_of(&file);
	AUTO_FREE char *text = NULL;
	struct diag diag = { 0 };

	ck_assert_int_eq(print(&source.source, &text, &diag), -EBADMSG);
	ck_assert_str_eq(text, "");
}
END_TEST

START_TEST(no_file_is_an_error)
{
	struct core_file file = { .fd = 42 };
	struct diag diag = { 0 };

	ck_assert_int_eq(core_file_open("/nowhere/vmcore", &file, &diag), -ENOENT);
	ck_assert_str_eq(diag.message, "cannot open the file: No such file or directory");
	ck_assert_int_eq(file.fd, 42);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("vmcore-dmesg");
	TCase *log = tcase_create("logs"), *file = tcase_create("files");

	tcase_add_loop_test(log, whole_log_is_printed, 0, COUNT(whole_case));
	tcase_add_loop_test(log, damaged_log_is_printed_as_far_as_it_goes, 0, COUNT(damaged_case));
	tcase_add_test(log, no_more_is_read_than_windows_have);
	tcase_add_test(log, what_is_read_ahead_may_fail);
	tcase_add_test(log, faults_have_an_end);
	tcase_add_test(log, descriptors_of_zeros_are_a_hole);
	suite_add_tcase(s, log);
	tcase_add_loop_test(file, bad_file_is_an_error, 0, COUNT(bad_file_case));
	tcase_add_test(file, other_notes_are_not_read);
	tcase_add_test(file, loads_may_overlap);
	tcase_add_test(file, loads_may_be_within_another);
	tcase_add_test(file, load_is_as_large_as_its_bytes_in_the_file);
	tcase_add_test(file, no_file_is_an_error);
	suite_add_tcase(s, file);
	return s;
}

int main(void)
{
	return run_suite(suite());
}
