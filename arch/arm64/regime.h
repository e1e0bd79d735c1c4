/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The register values of the purgatory's translation regime, and the bits of its descriptors. For C and assembly: numbers only.
 * Register values are complete: no bit that the dead kernel left is kept.
 *
 * Sections are those of the Arm ARM (DDI 0487K.a): D8.3.1.2 block and page descriptors, D8.4.1.2 direct permissions, D8.6
 * memory attributes. The fields of a register are in the chapter of system registers, under its name.
 *
 *   EL1       CurrentEL is EL1                       *_EL1 registers, EL1&0 regime
 *   EL2       CurrentEL is EL2, HCR_EL2.E2H is 0     *_EL2 registers, EL2 regime
 *   EL2 VHE   CurrentEL is EL2, HCR_EL2.E2H is 1     *_EL1 names reach the EL2 registers, which have the EL1 layout: EL2&0
 */
#ifndef WARMKEXEC_ARCH_ARM64_REGIME_H
#define WARMKEXEC_ARCH_ARM64_REGIME_H

#ifdef __ASSEMBLER__
#define REGIME_FIELD(value, shift) ((value) << (shift))
#else
#include <stdint.h>
#define REGIME_FIELD(value, shift) (UINT64_C(value) << (shift))
#endif

/* ---- descriptors ---- */

/* Bits 1:0. Levels 1 and 2 have blocks, levels 0 to 2 tables, level 3 pages. */
#define DESC_BLOCK REGIME_FIELD(1, 0)
#define DESC_TABLE REGIME_FIELD(3, 0)
#define DESC_PAGE REGIME_FIELD(3, 0)
#define DESC_TYPE REGIME_FIELD(3, 0)

#define DESC_ADDRESS REGIME_FIELD(0xfffffffff, 12) /* bits 47:12, of the next table or of the output */

/* AttrIndx, bits 4:2: the fields of MAIR_VALUE. */
#define DESC_NORMAL REGIME_FIELD(0, 2)
#define DESC_DEVICE REGIME_FIELD(1, 2)

/*
 * AP[2], bit 7: read-only. AP[1], bit 6, is always 0. In EL1&0 and EL2&0, a 1 would let EL0 write, and memory that EL0 can
 * write is never executable at EL1 or EL2 (rule RVWLLR). In the EL2 regime the bit is RES1; for a field in memory this means
 * that its value has no effect (Glossary, "RES1"). There only AP[2] decides (table "supporting one Exception level").
 */
#define DESC_READ_ONLY REGIME_FIELD(1, 7)

/*
 * SH, bits 9:8: coherent with accesses that the dead kernel's other CPUs may still make, and the same as the table walks.
 * Device memory ignores it (D8.6.2).
 */
#define DESC_INNER_SHAREABLE REGIME_FIELD(3, 8)

#define DESC_AF REGIME_FIELD(1, 10) /* a clear access flag faults, because TCR.HA is 0 */

/*
 * Bit 54 is UXN in EL1&0 and EL2&0, XN in the EL2 regime. Bit 53 is PXN in EL1&0 and EL2&0, RES0 in the EL2 regime. If both are
 * clear, memory is executable in all three regimes; if both are set, in none.
 */
#define DESC_PXN REGIME_FIELD(1, 53)
#define DESC_XN REGIME_FIELD(1, 54)

/*
 * nG (11), DBM (51) and Contiguous (52) are 0, as are the hierarchical bits of table descriptors (63:59). NS (5) is ignored in
 * Non-secure state. GP (50) is 0: no BTI.
 */
#define DESC_CODE (DESC_NORMAL | DESC_READ_ONLY | DESC_INNER_SHAREABLE | DESC_AF)
#define DESC_DATA (DESC_NORMAL | DESC_INNER_SHAREABLE | DESC_AF | DESC_PXN | DESC_XN)
#define DESC_UART (DESC_DEVICE | DESC_INNER_SHAREABLE | DESC_AF | DESC_PXN | DESC_XN)

/* ---- MAIR_ELx, the same layout in all regimes ---- */

#define MAIR_WRITE_BACK 0xff   /* Normal, inner and outer write-back, read- and write-allocate, not tagged */
#define MAIR_DEVICE_nGnRE 0x04 /* Linux's ioremap() uses it for a UART */
#define MAIR_VALUE (REGIME_FIELD(MAIR_WRITE_BACK, 0) | REGIME_FIELD(MAIR_DEVICE_nGnRE, 8))

/* ---- TCR_ELx ---- */

/*
 * The bits that are the same in all layouts:
 *   T0SZ 16 (bits 5:0)                        48-bit input addresses
 *   IRGN0 1 (bits 9:8), ORGN0 1 (bits 11:10)  walks are write-back, read- and write-allocate ...
 *   SH0 3 (bits 13:12)                        ... and inner shareable, because the dead kernel wrote the tables that way
 *   TG0 0 (bits 15:14)                        4 KiB granule
 *
 * All other bits are 0. In particular HA and HD: the hardware must not write to the tables (also Cortex-A55 erratum 1024718);
 * TBI; and DS: addresses have 48 bits.
 */
#define TCR_COMMON (REGIME_FIELD(16, 0) | REGIME_FIELD(1, 8) | REGIME_FIELD(1, 10) | REGIME_FIELD(3, 12) | REGIME_FIELD(0, 14))

/*
 * EL1 and EL2 VHE: EPD1 (bit 23) disables walks from TTBR1, which still points to the dead kernel's tables. T1SZ (bits 21:16)
 * and TG1 (bits 31:30, 2 is 4 KiB) must not hold a reserved value even so. A1 (bit 22) is 0: the ASID is TTBR0's. NFD1 (bit 54)
 * is 0 (A64FX erratum E#010001). The user of this value must OR in IPS << TCR_EL1_IPS_SHIFT.
 */
#define TCR_EL1_EPD1 REGIME_FIELD(1, 23)
#define TCR_EL1_VALUE (TCR_COMMON | REGIME_FIELD(16, 16) | TCR_EL1_EPD1 | REGIME_FIELD(2, 30))
#define TCR_EL1_IPS_SHIFT 32

/* EL2 without VHE: bits 31 and 23 are RES1. The user of this value must OR in PS << TCR_EL2_PS_SHIFT. */
#define TCR_EL2_VALUE (TCR_COMMON | REGIME_FIELD(1, 23) | REGIME_FIELD(1, 31))
#define TCR_EL2_PS_SHIFT 16

/*
 * The most that (I)PS may be: 48 bits. (I)PS is ID_AA64MMFR0_EL1.PARange or this, whichever is less: more needs DS, and a PS
 * above the CPU's own size is not portable. It is not a constant, because every address above a PS that is too small faults.
 */
#define TCR_PS_MOST 5

/* ---- SCTLR_ELx ---- */

#define SCTLR_M REGIME_FIELD(1, 0)
#define SCTLR_C REGIME_FIELD(1, 2)
#define SCTLR_I REGIME_FIELD(1, 12)
#define SCTLR_MMU_ON (SCTLR_M | SCTLR_C | SCTLR_I)

/*
 * EL1 and EL2 VHE: LSMAOE (29), nTLSMD (28), EIS (22), TSCXT (20) and EOS (11) are 1, because each is RES1 if its feature is
 * missing. So exceptions stay context synchronising, and LDM/STM (AArch32) work as without the feature. SPAN (23) is 0, as in
 * Linux; EL0 has access to no memory here, so PAN has no effect. All other bits are 0: little-endian (EE), no alignment checks
 * (A, SA), no WXN, no pointer authentication (EnIA, EnIB, EnDA, EnDB), no MTE (TCF, ATA).
 */
#define SCTLR_EL1_OFF                                                                                                          \
	(REGIME_FIELD(1, 29) | REGIME_FIELD(1, 28) | REGIME_FIELD(1, 22) | REGIME_FIELD(1, 20) | REGIME_FIELD(1, 11))
#define SCTLR_EL1_ON (SCTLR_EL1_OFF | SCTLR_MMU_ON)

/* EL2 without VHE: RES1 are 29, 28, 23, 22 (EIS), 18, 16, 11 (EOS), 5 and 4. */
#define SCTLR_EL2_OFF                                                                                                          \
	(REGIME_FIELD(1, 29) | REGIME_FIELD(1, 28) | REGIME_FIELD(1, 23) | REGIME_FIELD(1, 22) | REGIME_FIELD(1, 18) |         \
	 REGIME_FIELD(1, 16) | REGIME_FIELD(1, 11) | REGIME_FIELD(1, 5) | REGIME_FIELD(1, 4))
#define SCTLR_EL2_ON (SCTLR_EL2_OFF | SCTLR_MMU_ON)

/* ---- registers that are read first ---- */

#define CURRENT_EL_EL2 (2 << 2) /* CurrentEL at EL2 */
#define CURRENT_EL_EL2_BIT 3
#define HCR_EL2_E2H_BIT 34

#define ID_AA64MMFR0_PARANGE_SHIFT 0 /* 4 bits, encoded as (I)PS is; 6 and more are above 48 bits */
#define ID_AA64MMFR0_TGRAN4_SHIFT 28 /* 4 bits: 0 and 1 mean that the CPU has the 4 KiB granule, 0xf that it has not */
#define ID_AA64MMFR3_TCRX_SHIFT 0    /* 4 bits: not 0 if TCR2_ELx exists, which turns on PIE, POE and D128 */

#endif
