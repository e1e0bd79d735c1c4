/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The two halves of a crash that is rehearsed. In the first kernel a page is written to, kexec is run, and the kernel crashes. In the
 * capture kernel the dump must have that page, at its address, which the word CRASH_WORD of the command line tells.
 */
#ifndef WARMKEXEC_ARCH_ARM64_REHEARSAL_INIT_CRASH_H
#define WARMKEXEC_ARCH_ARM64_REHEARSAL_INIT_CRASH_H

/* Sixteen digits follow. kexec/rehearse/first-kernel.h has the same. */
#define CRASH_WORD "kexec_rehearsal=0x"
#define CRASH_DIGITS 16

#define CRASH_PATTERN 0x6b65786563212121UL /* each word of the page has another, by its index */
#define CRASH_WORDS 256

/* The program in the first kernel. page_size: of that kernel. */
_Noreturn void crash_first(unsigned long page_size);

/*
 * Says what is in the dump at this path. address: of the page. Then lets makedumpfile read it, if the initrd has that.
 */
void crash_check_dump(long log, const char *path, unsigned long address);

#endif
