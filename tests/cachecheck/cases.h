/* SPDX-License-Identifier: GPL-2.0-only */
/* What is wrong with the program of guest.S. */
#define CASE_GOOD		0
#define CASE_READ_DIRTY		1
#define CASE_WRITE_DIRTY	2
#define CASE_READ_STALE		3
#define CASE_WRITE_STALE	4
#define CASE_FETCH_DIRTY	5
#define CASE_FETCH_STALE	6
#define CASE_FETCH_OLD		7
#define CASE_IVAC_DIRTY		8
#define CASE_WALK_STALE		9
#define CASE_WALK_DIRTY		10
#define CASE_SET_WAY		11
#define CASE_UNKNOWN		12
#define CASE_DC_BEFORE_DSB	13
#define CASE_DC_WITHOUT_DSB	14
#define CASE_IC_WITHOUT_DSB	15
#define CASE_IC_WITHOUT_ISB	16
#define CASE_DIRTY_AT_ENTRY	17
#define CASE_STALE_AT_ENTRY	18
#define CASE_OLD_CODE_AT_ENTRY	19
#define CASE_CACHES_ON_AT_ENTRY	20
