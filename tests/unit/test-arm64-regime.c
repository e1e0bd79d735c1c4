/* SPDX-License-Identifier: GPL-2.0-only */
/* arch/arm64/regime.h: every register value again, from the fields that the Arm ARM gives it. */

#include <check.h>
#include <inttypes.h>
#include <stddef.h>

#include "arch/arm64/regime.h"
#include "tests/helpers/suite.h"

static uint64_t bits(uint64_t value, unsigned int high, unsigned int low)
{
	return value >> low & (UINT64_MAX >> (63 - (high - low)));
}

struct field {
	const char *name;
	unsigned int high, low;
	uint64_t value;
};

/* The fields of a register that are not 0, under the names of the Arm ARM, and the value as others give it. */
struct reg {
	const char *name;
	uint64_t value, literal;
	struct field field[16];
};

static const struct reg regs[] = {
	{ "MAIR_ELx", MAIR_VALUE, 0x4ff, { { "Attr0: write-back", 7, 0, 0xff }, { "Attr1: nGnRE", 15, 8, 0x04 } } },
	{ "TCR_EL1",
	  TCR_EL1_VALUE,
	  0x80903510,
	  { { "T0SZ", 5, 0, 64 - 48 },
	    { "IRGN0", 9, 8, 1 },
	    { "ORGN0", 11, 10, 1 },
	    { "SH0", 13, 12, 3 },
	    { "TG0", 15, 14, 0 },
	    { "T1SZ", 21, 16, 64 - 48 },
	    { "EPD1", 23, 23, 1 },
	    { "TG1", 31, 30, 2 } } },
	{ "TCR_EL1 with 48 bits of IPS",
	  TCR_EL1_VALUE | (uint64_t)TCR_PS_MOST << TCR_EL1_IPS_SHIFT,
	  UINT64_C(0x580903510),
	  { { "T0SZ", 5, 0, 64 - 48 },
	    { "IRGN0", 9, 8, 1 },
	    { "ORGN0", 11, 10, 1 },
	    { "SH0", 13, 12, 3 },
	    { "T1SZ", 21, 16, 64 - 48 },
	    { "EPD1", 23, 23, 1 },
	    { "TG1", 31, 30, 2 },
	    { "IPS", 34, 32, 5 } } },
	{ "TCR_EL2 with 48 bits of PS",
	  TCR_EL2_VALUE | (uint64_t)TCR_PS_MOST << TCR_EL2_PS_SHIFT,
	  0x80853510,
	  { { "T0SZ", 5, 0, 64 - 48 },
	    { "IRGN0", 9, 8, 1 },
	    { "ORGN0", 11, 10, 1 },
	    { "SH0", 13, 12, 3 },
	    { "PS", 18, 16, 5 },
	    { "RES1", 23, 23, 1 },
	    { "RES1", 31, 31, 1 } } },
	{ "SCTLR_EL1 off",
	  SCTLR_EL1_OFF,
	  0x30500800,
	  { { "EOS", 11, 11, 1 },
	    { "TSCXT", 20, 20, 1 },
	    { "EIS", 22, 22, 1 },
	    { "nTLSMD", 28, 28, 1 },
	    { "LSMAOE", 29, 29, 1 } } },
	{ "SCTLR_EL1 on",
	  SCTLR_EL1_ON,
	  0x30501805,
	  { { "M", 0, 0, 1 },
	    { "C", 2, 2, 1 },
	    { "EOS", 11, 11, 1 },
	    { "I", 12, 12, 1 },
	    { "TSCXT", 20, 20, 1 },
	    { "EIS", 22, 22, 1 },
	    { "nTLSMD", 28, 28, 1 },
	    { "LSMAOE", 29, 29, 1 } } },
	{ "SCTLR_EL2 off",
	  SCTLR_EL2_OFF,
	  0x30c50830,
	  { { "RES1", 5, 4, 3 },
	    { "EOS", 11, 11, 1 },
	    { "RES1", 16, 16, 1 },
	    { "RES1", 18, 18, 1 },
	    { "EIS", 22, 22, 1 },
	    { "RES1", 23, 23, 1 },
	    { "RES1", 29, 28, 3 } } },
	{ "SCTLR_EL2 on",
	  SCTLR_EL2_ON,
	  0x30c51835,
	  { { "M", 0, 0, 1 },
	    { "C", 2, 2, 1 },
	    { "RES1", 5, 4, 3 },
	    { "EOS", 11, 11, 1 },
	    { "I", 12, 12, 1 },
	    { "RES1", 16, 16, 1 },
	    { "RES1", 18, 18, 1 },
	    { "EIS", 22, 22, 1 },
	    { "RES1", 23, 23, 1 },
	    { "RES1", 29, 28, 3 } } },
	{ "descriptor of code",
	  DESC_CODE | DESC_PAGE,
	  0x783,
	  { { "valid, page", 1, 0, 3 }, { "AP[2]", 7, 7, 1 }, { "SH", 9, 8, 3 }, { "AF", 10, 10, 1 } } },
	{ "descriptor of data",
	  DESC_DATA | DESC_BLOCK,
	  UINT64_C(0x60000000000701),
	  { { "valid", 0, 0, 1 }, { "SH", 9, 8, 3 }, { "AF", 10, 10, 1 }, { "PXN", 53, 53, 1 }, { "UXN or XN", 54, 54, 1 } } },
	{ "descriptor of a UART",
	  DESC_UART | DESC_PAGE,
	  UINT64_C(0x60000000000707),
	  { { "valid, page", 1, 0, 3 },
	    { "AttrIndx", 4, 2, 1 },
	    { "SH", 9, 8, 3 },
	    { "AF", 10, 10, 1 },
	    { "PXN", 53, 53, 1 },
	    { "UXN or XN", 54, 54, 1 } } },
	{ "address of a descriptor", DESC_ADDRESS, UINT64_C(0xfffffffff000), { { "47:12", 47, 12, UINT64_C(0xfffffffff) } } },
};

START_TEST(register_is_the_sum_of_its_fields)
{
	const struct reg *reg = &regs[_i];
	uint64_t rest = reg->value;

	for (size_t i = 0; i < COUNT(reg->field) && reg->field[i].name; i++) {
		const struct field *field = &reg->field[i];

		ck_assert_msg(bits(reg->value, field->high, field->low) == field->value, "%s.%s", reg->name, field->name);
		rest &= ~(field->value << field->low);
	}
	ck_assert_msg(rest == 0, "%s: %#" PRIx64 " is in no field", reg->name, rest);
	ck_assert_msg(reg->value == reg->literal, "%s is %#" PRIx64, reg->name, reg->value);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("arm64-regime");
	Suite *suite = suite_create("arm64-regime");

	tcase_add_loop_test(tcase, register_is_the_sum_of_its_fields, 0, COUNT(regs));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
