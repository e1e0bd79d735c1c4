/* SPDX-License-Identifier: GPL-2.0-only */

#include <check.h>
#include <string.h>

#include "common/bytes.h"
#include "kexec/base/cleanup.h"
#include "kexec/image/signature.h"
#include "tests/helpers/pe-writer.h"
#include "tests/helpers/suite.h"

static void write_pe(uint32_t signature, struct blob *ret)
{
	static const uint8_t text[512] = { 1 };
	const struct pe_part part = { ".text", { text, sizeof(text) }, 0 };
	const struct pe_spec spec = { PE_MACHINE_ARM64, &part, 1, signature };

	ck_assert_int_eq(pe_write(&spec, ret), 0);
}

START_TEST(certificate_table_is_found)
{
	CLEANUP(blob_release) struct blob with = { 0 };
	CLEANUP(blob_release) struct blob without = { 0 };

	write_pe(64, &with);
	write_pe(0, &without);
	ck_assert(signature_is_pe(blob_view(&with)));
	ck_assert(!signature_is_pe(blob_view(&without)));
	ck_assert(!signature_is_pe((struct view){ with.data, with.size - 1 })); /* cut short */
	ck_assert(!signature_is_pe((struct view){ with.data, 1 }));
	ck_assert(!signature_is_pe((struct view){ 0 }));
}
END_TEST

START_TEST(appended_signature_is_found_at_the_end_alone)
{
	static const char with[] = "kernel~Module signature appended~\n", behind[] = "kernel~Module signature appended~\nx";

	ck_assert(signature_is_appended((struct view){ (const uint8_t *)with, sizeof(with) - 1 }));
	ck_assert(!signature_is_appended((struct view){ (const uint8_t *)behind, sizeof(behind) - 1 }));
	ck_assert(!signature_is_appended((struct view){ (const uint8_t *)with, 6 }));
	ck_assert(!signature_is_appended((struct view){ 0 }));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("signature");
	TCase *tcase = tcase_create("signature");

	tcase_add_test(tcase, certificate_table_is_found);
	tcase_add_test(tcase, appended_signature_is_found_at_the_end_alone);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
