/* SPDX-License-Identifier: GPL-2.0-only */
#include "tests/helpers/run-apart.h"

#include <check.h>
#include <errno.h>
#include <string.h>

#include "kexec/host/apart.h"

struct got got;

void take_nothing(void *context, struct wire *answer)
{
	uint64_t end = 0;

	(void)context;
	wire_number(answer, &end, 1);
}

void take_number(void *context, struct wire *answer)
{
	(void)context;
	wire_number(answer, &got.number, 100);
}

void answer_number(struct wire *answer, uint64_t number)
{
	wire_number(answer, &number, UINT64_MAX);
}

int run(void (*work)(void *, FILE *, struct wire *), void (*take)(void *, struct wire *), FILE *out, struct diag *diag)
{
	const struct apart apart = {
		.work = work,
		.take = take,
		.context = &got,
		.trace = out,
		.seconds = 1,
		.memory = MEMORY,
	};

	memset(&got, 0, sizeof(got));
	return host_apart(&apart, diag);
}

void answers_one(void (*work)(void *, FILE *, struct wire *))
{
	struct diag diag = { 0 };

	ck_assert_int_eq(run(work, take_number, NULL, &diag), 0);
	ck_assert_uint_eq(got.number, 1);
}

void fails(void (*work)(void *, FILE *, struct wire *), const char *message)
{
	struct diag diag = { 0 };

	ck_assert_int_eq(run(work, take_nothing, NULL, &diag), -EPROTO);
	ck_assert_str_eq(diag.message, message);
	ck_assert_ptr_nonnull(strstr(diag.hint, "SECURITY.md"));
}
